"""Words of algorithms."""
