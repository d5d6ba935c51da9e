"""What can happen in diagnosis."""
