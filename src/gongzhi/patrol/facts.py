"""Words of patrol 巡查, and what can happen to an event or a round beside the moves of its loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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


class Crossing(StrEnum):
    """How a sensor's state changed."""

    RAISED = "RAISED"
    CLEARED = "CLEARED"
    BEGUN_ANEW = "BEGUN_ANEW"  # the event it was raised for has ended, or it was moved


@dataclass(frozen=True)
class SensorRegistered:
    """A sensor was registered, or what is registered of it changed. Numbers are None where its kind decides."""

    kind: ClassVar[str] = "patrol.sensor_registered"
    code: str
    site_id: UUID
    unit_id: UUID
    grid: str
    matter: str
    raise_at: int | None
    clear_at: int | None
    in_row: int | None
    silent_after: int | None
    in_use: bool
    name: Private
    point: Private | None


@dataclass(frozen=True)
class SensorSiteAdded:
    """A place got its first sensor of a kind: there is one open event for it at most."""

    kind: ClassVar[str] = "patrol.sensor_site_added"
    code: str
    sensor_kind: str


@dataclass(frozen=True)
class SensorKeyMade:
    """A key was made with which the sensors of a unit may be read in."""

    kind: ClassVar[str] = "patrol.sensor_key_made"
    name: str
    unit_id: UUID


@dataclass(frozen=True)
class SensorKeyRevoked:
    kind: ClassVar[str] = "patrol.sensor_key_revoked"


@dataclass(frozen=True)
class ReadingsTaken:
    """A batch of readings came in with a key. The readings themselves are not kept; what crossed a limit is."""

    kind: ClassVar[str] = "patrol.readings_taken"
    taken: int
    ignored: Mapping[str, int]
    sensors: int


@dataclass(frozen=True)
class SensorCrossed:
    """The readings of a sensor reached its limit, or it was over. About the sensor."""

    kind: ClassVar[str] = "patrol.sensor_crossed"
    way: Crossing
    read_at: datetime | None


@dataclass(frozen=True)
class SiteEventOpened:
    """The event a site and kind of sensor now has, and the sensor whose readings opened it."""

    kind: ClassVar[str] = "patrol.site_event_opened"
    loop_id: UUID
    sensor_id: UUID


@dataclass(frozen=True)
class SiteEventRefused:
    """Readings asked for an event and none could be opened; the code says why, "" that it could after all."""

    kind: ClassVar[str] = "patrol.site_event_refused"
    code: str
    details: Mapping[str, str | int]


@dataclass(frozen=True)
class SensorRaised:
    """Another sensor, or one again, reached its limit while the event is open. About the event."""

    kind: ClassVar[str] = "patrol.sensor_raised"
    sensor_id: UUID
    read_at: datetime
    value: int
    text: Private


@dataclass(frozen=True)
class SensorCleared:
    """A sensor says that it is over. The event stays open: people close it."""

    kind: ClassVar[str] = "patrol.sensor_cleared"
    sensor_id: UUID
    read_at: datetime
    value: int
    text: Private
