"""Words of cases, and what can happen to one beside the moves of its loop."""

from dataclasses import dataclass
from datetime import datetime
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


class CameWith(StrEnum):
    """What a photo came with. With a draft it waits for the head's approval, as the draft does."""

    FILING = "FILING"
    ADDED = "ADDED"
    CONTACT = "CONTACT"
    ANSWER = "ANSWER"
    DRAFT = "DRAFT"


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


class ParkReason(StrEnum):
    """Why something real cannot be solved now 挂账, and no other reason (default of this project)."""

    MONEY = "MONEY"  # not in this year's budget
    PLAN = "PLAN"  # waits for a project that is planned already
    CONSENT = "CONSENT"  # neighbours or owners have to agree first
    TITLE = "TITLE"  # whose it is must be settled first
    RULE = "RULE"  # no rule covers it yet
    SEASON = "SEASON"  # the work needs another season, or drawn-down water


class DeclineReason(StrEnum):
    """Why a case is not taken up, or goes to another procedure (practice of 12345 lines)."""

    OUTSIDE = "OUTSIDE"  # another jurisdiction
    EMERGENCY = "EMERGENCY"
    OTHER_TRACK = "OTHER_TRACK"  # court, arbitration, reconsideration, discipline, disclosure
    IN_PETITION = "IN_PETITION"
    SECRET = "SECRET"  # noqa: S105 - a code: state or business secrets, privacy
    NOTHING_NEW = "NOTHING_NEW"
    UNLAWFUL = "UNLAWFUL"


class Destination(StrEnum):
    """Where somebody goes instead. A county names the unit and its phone with a desk of the same code."""

    PETITION = "PETITION"
    COURT = "COURT"
    REVIEW = "REVIEW"  # administrative reconsideration
    DISCIPLINE = "DISCIPLINE"
    DISCLOSURE = "DISCLOSURE"
    EMERGENCY = "EMERGENCY"
    ELSEWHERE = "ELSEWHERE"


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
    finding: Finding
    reason: Private | None


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
    came_with: CameWith = CameWith.FILING


@dataclass(frozen=True)
class ConfidentialitySet:
    """The case is to be handled confidentially 保密, or the resident lifted that."""

    kind: ClassVar[str] = "cases.confidentiality_set"
    confidential: bool


@dataclass(frozen=True)
class NeedsSaid:
    """What the resident needs so that an office can talk with them: sensitive, so a commitment only."""

    kind: ClassVar[str] = "cases.needs_said"
    needs: Private


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


@dataclass(frozen=True)
class Answered:
    """What the office says became of the matter, beside the move that carries its words."""

    kind: ClassVar[str] = "cases.answered"
    finding: Finding


@dataclass(frozen=True)
class Declined:
    """Why a case was not taken up or referred, and where the resident can go; the words stand in the move."""

    kind: ClassVar[str] = "cases.declined"
    reason_code: DeclineReason
    destination: Destination
    unit_id: UUID | None


@dataclass(frozen=True)
class Parked:
    """What is real but cannot be solved now: owner, reason, and the day it is looked at again."""

    kind: ClassVar[str] = "cases.parked"
    unit_id: UUID
    reason_code: ParkReason
    review_at: datetime
    times: int
    words: Private | None
    solvable: Private | None


@dataclass(frozen=True)
class ReviewCameRound:
    """The review date of a parked case has come; whoever waits for it is told."""

    kind: ClassVar[str] = "cases.review_came_round"
    unit_id: UUID | None


@dataclass(frozen=True)
class ExclusionProposed:
    kind: ClassVar[str] = "cases.exclusion_proposed"
    exclusion_id: UUID
    unit_id: UUID
    ground: ExclusionGround
    evidence: Private


@dataclass(frozen=True)
class ExclusionDecided:
    """One of two people decided; `state` is how it stands then. `until`: the resident may object."""

    kind: ClassVar[str] = "cases.exclusion_decided"
    exclusion_id: UUID
    ground: ExclusionGround
    agreed: bool
    state: ExclusionState
    until: datetime | None
    reason: Private


@dataclass(frozen=True)
class ExclusionObjected:
    kind: ClassVar[str] = "cases.exclusion_objected"
    exclusion_id: UUID
    text: Private


@dataclass(frozen=True)
class ExclusionObjectionDecided:
    """Somebody who had not decided before decided on the resident's objection."""

    kind: ClassVar[str] = "cases.exclusion_objection_decided"
    exclusion_id: UUID
    upheld: bool
    reason: Private


@dataclass(frozen=True)
class EffectDrawn:
    """Whether a solved case is looked at again after some time, by lot. `drawn` is a number below 1000."""

    kind: ClassVar[str] = "cases.effect_drawn"
    drawn: int
    check_id: UUID | None
    look_at: datetime | None


@dataclass(frozen=True)
class EffectChecked:
    """How an effect check stands: opened, the result lasts, broken again, or dropped."""

    kind: ClassVar[str] = "cases.effect_checked"
    check_id: UUID
    state: EffectState


@dataclass(frozen=True)
class PressureAsked:
    """Whether the resident says somebody pressed for a withdrawal or a good answer; nothing of who or how."""

    kind: ClassVar[str] = "cases.pressure_asked"
    pressed: bool


@dataclass(frozen=True)
class AnswersAlike:
    """The same words were said about several cases of one unit: a sign of answers put into people's mouths."""

    kind: ClassVar[str] = "cases.answers_alike"
    unit_id: UUID
    alike: int
    among: int


@dataclass(frozen=True)
class Joined:
    """The case goes along with another one 并件, for what is the `same`; `before`: with which until now."""

    kind: ClassVar[str] = "cases.joined"
    parent_id: UUID
    before: UUID | None
    same: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """So many others go along with this case from now on."""

    kind: ClassVar[str] = "cases.gathered"
    times: int


@dataclass(frozen=True)
class AnsweredTogether:
    """The answer to the parent went to this case as well; the unit leads it from then on."""

    kind: ClassVar[str] = "cases.answered_together"
    parent_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class Left:
    """The case goes on by itself again; `why` is the event that made it so."""

    kind: ClassVar[str] = "cases.left"
    parent_id: UUID
    why: str
    reason: Private | None
