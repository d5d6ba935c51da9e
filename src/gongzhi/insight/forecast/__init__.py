"""How many messages come: counts by day, what is expected, and how well that held so far. Places and things only."""
