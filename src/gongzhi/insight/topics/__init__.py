"""Topics: how messages are put together, one by one when they come, and all of the window again by day."""
