"""Words of insight."""
