"""Ways out of the house, a file each."""
