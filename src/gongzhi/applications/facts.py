"""Words of applications 办件, and what can happen to one beside the moves of its loop."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

SUBJECT_KIND = "application"


class Channel(StrEnum):
    """How an application came in."""

    PORTAL = "PORTAL"
    COUNTER = "COUNTER"
    PHONE = "PHONE"
    HOME_VISIT = "HOME_VISIT"


class Filer(StrEnum):
    """Who files: the applicant, or somebody for them."""

    SELF = "SELF"
    HELPER = "HELPER"


class How(StrEnum):
    """How a material is given."""

    UPLOADED = "UPLOADED"
    COUNTER = "COUNTER"  # shown or handed over at the window
    HELD = "HELD"  # an office holds it already
    NOTHING = "NOTHING"  # not there


class MaterialState(StrEnum):
    PROMISED = "PROMISED"  # will be brought to the counter
    GIVEN = "GIVEN"
    CHECKED = "CHECKED"
    MISSING = "MISSING"


class AskKind(StrEnum):
    """What a resident was asked for after applying."""

    MATERIAL = "MATERIAL"
    TRIP = "TRIP"


class Outcome(StrEnum):
    GRANTED = "GRANTED"
    DENIED = "DENIED"


class Grade(IntEnum):
    """好差评: five grades; the lowest two are bad reviews (GB/T 39735-2020)."""

    VERY_BAD = 1
    BAD = 2
    FAIR = 3
    GOOD = 4
    VERY_GOOD = 5

    @property
    def is_bad(self) -> bool:
        return self <= Grade.BAD


@dataclass(frozen=True)
class ApplicationFiled:
    """An application was filed. It stays with the version of the item it was filed under."""

    kind: ClassVar[str] = "applications.filed"
    item: str
    version: int
    situation: str
    channel: Channel
    filer: Filer
    proposed_unit: UUID | None
    citation: str
    answers: Private


@dataclass(frozen=True)
class MaterialGiven:
    """What is there of one material: at filing for each, later for what is supplied."""

    kind: ClassVar[str] = "applications.material_given"
    material_id: UUID
    key: str
    how: How
    state: MaterialState
    sha256: str


@dataclass(frozen=True)
class MaterialJudged:
    """A material was found to do, or not to: then the resident reads why."""

    kind: ClassVar[str] = "applications.material_judged"
    material_id: UUID
    state: MaterialState
    reason: Private | None


@dataclass(frozen=True)
class ResidentAsked:
    """The resident was asked for something after applying; `in_version` says whether the item lists it."""

    kind: ClassVar[str] = "applications.resident_asked"
    ask_id: UUID
    what: AskKind
    key: str
    in_version: bool
    reason: Private


@dataclass(frozen=True)
class LeadNamed:
    """A unit was given the application to examine, by its duty."""

    kind: ClassVar[str] = "applications.lead_named"
    unit_id: UUID
    citation: str
    as_proposed: bool


@dataclass(frozen=True)
class Decided:
    """A decision was made and its document written. `sha256` is that of the file, in hex."""

    kind: ClassVar[str] = "applications.decided"
    decision_id: UUID
    outcome: Outcome
    unit_id: UUID
    verification: str
    sha256: str
    reasons: Private


@dataclass(frozen=True)
class Rated:
    """The applicant rated how it was handled. Not for the eyes of whoever handled it."""

    kind: ClassVar[str] = "applications.rated"
    grade: int
    text: Private | None
