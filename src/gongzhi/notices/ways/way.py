"""What every way out has: send one thing, and say after a crash whether it went."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from gongzhi.notices.facts import HookKind


@dataclass(frozen=True)
class Parcel:
    """One thing to be sent. `key` is the same in every try: a way that can makes a repeat harmless by it."""

    key: UUID
    at: datetime
    to: str = field(repr=False)
    text: str = field(repr=False)
    title: str = field(default="", repr=False)
    stop_link: str = field(default="", repr=False)
    kind: HookKind = HookKind.PLAIN
    secret: str = field(default="", repr=False)


class NotAccepted(Exception):
    """It was not taken. `permanent`: the address itself is wrong, and trying again is of no use."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class Unsure(Exception):
    """It was given away, and the answer never came: nobody can tell whether it was taken."""


class Carrier(Protocol):
    """A way out."""

    def send(self, parcel: Parcel) -> str:
        """Send and return the number the other side gave it, or "". Raises NotAccepted or Unsure."""

    def went_out(self, key: UUID) -> bool | None:
        """Tell of a key that was being sent when the sender died: yes, no (so it may be sent), or None: not known."""
