"""Words of diagnosis."""
