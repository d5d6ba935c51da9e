"""The operations of the interface, and its page."""
