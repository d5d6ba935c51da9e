"""What a platform above must be able to do. Two implementations: `http` and `files`."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from gongzhi.channels.upper.facts import Message, OrderState, Page


class Unreachable(Exception):
    """No right answer came; asked again later. `code` says what was wrong."""

    def __init__(self, code: str = "upper.unreachable") -> None:
        super().__init__(code)
        self.code = code


class NotAccepted(Exception):
    """The platform above looked at a message and does not accept it; `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:80]


class Platform(Protocol):
    """A platform above. Every call may be repeated: what was done once is not done again."""

    def pull(self, cursor: str) -> Page:
        """Return the orders and events after `cursor`. Raises `Unreachable`."""
        ...

    def taken(self) -> None:
        """Hear that what was read last was taken in whole."""
        ...

    def order(self, number: str) -> Page:
        """Return one order with all its events; an empty page where that cannot be asked. Raises `Unreachable`."""
        ...

    def tell(self, message: Message) -> None:
        """Tell what happened here: signed, returned, replied, ended. Raises `Unreachable`, `NotAccepted`."""
        ...

    def photo(self, name: str) -> bytes | None:
        """Return a picture an order names; None where it is not to be had from where we may fetch."""
        ...

    def list_open(self, day: date) -> Iterator[OrderState] | None:
        """Return the orders open, or closed that day; None where there is no list. Raises `Unreachable`."""
        ...
