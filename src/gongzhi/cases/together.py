"""Decisions about cases that are one problem: what is alike, who can carry others, how many called. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

E6 = 1_000_000
METRES_OF_DEGREE = 111_320  # of latitude; of longitude times the cosine

# Where an answer is still to come: here a case can carry others.
CARRIES = frozenset({"registered", "return_review", "dispatched", "working", "arbitration", "parked"})
JOINED = "joined"
# With these events a parent answers, or carries nobody any more.
ANSWERS = frozenset({"answer", "answer_at_once"})
RELEASES = frozenset({"withdraw", "refuse", "transfer", "conclude", "end_above"})
# With these a case goes on by itself from then on.
ALONE = frozenset({"not_solved", "recheck_bad", "reopen", "withdrawal_not_meant"})
# After these of the parent the desk finds the same decision prepared for those that went along with it.
DECIDED = frozenset({"refuse", "transfer", "conclude"})
# What the lead does with the parent and everybody who goes along is told, without its words.
TOLD_ALONG = frozenset(
    {
        "dispatch",
        "redispatch",
        "decide",
        "sign",
        "ask",
        "extend",
        "park",
        "take_up_again",
        "ask_up",
        "return",
        "deny_return",
    }
)


@dataclass(frozen=True)
class Spot:
    """Where a case lies, as far as it is known. Coordinates are whole micro-degrees."""

    grid: str = ""
    longitude_e6: int | None = None
    latitude_e6: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Caller:
    """Who is behind one case: `person` is the same for the same telephone number; None for somebody unknown."""

    case_id: UUID
    person: UUID | None
    at: datetime


@dataclass(frozen=True)
class Callers:
    """How many people called about one problem; the `unknown` ones left no number and are counted one by one."""

    known: int
    unknown: int

    @property
    def number(self) -> int:
        return self.known + self.unknown


def branch_of(path: Sequence[str], *, leaf: bool) -> str:
    """Return the branch of the tree of matters a matter belongs to: the group right above a leaf, by code."""
    return path[-2] if leaf and len(path) > 1 else path[-1]


def metres_between(one: Spot, other: Spot) -> int | None:
    """Return the distance of two points on the ground, or None where one of them has none."""
    if one.longitude_e6 is None or one.latitude_e6 is None:
        return None
    if other.longitude_e6 is None or other.latitude_e6 is None:
        return None
    north = (one.latitude_e6 - other.latitude_e6) / E6 * METRES_OF_DEGREE
    east = (one.longitude_e6 - other.longitude_e6) / E6 * METRES_OF_DEGREE
    return round(hypot(north, east * cos(radians(one.latitude_e6 / E6))))


def box_around(spot: Spot, metres: int) -> tuple[int, int, int, int] | None:
    """Return west, south, east and north of the square around a point, in micro-degrees."""
    if spot.longitude_e6 is None or spot.latitude_e6 is None:
        return None
    north = round(metres / METRES_OF_DEGREE * E6)
    east = round(north / max(0.01, cos(radians(spot.latitude_e6 / E6))))
    return (
        spot.longitude_e6 - east,
        spot.latitude_e6 - north,
        spot.longitude_e6 + east,
        spot.latitude_e6 + north,
    )


def same_place(one: Spot, other: Spot, *, metres: int) -> tuple[str, ...]:
    """Return in which respects two places are the same: ``near``, ``address``, ``grid``; () for not at all."""
    apart = metres_between(one, other)
    found = []
    if apart is not None and apart <= metres:
        found.append("near")
    if one.address.strip() and one.address.strip() == other.address.strip():
        found.append("address")
    if one.grid and one.grid == other.grid:
        found.append("grid")
    return tuple(found)


def count_callers(callers: Iterable[Caller], *, around: datetime, days: int) -> Callers:
    """Count the people behind cases that came in within so many days of an instant, each person once."""
    span = timedelta(days=days)
    near = [each for each in callers if abs(each.at - around) <= span]
    known = {each.person for each in near if each.person}
    return Callers(len(known), sum(each.person is None for each in near))


def reopen_refusal(by: Actor) -> Refusal | None:
    """A desk opens a case again for what was reported anew (`actions/recur`); else the resident, or who rechecks."""
    if by.kind is ActorKind.STAFF and not by.may("case.recheck"):
        return Refusal("loops.not_entitled")
    return None


def parent_refusal(*, state: str, parent: UUID | None, mine: bool) -> Refusal | None:
    """Others can be joined to an open case of the own desk whose answer is still to come. No chains."""
    if not mine:
        return Refusal("cases.not_yours")
    if parent is not None or state == JOINED:
        return Refusal("cases.parent_joined")
    return None if state in CARRIES else Refusal("cases.parent_answered")


def join_refusal(*, itself: bool, same_matter: bool, helped: bool) -> Refusal | None:
    """A case is joined to another one about the same; where others were called in, their part comes first."""
    if itself:
        return Refusal("cases.joined_to_itself")
    if helped:
        return Refusal("cases.others_help")
    return None if same_matter else Refusal("cases.other_matter")


def apart_refusal(
    by: Actor, *, intake: Collection[UUID | None], itself: bool, joined: bool
) -> Refusal | None:
    """The dispatch desk of a case says that another one is another problem; of what it joined it says so by parting."""
    if not by.may("case.dispatch"):
        return Refusal("loops.not_entitled")
    if by.unit_id not in intake:
        return Refusal("cases.not_yours")
    if itself:
        return Refusal("cases.joined_to_itself")
    return Refusal("cases.are_joined") if joined else None
