"""The door of algorithms."""

__all__: list[str] = []
