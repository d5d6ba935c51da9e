"""What can happen in insight."""
