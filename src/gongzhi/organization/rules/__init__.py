"""Pure decisions of the organization."""
