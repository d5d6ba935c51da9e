"""Reads of what is alike: open cases that may be one problem, and solved ones that may have come back."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q
from django.utils.timezone import localdate

from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.likely import said_of
from gongzhi.cases.models import Case
from gongzhi.cases.queries import CaseView
from gongzhi.cases.together import (
    CARRIES,
    JOINED,
    Caller,
    Callers,
    Spot,
    box_around,
    branch_of,
    count_callers,
    metres_between,
    same_place,
)
from gongzhi.loops.facts import EndKind
from gongzhi.loops.public import LoopRow, Profile, profile_of, row_of
from gongzhi.organization.public import matter_tree, prefix_of
from gongzhi.people.public import same_people

SHOWN = 60  # similar cases beside one; the rest comes up as these are joined
CAME_BACK = 3
LATELY, LOOKED_AT = timedelta(days=90), 50  # for earlier corrections
SOLVED = (EndKind.FULFILLED.value, EndKind.UNCONFIRMED.value)


@dataclass(frozen=True)
class Similar:
    """A case that may be the same problem, and why. `joined`: how many go along with it."""

    loop: LoopRow
    same: tuple[str, ...]
    metres: int | None
    joined: int
    confidential: bool
    in_days: bool
    can_carry: bool


@dataclass(frozen=True)
class Alike:
    """What is alike to one case, the earliest first, and whether it should be made one.

    `needed` callers within `days` are what the time profile names. `parent` is whoever would carry the others. While
    nobody has said what a case is about (`known`), a place alone does not make it one with others.
    """

    cases: tuple[Similar, ...]
    callers: Callers
    needed: int
    days: int
    same: tuple[str, ...]
    parent: UUID | None
    known: bool

    @property
    def many(self) -> bool:
        return self.known and bool(self.cases) and self.callers.number >= self.needed


@dataclass(frozen=True)
class CameBack:
    """A case that was solved, and is the same problem by the same rule."""

    loop: LoopRow
    same: tuple[str, ...]
    metres: int | None


def spot_of(case: Case | CaseView) -> Spot:
    """Return where a case lies."""
    return Spot(case.grid, case.longitude_e6, case.latitude_e6, case.address)


def sameness(one: Case, other: Case, *, metres: int) -> tuple[str, ...]:
    """Return in which respects the places of two cases are the same."""
    return same_place(spot_of(one), spot_of(other), metres=metres)


def branches(codes: Iterable[str], *, at: datetime) -> frozenset[str]:
    """Return the branches of the tree of matters that some matters belong to."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return frozenset(
        branch_of(tree[code].path, leaf=tree[code].leaf) if code in tree else code for code in codes
    )


def alike(view: CaseView, *, unit_id: UUID | None, at: datetime) -> Alike:
    """Return the open cases at the desk of `unit_id` that may be the same problem as this one."""
    merge = _profile(view).merge
    said = said_of(view.loop.id)
    apart = {other for other, same in said.items() if not same}
    rows = _matching(view, merge.metres, merge.same, at, also=said.keys() - apart)
    found: dict[UUID, Case] = {}
    told: set[UUID] = set()
    if rows is not None:
        rows = rows.filter(
            loop__ended_at=None,
            loop__state__in=[*CARRIES, JOINED],
            loop__holders__party="intake",
            loop__holders__unit=unit_id,
        )
        for row in rows.select_related("loop", "parent__loop").order_by("loop__opened_at")[:SHOWN]:
            one = row.parent if row.parent_id and row.parent else row
            if one.loop_id != view.loop.id and not apart & {row.loop_id, one.loop_id}:
                found.setdefault(one.loop_id, one)
                told |= {one.loop_id} if said.get(row.loop_id) else set()
    ids = [view.loop.id, *found]
    related = Case.objects.filter(Q(parent__in=ids) | Q(loop=view.loop.id)).select_related("loop")
    along = [one for one in related if one.loop_id != view.loop.id]
    own = next(one for one in related if one.loop_id == view.loop.id)
    carried = {each: sum(one.parent_id == each and one.loop.state == JOINED for one in along) for each in ids}
    days = timedelta(days=merge.days)
    cases = tuple(
        Similar(
            loop=row_of(row.loop),
            same=(*sameness_of(view, row, merge.metres), *(("said",) if row.loop_id in told else ())),
            metres=metres_between(spot_of(view), spot_of(row)),
            joined=carried[row.loop_id],
            confidential=row.confidential,
            in_days=abs(row.loop.opened_at - view.loop.opened_at) <= days,
            can_carry=row.loop.state in CARRIES and row.parent_id is None,
        )
        for row in sorted(found.values(), key=lambda row: (row.loop.opened_at, row.loop_id))
    )
    return Alike(
        cases=cases,
        callers=_callers([own, *found.values(), *along], view.loop.opened_at, merge.days),
        needed=merge.callers,
        days=merge.days,
        same=merge.same,
        parent=_parent(view, own, cases, carried),
        known=bool(view.loop.matter) or "category" not in merge.same,
    )


def sameness_of(view: CaseView, row: Case, metres: int) -> tuple[str, ...]:
    """Return in which respects a case lies where another one does."""
    return same_place(spot_of(view), spot_of(row), metres=metres)


def came_back(view: CaseView, *, unit_id: UUID | None, at: datetime) -> tuple[CameBack, ...]:
    """Return what was solved here within the profile's time for reopening, the latest first."""
    profile = _profile(view)
    rows = _matching(view, profile.merge.metres, profile.merge.same, at)
    if rows is None or not view.loop.matter:
        return ()
    since = reopen_since(view)
    apart = {other for other, same in said_of(view.loop.id).items() if not same}
    rows = rows.exclude(loop__in=apart).filter(
        ~Q(loop__matter=""),
        loop__end_kind__in=SOLVED,
        loop__ended_at__gt=since,
        loop__ended_at__lte=view.loop.opened_at,
        loop__holders__party="intake",
        loop__holders__unit=unit_id,
    )
    found: dict[UUID, Case] = {}
    for row in rows.select_related("loop", "parent__loop").order_by("-loop__ended_at")[: CAME_BACK * 20]:
        one = row
        if row.parent_id and row.parent and row.parent.loop.end_kind in SOLVED:
            one = row.parent
        elif row.parent_id and row.parent and row.parent.loop.ended_at is None:
            continue  # still worked on: it stands among the similar open ones
        if one.loop_id not in apart:
            found.setdefault(one.loop_id, one)
    return tuple(
        CameBack(
            loop=row_of(row.loop),
            same=sameness_of(view, row, profile.merge.metres),
            metres=metres_between(spot_of(view), spot_of(row)),
        )
        for row in list(found.values())[:CAME_BACK]
    )


def reopen_since(view: CaseView) -> datetime:
    """Return since when something must have ended to be opened again for what this case says."""
    window = _profile(view).duration("reopen", view.loop.limit_class)
    # Working days are at most two of three days over a long time; what is just over is refused with its date.
    return view.loop.opened_at - timedelta(days=window.amount * (1 if window.unit.value == "d" else 2))


def joined_with(parent_id: UUID) -> list[tuple[LoopRow, str, str, bool]]:
    """Return loop, address, grid and confidentiality of all that go along with a case or were answered with it."""
    rows = Case.objects.filter(parent=parent_id).select_related("loop").order_by("loop__opened_at", "loop")
    return [(row_of(row.loop), row.address, row.grid, row.confidential) for row in rows]


def joined_counts(case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many go along with each of some cases, or were answered with them; the others are left out."""
    rows = Case.objects.filter(parent__in=list(case_ids)).values_list("parent")
    return dict(rows.annotate(number=Count("pk")).order_by())


def carried_by(loop_id: UUID) -> UUID | None:
    """Return the case this one goes along with while it waits for the common answer; None for any other loop."""
    found = Case.objects.filter(loop=loop_id, loop__state=JOINED).values_list("parent", flat=True)
    return found.first()


def corrections(view: CaseView, unit_id: UUID, *, at: datetime) -> list[tuple[UUID, int]]:
    """Return whom the desk chose lately for this matter in this community instead of a proposed unit, how often.

    The last 50 cases of 90 days are looked at; those that went along with another one chose nobody.
    """
    rows = (
        Case.objects.filter(
            loop__division=view.loop.division,
            loop__matter=view.loop.matter,
            loop__opened_at__gt=at - LATELY,
            proposed_unit=unit_id,
            parent=None,
        )
        .exclude(lead=None)
        .order_by("-loop__opened_at")
        .values_list("lead", flat=True)[:LOOKED_AT]
    )
    others = Counter(lead for lead in rows if lead != unit_id)
    return [(lead, number) for lead, number in others.most_common(2) if lead]


def _profile(view: CaseView) -> Profile:
    return profile_of(view.loop.division, localdate(view.loop.opened_at))


def _matching(  # type: ignore[no-untyped-def]
    view: CaseView, metres: int, same: tuple[str, ...], at: datetime, also: Collection[UUID] = ()
):
    """Return cases of the town that are the same in the respects of the profile, or None where nothing is known.

    `also`: of which residents said that they have the same problem, so that the place need not be known twice.
    """
    town = Q(loop__division__startswith=prefix_of(_town(view.loop.division)))
    rows = Case.objects.filter(town | Q(loop__in=also), loop__subject_kind=SUBJECT_KIND)
    rows = rows.exclude(loop=view.loop.id)
    if "place" in same:
        here = _here(view, metres)
        if here is None and not also:
            return None
        told = Q(loop__in=also)
        rows = rows.filter(told if here is None else here | told)
    if "category" in same and view.loop.matter:
        wanted = branches((view.loop.matter,), at=at)
        codes = [each.code for each in matter_tree(at=at) if branch_of(each.path, leaf=each.leaf) in wanted]
        # A resident is not asked for the matter: without one it may well be this one.
        rows = rows.filter(loop__matter__in=[*codes, ""])
    return rows


def _here(view: CaseView, metres: int) -> Q | None:
    places = []
    if view.grid:
        places.append(Q(grid=view.grid))
    if view.address.strip():
        places.append(Q(address=view.address.strip()))
    if box := box_around(spot_of(view), metres):
        west, south, east, north = box
        places.append(Q(longitude_e6__range=(west, east), latitude_e6__range=(south, north)))
    return reduce(or_, places) if places else None


def _town(division: str) -> str:
    return division[:9].ljust(12, "0")


def _callers(cases: Iterable[Case], around: datetime, days: int) -> Callers:
    rows = {case.loop_id: case for case in cases}
    people = same_people({case.contact_id for case in rows.values() if case.contact_id})
    callers = [
        Caller(case.loop_id, people.get(case.contact_id) if case.contact_id else None, case.loop.opened_at)
        for case in rows.values()
    ]
    return count_callers(callers, around=around, days=days)


def _parent(view: CaseView, own: Case, cases: Iterable[Similar], carried: dict[UUID, int]) -> UUID | None:
    """Return who carries the others: whoever does so already, else the earliest that can."""
    able = [(each.loop.opened_at, each.loop.id) for each in cases if each.can_carry]
    if own.parent_id is None and view.loop.state in CARRIES:
        able.append((view.loop.opened_at, view.loop.id))
    return min(able, key=lambda one: (-carried.get(one[1], 0), *one), default=(None, None))[1]
