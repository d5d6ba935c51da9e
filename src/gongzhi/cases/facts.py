"""Words of cases, and what can happen to one beside the moves of its loop."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gongzhi.cases.codes import AboveWord as AboveWord
from gongzhi.cases.codes import AgeBand as AgeBand
from gongzhi.cases.codes import CameWith as CameWith
from gongzhi.cases.codes import Channel as Channel
from gongzhi.cases.codes import DeclineReason as DeclineReason
from gongzhi.cases.codes import Destination as Destination
from gongzhi.cases.codes import EffectState as EffectState
from gongzhi.cases.codes import ExclusionGround as ExclusionGround
from gongzhi.cases.codes import ExclusionState as ExclusionState
from gongzhi.cases.codes import Filer as Filer
from gongzhi.cases.codes import Finding as Finding
from gongzhi.cases.codes import JudgedVia as JudgedVia
from gongzhi.cases.codes import LookGround as LookGround
from gongzhi.cases.codes import Need as Need
from gongzhi.cases.codes import ParkReason as ParkReason
from gongzhi.cases.codes import PlaceKind as PlaceKind
from gongzhi.cases.codes import Rating as Rating
from gongzhi.cases.codes import Satisfaction as Satisfaction
from gongzhi.cases.codes import WhistleGround as WhistleGround
from gongzhi.kernel.commitments import Private

SUBJECT_KIND = "case"


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
class FilingCorrected:
    """What was typed from a paper was put right, once, after the second entry. `fields`: text, address, or both."""

    kind: ClassVar[str] = "cases.filing_corrected"
    fields: tuple[str, ...]
    place_kind: PlaceKind
    text: Private | None
    address: Private | None


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
class TextUnmasked:
    """Somebody reads the texts of the case without masks until `until`. `hidden`: kinds of data that were masked."""

    kind: ClassVar[str] = "cases.text_unmasked"
    hidden: tuple[str, ...]
    ground: LookGround
    until: datetime
    reason: Private | None


@dataclass(frozen=True)
class TextScreened:
    """A case of an earlier version got a title and words to be found by without personal data."""

    kind: ClassVar[str] = "cases.text_screened"


@dataclass(frozen=True)
class PhotosOpened:
    """Somebody sees the residents' photos of the case without covers until `until`."""

    kind: ClassVar[str] = "cases.photos_opened"
    ground: LookGround
    until: datetime
    reason: Private | None


@dataclass(frozen=True)
class PhotoCleared:
    """A resident's photo needs no cover: the desk looked at it, and nobody can be recognised."""

    kind: ClassVar[str] = "cases.photo_cleared"
    photo_id: UUID


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
    """One of two people decided; `state` is how it stands then. Until `ends_at` the resident may object."""

    kind: ClassVar[str] = "cases.exclusion_decided"
    exclusion_id: UUID
    ground: ExclusionGround
    agreed: bool
    state: ExclusionState
    ends_at: datetime | None
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
class ExclusionLapsed:
    """The case was opened again, so the result it was about does not stand any more."""

    kind: ClassVar[str] = "cases.exclusion_lapsed"
    exclusion_id: UUID


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
    text: Private | None = None


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


@dataclass(frozen=True)
class SaidSame:
    """Who filed it has the same problem as `others`, or the desk says so. Nothing is joined by it."""

    kind: ClassVar[str] = "cases.said_same"
    others: tuple[UUID, ...]
    by_resident: bool


@dataclass(frozen=True)
class SaidApart:
    """The desk said that it is not the problem of the other case; that is not proposed again."""

    kind: ClassVar[str] = "cases.said_apart"
    other: UUID


@dataclass(frozen=True)
class AboveSaid:
    """The platform above said something that moves nothing here: it stands on record beside what ours says."""

    kind: ClassVar[str] = "cases.above_said"
    what: AboveWord
    ends_at: datetime | None
    text: Private | None
