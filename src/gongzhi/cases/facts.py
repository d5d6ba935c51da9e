"""Words of cases, and what can happen to one beside the moves of its loop."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

SUBJECT_KIND = "case"


class Channel(StrEnum):
    PORTAL = "PORTAL"
    HOTLINE = "HOTLINE"
    COUNTER = "COUNTER"
    PAPER = "PAPER"
    GRID = "GRID"
    IMPORT = "IMPORT"


class Filer(StrEnum):
    ANONYMOUS = "ANONYMOUS"
    NAMED = "NAMED"
    HELPER = "HELPER"


class PlaceKind(StrEnum):
    POINT = "POINT"
    ADDRESS = "ADDRESS"
    NONE = "NONE"


class Satisfaction(StrEnum):
    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    DISSATISFIED = "DISSATISFIED"


class Finding(StrEnum):
    """What the office says became of the matter; the resident's own judgement stands beside it."""

    SOLVED = "SOLVED"
    PARTLY = "PARTLY"
    EXPLAINED = "EXPLAINED"
    NOT_POSSIBLE = "NOT_POSSIBLE"


class Need(StrEnum):
    """What somebody needs so that an office can talk with them 沟通需要."""

    LANGUAGE = "LANGUAGE"
    HEARING = "HEARING"
    SIGHT = "SIGHT"
    HELPER = "HELPER"
    OTHER = "OTHER"


class WhistleGround(StrEnum):
    """The three cases in which a town may whistle (Beijing practice of 吹哨报到)."""

    UNSOLVABLE = "UNSOLVABLE"  # a public problem the town cannot solve
    ENFORCEMENT = "ENFORCEMENT"  # joint enforcement where it lacks the power
    EMERGENCY = "EMERGENCY"


class Rating(StrEnum):
    """The town's rating of a department that was whistled for."""

    GOOD = "GOOD"
    ENOUGH = "ENOUGH"
    POOR = "POOR"


class ExclusionGround(StrEnum):
    """Why a result may be left out of scores, and no other reason (closed list of the default profile)."""

    UNLAWFUL = "UNLAWFUL"
    OUTSIDE_POWER = "OUTSIDE_POWER"
    PROVEN_FALSE = "PROVEN_FALSE"
    NOTHING_NEW = "NOTHING_NEW"
    ABUSIVE = "ABUSIVE"


class ExclusionState(StrEnum):
    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    DENIED = "DENIED"


class EffectState(StrEnum):
    WAITING = "WAITING"
    OPEN = "OPEN"
    LASTS = "LASTS"
    BROKEN = "BROKEN"
    DROPPED = "DROPPED"  # opened again before anybody looked


class JudgedVia(StrEnum):
    RESIDENT = "RESIDENT"
    CALLBACK = "CALLBACK"


@dataclass(frozen=True)
class CaseFiled:
    """A case was filed. Where it lies is a grid; the exact point and the words are private."""

    kind: ClassVar[str] = "cases.filed"
    channel: Channel
    filer: Filer
    place_kind: PlaceKind
    grid: str
    matter: str
    proposed_unit: UUID | None
    citation: str
    source: str
    text: Private
    address: Private | None
    point: Private | None


@dataclass(frozen=True)
class CaseClassified:
    """The dispatcher set or corrected the matter, and with it the proposal of a unit."""

    kind: ClassVar[str] = "cases.classified"
    matter: str
    before: str
    proposed_unit: UUID | None
    citation: str


@dataclass(frozen=True)
class LeadNamed:
    """A unit was given the lead by its duty, or over the duty table by a superior 指定管辖."""

    kind: ClassVar[str] = "cases.lead_named"
    unit_id: UUID
    citation: str
    overruled: bool
    as_proposed: bool
    reason: Private | None


@dataclass(frozen=True)
class AnswerDrafted:
    kind: ClassVar[str] = "cases.answer_drafted"
    text: Private


@dataclass(frozen=True)
class AnswerSentBack:
    kind: ClassVar[str] = "cases.answer_sent_back"
    reason: Private


@dataclass(frozen=True)
class Added:
    """The resident added something."""

    kind: ClassVar[str] = "cases.added"
    text: Private


@dataclass(frozen=True)
class PhotoAdded:
    """A photo came with the case. `sha256` is that of the kept file, in hex; the picture itself is no fact."""

    kind: ClassVar[str] = "cases.photo_added"
    photo_id: UUID
    sha256: str


@dataclass(frozen=True)
class Noted:
    """A note inside the office; residents do not see it."""

    kind: ClassVar[str] = "cases.noted"
    text: Private


@dataclass(frozen=True)
class Judged:
    """The resident's two answers, asked separately: solved, and satisfied."""

    kind: ClassVar[str] = "cases.judged"
    solved: bool
    satisfied: Satisfaction | None
    via: JudgedVia


@dataclass(frozen=True)
class CallbackDrawn:
    """Whether the callback desk calls about this silent case: by risk, or by lot."""

    kind: ClassVar[str] = "cases.callback_drawn"
    wanted: bool
    ground: str
    drawn: int
