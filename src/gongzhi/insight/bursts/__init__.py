"""More than there should be: bursts of a matter in a place, and the same matter again and again at one spot."""
