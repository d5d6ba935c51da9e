"""The door of diagnosis."""

__all__: list[str] = []
