"""Words of the hotline: what a telephony system tells, a call as the screen sees it, and what is counted."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class CallEvent(StrEnum):
    """What happens to a call, as a telephony system says it."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TRANSFERRED = "transferred"
    ENDED = "ended"


@dataclass(frozen=True)
class Told:
    """One event of a call. `call` is the telephony system's own id; `caller` a telephone number, for this call only."""

    call: str
    event: CallEvent
    at: datetime
    queue: str = ""
    agent: str = ""
    caller: str = field(default="", repr=False)


@dataclass(frozen=True)
class Times:
    """When what happened to a call, as far as it was told, and in which queue."""

    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    abandoned_at: datetime | None = None
    transferred_at: datetime | None = None
    ended_at: datetime | None = None
    queue: str = ""

    @property
    def began_at(self) -> datetime | None:
        """Return the first instant anything was told of."""
        told = (self.ringing_at, self.answered_at, self.abandoned_at, self.transferred_at, self.ended_at)
        return min((each for each in told if each), default=None)


@dataclass(frozen=True)
class Counts:
    """What one call adds to the figures of its hour. `timed`: answered, and how long it rang is known."""

    offered: int = 0
    answered: int = 0
    timed: int = 0
    quick: int = 0
    abandoned: int = 0
    transferred: int = 0


@dataclass(frozen=True)
class Level:
    """What a standard asks of a hotline, from a day on. Shares are percent."""

    valid_from: date
    answer_seconds: int
    answer_percent: int | None
    connected_percent: int
    source: str
    source_en: str


@dataclass(frozen=True)
class CallView:
    """The call an operator has on the line. `tail` are the last figures of the number, all that is shown of it."""

    id: UUID
    queue: str
    times: Times
    tail: str
    has_number: bool
