"""Pages for those who manage the organization."""
