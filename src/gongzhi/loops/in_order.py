"""Loops and obligations in one order each, from a place on: for whoever reads them all, one stretch after another.

A stretch is entered by an index at its place, so the ten-thousandth costs what the first does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.loops.kinds import Kind
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.paging import Order, Place, ordered
from gongzhi.loops.queries import LoopRow, Owed, _owed
from gongzhi.organization.public import matter_tree, prefix_of
from gongzhi.people.facts import Actor

_NEWEST, _SOONEST = Order("opened_at", falling=True), Order("due_at")
_COLUMNS = tuple(LoopRow.__dataclass_fields__)


@dataclass(frozen=True)
class Wanted:
    """What of the loops of a tree is wanted; "" and None are anything. `ended`: only ended ones, or only open ones."""

    ended: bool | None = None
    state: str = ""
    division: str = ""
    matter: str = ""
    number: str = ""
    opened_from: datetime | None = None
    opened_before: datetime | None = None


@dataclass(frozen=True)
class Debt:
    """An obligation of a loop, open or settled. `unit_id` is None for the person concerned."""

    id: UUID
    party: str
    unit_id: UUID | None
    what: str
    status: str
    opened_at: datetime
    due_at: datetime
    settled_at: datetime | None
    beside: bool


def loops_in_order(
    actor: Actor, among: Collection[Kind], wanted: Wanted, *, at: datetime, after: Place | None, limit: int
) -> list[LoopRow]:
    """Return the loops of the actor's tree that are wanted, newest first, from a place on.

    Of a kind whose lists the actor may not read there are none.
    """
    kinds = [kind.code for kind in among if actor.may(kind.read)]
    if not kinds:
        return []
    rows = Loop.objects.filter(
        _wanted(wanted, at), subject_kind__in=kinds, division__startswith=prefix_of(actor.division)
    )
    found = ordered(rows, _NEWEST, after).values_list(*_COLUMNS)[:limit]
    return [LoopRow(*row) for row in found]


def place_of_loop(row: LoopRow) -> Place:
    """Return the place of a loop in that order."""
    return Place(row.opened_at, row.id)


def owed_in_order(unit_id: UUID, *, after: Place | None, limit: int) -> list[Owed]:
    """Return what a unit owes, soonest due first, from a place on."""
    rows = Obligation.objects.filter(unit=unit_id, settled_at=None)
    if after:
        rows = rows.filter(_SOONEST.beyond(after))
    return [_owed(row) for row in rows.select_related("loop").order_by(*_SOONEST.columns())[:limit]]


def place_of_debt(row: Owed) -> Place:
    """Return the place of an obligation in that order."""
    return Place(row.due_at, row.obligation_id)


def debts_of(loop_id: UUID) -> list[Debt]:
    """Return all obligations of a loop, oldest first."""
    rows = Obligation.objects.filter(loop=loop_id).order_by("opened_at", "id")
    columns: Sequence[str] = tuple(Debt.__dataclass_fields__)
    return [Debt(**{name: getattr(row, name) for name in columns}) for row in rows]


def _wanted(wanted: Wanted, at: datetime) -> Q:
    found = Q()
    if wanted.ended is not None:
        found &= Q(ended_at__isnull=not wanted.ended)
    if wanted.state:
        found &= Q(state=wanted.state)
    if wanted.division:
        found &= Q(division__startswith=prefix_of(wanted.division))
    if wanted.matter:
        found &= Q(matter__in=[each.code for each in matter_tree(at=at) if wanted.matter in each.path])
    if wanted.number:
        found &= Q(number=wanted.number)
    if wanted.opened_from:
        found &= Q(opened_at__gte=wanted.opened_from)
    if wanted.opened_before:
        found &= Q(opened_at__lt=wanted.opened_before)
    return found
