"""The door of insight."""

__all__: list[str] = []
