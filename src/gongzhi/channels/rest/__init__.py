"""The interface for other systems: cases, loops, organization and notices by REST, with a key."""
