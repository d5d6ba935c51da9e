"""What can happen to a case when several offices work on it: joint work, whistle, supervision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.kernel.commitments import Private

# What a resident reads of it, without the words offices say to each other.
READ_BY_RESIDENT = frozenset(
    {
        "loops.co_handler_called",
        "loops.obligation_settled",
        "cases.whistle_proposed",
        "cases.whistled",
        "cases.department_arrived",
        "cases.whistle_ended",
    }
)


class WhistleEnding(StrEnum):
    """How a whistle ended: the town concluded it in words, or the case went where the town no longer leads it."""

    CONCLUDED = "CONCLUDED"
    LEAD_CHANGED = "LEAD_CHANGED"
    JOINED = "JOINED"
    CASE_ENDED = "CASE_ENDED"


@dataclass(frozen=True)
class HelperUrged:
    """The lead urged a unit that helps."""

    kind: ClassVar[str] = "cases.helper_urged"
    unit_id: UUID


@dataclass(frozen=True)
class WhistleProposed:
    """Somebody who may not whistle proposes it to the town that leads the case."""

    kind: ClassVar[str] = "cases.whistle_proposed"
    text: Private


@dataclass(frozen=True)
class WhistleDeclined:
    """The town does not follow the proposal, with a reason."""

    kind: ClassVar[str] = "cases.whistle_declined"
    reason: Private


@dataclass(frozen=True)
class Whistled:
    """A town called departments to the place 吹哨. Each call has a fact of its own; `called` is how many come first."""

    kind: ClassVar[str] = "cases.whistled"
    whistle_id: UUID
    unit_id: UUID
    ground: WhistleGround
    arrive_by: datetime
    called: int
    text: Private


@dataclass(frozen=True)
class DepartmentCalled:
    """One department called by a whistle. `part` is the obligation it has from now on."""

    kind: ClassVar[str] = "cases.department_called"
    whistle_id: UUID
    unit_id: UUID
    part: UUID
    arrive_by: datetime
    citation: str
    task: Private


@dataclass(frozen=True)
class DepartmentArrived:
    """A department is on the place 报到."""

    kind: ClassVar[str] = "cases.department_arrived"
    whistle_id: UUID
    unit_id: UUID
    late: bool
    text: Private | None


@dataclass(frozen=True)
class WhistleEnded:
    """A whistle is over: concluded by the town in words, or by the system for the reason named."""

    kind: ClassVar[str] = "cases.whistle_ended"
    whistle_id: UUID
    unit_id: UUID
    ending: WhistleEnding
    text: Private | None


@dataclass(frozen=True)
class DepartmentRated:
    """The town rated a department."""

    kind: ClassVar[str] = "cases.department_rated"
    whistle_id: UUID
    unit_id: UUID
    rating: Rating
    text: Private | None


@dataclass(frozen=True)
class RatingObjected:
    """A department objects to its rating; `duty` is what the arbiter owes."""

    kind: ClassVar[str] = "cases.rating_objected"
    whistle_id: UUID
    unit_id: UUID
    duty: UUID
    text: Private


@dataclass(frozen=True)
class RatingDecided:
    """The arbiter decided on the objection. `upheld`: the rating is set aside."""

    kind: ClassVar[str] = "cases.rating_decided"
    whistle_id: UUID
    unit_id: UUID
    upheld: bool
    reason: Private


@dataclass(frozen=True)
class SupervisionAsked:
    """An office above put the case under supervision 督办, or asked again; `owing` must reply."""

    kind: ClassVar[str] = "cases.supervision_asked"
    unit_id: UUID
    owing: UUID
    again: bool
    text: Private


@dataclass(frozen=True)
class SupervisionReplied:
    """Whoever owed it replied to the office that supervises, `asking`."""

    kind: ClassVar[str] = "cases.supervision_replied"
    unit_id: UUID
    asking: UUID
    text: Private


@dataclass(frozen=True)
class SupervisionEnded:
    kind: ClassVar[str] = "cases.supervision_ended"
    unit_id: UUID
    text: Private | None
