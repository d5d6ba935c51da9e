"""Words of patrol 巡查, and what can happen to an event or a round beside the moves of its loop."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

EVENT_KIND, ROUND_KIND = "patrol", "round"
FOUND = "found"  # role of the link from a round to an event


class Source(StrEnum):
    """Who noticed it."""

    WORKER = "WORKER"
    SENSOR = "SENSOR"


class Result(StrEnum):
    """What a round found."""

    NOTHING = "NOTHING"
    FOUND = "FOUND"


@dataclass(frozen=True)
class EventReported:
    """Something was found in a grid. The words and the exact point are private; a photo is known by its digest."""

    kind: ClassVar[str] = "patrol.event_reported"
    source: Source
    grade: int
    grid: str
    text: Private
    point: Private | None
    photo_sha256: str


@dataclass(frozen=True)
class EventLeadNamed:
    """A unit was given the event by its duty, or over the duty table by a superior 指定管辖."""

    kind: ClassVar[str] = "patrol.lead_named"
    unit_id: UUID
    citation: str
    overruled: bool
    reason: Private | None


@dataclass(frozen=True)
class RoundPlanned:
    """Somebody is to look at a grid for a matter."""

    kind: ClassVar[str] = "patrol.round_planned"
    grid: str
    unit_id: UUID


@dataclass(frozen=True)
class RoundReported:
    """The round was made: nothing found, or so many things, each an event of its own."""

    kind: ClassVar[str] = "patrol.round_reported"
    result: Result
    events: int


@dataclass(frozen=True)
class Finding:
    """One thing found on a round, as the worker reports it."""

    matter: str
    text: str
    grade: int
