"""Words of directives 指令, and what can happen to one beside the moves of its loop."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

SUBJECT_KIND = "directive"
# What an addressee may answer beside accepting; the issuer owes a reply to each.
OBJECTIONS = ("cannot", "conflicts", "already_done", "better_way")
WORK, PART, NEXT = "work", "part", "next"  # roles of links


class Verdict(StrEnum):
    """What residents say of the result."""

    BETTER = "BETTER"
    SAME = "SAME"
    WORSE = "WORSE"


class Assessor(StrEnum):
    """Who assesses a directive."""

    ADDRESSEE = "ADDRESSEE"
    RESIDENT = "RESIDENT"
    LOOK = "LOOK"


@dataclass(frozen=True)
class Goal:
    """What is to be reached: an indicator the platform computes, and the band it should lie in.

    `measure` and `kind` are codes of `loops.measures`; values are whole numbers in the measure's unit (per
    mille for shares). `baseline` is None where there was nothing to measure at issue.
    """

    measure: str
    kind: str
    period_days: int
    baseline: int | None
    target_from: int
    target_to: int


@dataclass(frozen=True)
class DirectiveIssued:
    """A node of a directive: the whole, or one addressee's part. It carries all another node must know."""

    kind: ClassVar[str] = "directives.issued"
    parent: UUID | None
    root: UUID
    version: int
    previous: UUID | None
    title: Private
    text: Private
    legal_basis: str
    matter: str
    citation: str
    overruled: bool
    overrule_reason: Private | None
    goal: Goal | None
    scope: str
    grid: str
    due_on: str
    issuer_unit_id: UUID
    lead_unit_id: UUID | None
    superior_unit_id: UUID
    reviewer_unit_id: UUID
    definition_version: int


@dataclass(frozen=True)
class TermsAmended:
    """The issuer changed what it asks of an addressee, in reply to an objection."""

    kind: ClassVar[str] = "directives.terms_amended"
    text: Private


@dataclass(frozen=True)
class LeadGiven:
    """A node was given to a unit: at sending, or by whoever decided about an objection."""

    kind: ClassVar[str] = "directives.lead_given"
    unit_id: UUID
    citation: str
    overruled: bool


@dataclass(frozen=True)
class SentOut:
    """A draft went out: what its goal's figure is on this day, and the last day counted from it."""

    kind: ClassVar[str] = "directives.sent_out"
    baseline: int | None
    due_on: str


@dataclass(frozen=True)
class WorkTied:
    """A loop counts as work on a node; `grid` is where, "" for nowhere in particular."""

    kind: ClassVar[str] = "directives.work_tied"
    loop_id: UUID
    grid: str


@dataclass(frozen=True)
class AssessedByAddressee:
    """The addressee's own view: was it clear, were powers and money enough, what did it cost."""

    kind: ClassVar[str] = "directives.assessed_by_addressee"
    clear: bool
    feasible: bool
    hours: int | None
    text: Private | None


@dataclass(frozen=True)
class AssessedByResident:
    """A resident concerned said whether it is better than before. Which case it was stays in the table."""

    kind: ClassVar[str] = "directives.assessed_by_resident"
    verdict: Verdict


@dataclass(frozen=True)
class LookDrawn:
    """The places somebody independent goes to, drawn by lot; `of` is from how many."""

    kind: ClassVar[str] = "directives.look_drawn"
    grids: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class PlaceLookedAt:
    """What was found at a place that was drawn."""

    kind: ClassVar[str] = "directives.place_looked_at"
    grid: str
    as_asked: bool
    text: Private | None


@dataclass(frozen=True)
class Concluded:
    """What the issuer learned; the next version starts from it."""

    kind: ClassVar[str] = "directives.concluded"
    text: Private


@dataclass(frozen=True)
class PartSpec:
    """One addressee: the unit, the tree of divisions it is to cover, and the one grid if it is only one."""

    unit_id: UUID
    scope: str
    grid: str = ""


@dataclass(frozen=True)
class Terms:
    """What is instructed, as the issuer writes it. `due_on` is the last day."""

    title: str
    text: str
    legal_basis: str
    matter: str
    scope: str
    due_on: date
    goal: Goal | None = None
    asks_for: str = ""
