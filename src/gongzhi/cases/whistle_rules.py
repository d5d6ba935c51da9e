"""Decisions about a case on which several offices work: joint work, whistle 吹哨报到, supervision 督办. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.cases.rules import parties_for, text_refusal
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

ARRIVE = "arrive"  # what a department owes first: to be on the place
ARRIVE_BY: Mapping[WhistleGround, str] = {  # the key of the time profile, by ground
    WhistleGround.UNSOLVABLE: "whistle_unsolvable",
    WhistleGround.ENFORCEMENT: "whistle_enforcement",
    WhistleGround.EMERGENCY: "whistle_emergency",
}
OBJECT_WITHIN = "objection_to_result"
SUPERVISED, RATING_OBJECTION = "supervised", "rating_objection"  # duties beside the state
WORKING = "working"


@dataclass(frozen=True)
class Standing:
    """How a case stands, as these rules look at it. `town`: its lead is a unit of a town.

    `open_parts` are the units whose part is open now.
    """

    state: str
    ended: bool
    lead: UUID | None
    town: bool
    holders: Mapping[str, Collection[UUID | None]]
    open_parts: frozenset[UUID]
    whistled: bool  # a whistle is open
    proposed: bool


def help_refusal(by: Actor, case: Standing) -> Refusal | None:
    """The lead calls others in, and urges them, while it works on the case."""
    if not by.may("case.handle"):
        return Refusal("loops.not_entitled")
    if by.unit_id is None or by.unit_id != case.lead:
        return Refusal("loops.not_owner")
    return None if case.state == WORKING else Refusal("cases.help_at_work")


def part_refusal(by: Actor, case: Standing) -> Refusal | None:
    """Whoever was called in says when its part is done, or that it is not its own."""
    if not by.may("case.handle"):
        return Refusal("loops.not_entitled")
    return None if by.unit_id in case.open_parts else Refusal("loops.no_open_part")


def may_whistle(by: Actor, case: Standing) -> Refusal | None:
    """Only the town that leads a case at work whistles, by a post that carries the power."""
    if by.kind is not ActorKind.STAFF or not by.may("case.whistle"):
        return Refusal("loops.not_entitled")
    if by.unit_id is None or by.unit_id != case.lead:
        return Refusal("loops.not_owner")
    if not case.town:
        return Refusal("cases.whistle_town_only")
    return None if case.state == WORKING else Refusal("cases.whistle_at_work")


def whistle_refusal(by: Actor, case: Standing) -> Refusal | None:
    """One whistle at a time; more departments join the one that is open."""
    if refusal := may_whistle(by, case):
        return refusal
    if case.whistled:
        return Refusal("cases.whistle_open")
    # Its office would decide about objections to its own ratings.
    return Refusal("cases.whistle_own_judge") if by.unit_id in case.holders.get("arbiter", ()) else None


def departments_refusal(
    units: Collection[UUID], *, tasks: Collection[str], case: Standing, already: int, most: int
) -> Refusal | None:
    """A whistle calls at least one department and at most a configured number, each with a task."""
    if not units:
        return Refusal("cases.whistle_nobody")
    if len(set(units)) < len(units):
        return Refusal("cases.whistle_twice")
    if already + len(units) > most:
        return Refusal("cases.whistle_too_many", {"most": most})
    if any(not task.strip() for task in tasks):
        return Refusal("cases.whistle_task_missing")
    for task in tasks:
        if refusal := text_refusal(task):
            return refusal
    # Who decides on objections to a rating is not rated itself.
    judges = case.holders.get("arbiter", ())
    return Refusal("cases.judges_ratings") if any(unit in judges for unit in units) else None


def propose_refusal(by: Actor, case: Standing) -> Refusal | None:
    """Whoever takes part in the case may propose a whistle to its town; the resident may too."""
    if by.kind is ActorKind.STAFF:
        held = any(by.unit_id in units for units in case.holders.values()) and by.unit_id is not None
        if not held or not parties_for(by):
            return Refusal("cases.not_yours")
    elif by.kind is not ActorKind.RESIDENT:
        return Refusal("loops.not_entitled")
    if not case.town:
        return Refusal("cases.whistle_town_only")
    if case.state != WORKING:
        return Refusal("cases.whistle_at_work")
    if case.whistled:
        return Refusal("cases.whistle_open")
    if may_whistle(by, case) is None:
        return Refusal("cases.whistle_yourself")
    return Refusal("cases.whistle_proposed_already") if case.proposed else None


def decline_refusal(by: Actor, case: Standing) -> Refusal | None:
    """The town answers a proposal it does not follow."""
    if not case.proposed:
        return Refusal("cases.whistle_not_proposed")
    if by.kind is not ActorKind.STAFF or not by.may("case.whistle"):
        return Refusal("loops.not_entitled")
    return None if by.unit_id and by.unit_id == case.lead else Refusal("loops.not_owner")


def conclude_refusal(by: Actor, *, town: UUID, open_parts: int) -> Refusal | None:
    """The town concludes in words, when no part is open any more."""
    if refusal := _of_the_town(by, town):
        return refusal
    return Refusal("loops.parts_open", {"open": open_parts}) if open_parts else None


def rate_refusal(by: Actor, *, town: UUID, department: UUID, ended: bool, rated: bool) -> Refusal | None:
    """The town rates each department once, when the whistle is over; nobody rates itself."""
    if refusal := _of_the_town(by, town):
        return refusal
    if by.unit_id == department:
        return Refusal("loops.own_work")
    if not ended:
        return Refusal("cases.whistle_not_over")
    return Refusal("cases.rated_already") if rated else None


def rating_words_refusal(rating: Rating, words: str) -> Refusal | None:
    """A poor rating says why."""
    if rating is Rating.POOR and not words.strip():
        return Refusal("cases.rating_words_missing")
    return text_refusal(words) if words.strip() else None


def objection_refusal(
    by: Actor, *, department: UUID, rated: bool, objected: bool, until: datetime | None, at: datetime
) -> Refusal | None:
    """A department objects to its rating once, within the profile's ``objection_to_result``."""
    if by.kind is not ActorKind.STAFF or not by.may("case.handle"):
        return Refusal("loops.not_entitled")
    if by.unit_id != department:
        return Refusal("cases.not_yours")
    if not rated:
        return Refusal("cases.not_rated")
    if objected:
        return Refusal("cases.objected_already")
    return Refusal("cases.objection_over") if until is None or at > until else None


def judge_rating_refusal(
    by: Actor, *, town: UUID, department: UUID, arbiter: Collection[UUID | None], waits: bool
) -> Refusal | None:
    """The arbiter decides on the objection: neither the town that rated nor the department itself."""
    if by.kind is not ActorKind.STAFF or not by.may("case.arbitrate"):
        return Refusal("loops.not_entitled")
    if by.unit_id not in arbiter:
        return Refusal("cases.not_yours")
    if by.unit_id in (town, department):
        return Refusal("loops.own_work")
    return None if waits else Refusal("cases.no_objection")


def supervise_refusal(by: Actor, *, in_scope: bool, ended: bool, waits: bool) -> Refusal | None:
    """Whoever supervises the tree the case lies in puts an open case under supervision, or asks again."""
    if by.kind is not ActorKind.STAFF or not by.may("case.supervise"):
        return Refusal("loops.not_entitled")
    if not in_scope:
        return Refusal("cases.supervise_outside")
    if ended:
        return Refusal("loops.already_ended")
    return Refusal("cases.supervision_waits") if waits else None


def reply_refusal(by: Actor, *, owing: UUID | None) -> Refusal | None:
    """The unit that owes the reply gives it: the lead, or the dispatch desk while nobody leads."""
    if by.kind is not ActorKind.STAFF or not (by.may("case.handle") or by.may("case.dispatch")):
        return Refusal("loops.not_entitled")
    if owing is None:
        return Refusal("loops.no_open_duty")
    return None if by.unit_id == owing else Refusal("loops.not_owner")


def end_supervision_refusal(by: Actor, *, in_scope: bool, supervised: bool) -> Refusal | None:
    """Whoever may supervise ends it too."""
    if by.kind is not ActorKind.STAFF or not by.may("case.supervise"):
        return Refusal("loops.not_entitled")
    if not in_scope:
        return Refusal("cases.supervise_outside")
    return None if supervised else Refusal("cases.not_supervised")


def _of_the_town(by: Actor, town: UUID) -> Refusal | None:
    if by.kind is not ActorKind.STAFF or not by.may("case.whistle"):
        return Refusal("loops.not_entitled")
    return None if by.unit_id == town else Refusal("cases.not_yours")
