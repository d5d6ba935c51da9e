"""What the interface keeps: the answers it gave."""
