"""How a fact looks when it comes out of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID


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


@dataclass(frozen=True)
class Sealed:
    """A fact as it is kept: the bytes of its entry, and the salt and text behind each commitment."""

    id: UUID
    entry: bytes
    openings: Mapping[str, tuple[bytes, str]]
