"""The tables of diagnosis."""
