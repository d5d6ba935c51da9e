"""Words of paper forms, and what can happen to one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

VERSION = "1"  # of the printed form: stands in its corner and in the QR code
PRINTED_AT_ONCE = 50


class Typed(StrEnum):
    """What two people type where counts matter, and what is compared. Name and telephone count for nothing there."""

    MATTER = "MATTER"
    DIVISION = "DIVISION"
    ADDRESS = "ADDRESS"
    TEXT = "TEXT"


@dataclass(frozen=True)
class PaperView:
    """A printed form. `loop_id`: the case it became; `waits`: somebody else still has to type it again."""

    id: UUID
    number: str
    matter: str
    printed_at: datetime
    loop_id: UUID | None
    entered_at: datetime | None
    received_on: date | None
    twice: bool
    again_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.twice and self.loop_id is not None and self.again_at is None


@dataclass(frozen=True)
class PaperPrinted:
    """A form was printed; its number is that of the case it becomes. `twice`: two people type it."""

    kind: ClassVar[str] = "channels.paper_printed"
    paper_id: UUID
    number: str
    matter: str
    twice: bool
    unit_id: UUID


@dataclass(frozen=True)
class PaperEntered:
    """What stands on a form was typed, and is a case."""

    kind: ClassVar[str] = "channels.paper_entered"
    paper_id: UUID
    received_on: str  # ISO 8601


@dataclass(frozen=True)
class PaperTypedAgain:
    """Somebody else typed the same form. `chosen` says of each field that differed whose entry is right: 1 or 2."""

    kind: ClassVar[str] = "channels.paper_typed_again"
    paper_id: UUID
    chosen: Mapping[str, int]
    values: Private | None
