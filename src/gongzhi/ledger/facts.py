"""How a fact looks when it comes out of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

# No fact of its own: the place of one whose bytes somebody damaged. Its data hold the kind its row names.
UNREADABLE = "ledger.unreadable"


class UnreadableFact(ValueError):
    """The bytes of a fact are not what was recorded: nobody can tell what it says."""

    def __init__(self, fact_id: UUID) -> None:
        super().__init__(f"fact {fact_id} cannot be read: run gongzhi ledger verify")
        self.fact = fact_id


class Happening(Protocol):
    """What may be recorded: a frozen dataclass with a `kind` like ``cases.filed``.

    Fields hold str, int, bool, None, UUID, aware datetime, StrEnum, `Private`, and tuples, mappings
    or frozen dataclasses of these. No float: it has no canonical form.
    """

    kind: ClassVar[str]


@dataclass(frozen=True)
class Recorded:
    """A fact as readers get it. `position` is None while the sequencer has not placed it yet."""

    id: UUID
    node: str
    kind: str
    subject: UUID | None
    actor: str
    at: datetime
    data: Mapping[str, Any]
    position: int | None = None
    texts: Mapping[str, str] | None = None

    @property
    def shelved_as(self) -> str:
        """The kind by which it is decided who reads of it: its row's where the fact itself cannot be read."""
        return str(self.data["kind"]) if self.kind == UNREADABLE else self.kind


@dataclass(frozen=True)
class Sealed:
    """A fact as it is kept: the bytes of its entry, and the salt and text behind each commitment."""

    id: UUID
    entry: bytes
    openings: Mapping[str, tuple[bytes, str]]


@dataclass(frozen=True)
class Heartbeat:
    """Nothing had happened for an hour: the log grows all the same, so that one that stands still is noticed."""

    kind: ClassVar[str] = "ledger.heartbeat"


@dataclass(frozen=True)
class KeyRotated:
    """Another key signs the log. The old one signs beside it until `until_at`; none where it was lost."""

    kind: ClassVar[str] = "ledger.key_rotated"
    old: str | None
    new: str
    until_at: datetime | None


@dataclass(frozen=True)
class FoundBroken:
    """The verification found what is kept to be other than what was signed, at so many places."""

    kind: ClassVar[str] = "ledger.found_broken"
    places: int
    mended: int
