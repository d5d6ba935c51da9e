"""What two messages have in common: the same place, the same issue, the same words."""
