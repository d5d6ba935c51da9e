"""The tables of algorithms."""
