"""Reads behind inbox and lists. Each costs what is open or ended lately, never what was ever filed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least
from django.utils import timezone

from gongzhi.loops.facts import PartyKind
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.models import Deadline, Holder, Loop, Obligation
from gongzhi.loops.outside import limits_outside
from gongzhi.loops.queries import LoopRow, definition_by_id, newest_definition_id, row_of
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

# A question to the person stops the state's clock only.
_RUNNING = Q(loop__paused_until=None) | Q(beside=True)
LATELY = timedelta(days=30)  # "lately" on board and lists; a default of this project


@dataclass(frozen=True)
class Counts:
    """How much a unit owes, by when, and what it waits for."""

    overdue: int
    today: int
    week: int
    later: int
    waiting: int

    @property
    def owed(self) -> int:
        return self.overdue + self.today + self.week + self.later


@dataclass(frozen=True)
class Due:
    """One line of an inbox: a loop, what is owed next, and by when. `new` until somebody of the unit took it.

    `first_at` is where it stands in the order: `due_at`, or the limit somebody outside has set where that comes first.
    """

    loop: LoopRow
    obligation: UUID
    what: str
    due_at: datetime
    first_at: datetime
    new: bool
    party: str = ""


def bounds(at: datetime) -> tuple[datetime, datetime]:
    """Return the end of the local day and of the local week (Sunday midnight) of an instant."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1), midnight + timedelta(days=7 - midnight.weekday())


def owed(actor: Actor) -> QuerySet[Obligation]:
    """Return the open obligations of the actor's unit that the actor's post may act on, soonest due first.

    `next_due` is the first running deadline: a first contact counts before the answer is due. `soonest` is that, or
    a limit set outside that comes before it.
    """
    mine = Q(pk=None)
    for kind in kinds():
        if parties := kind.parties(actor):
            mine |= Q(loop__subject_kind=kind.code, party__in=parties) & kind.shown
    running = Deadline.objects.filter(obligation=OuterRef("pk"), cancelled_at=None).order_by("due_at")
    outside = limits_outside("loop")
    return (
        # What has ended owes nothing but what was asked beside it.
        Obligation.objects.filter(
            mine, Q(loop__ended_at=None) | Q(beside=True), unit=actor.unit_id, settled_at=None
        )
        .annotate(
            next_due=Subquery(running.values("due_at")[:1]), next_what=Subquery(running.values("what")[:1])
        )
        .annotate(soonest=Least(F("next_due"), *outside) if outside else F("next_due"))
        .order_by("soonest", "id")
    )


def counts(actor: Actor, *, at: datetime) -> Counts:
    """Count what the actor's unit owes, in one query, and what it waits for, in another."""
    day, week = bounds(at)
    found = dict.fromkeys(("overdue", "today", "week", "later"), 0)
    # Counted here: in SQL each of the four would look for the next deadline anew.
    rows: Any = owed(actor).order_by().filter(_RUNNING)
    for due in rows.values_list("soonest", flat=True):
        if due is not None:
            name = "overdue" if due < at else "today" if due < day else "week" if due < week else "later"
            found[name] += 1
    return Counts(**found, waiting=waiting(actor).count())


def due_rows(
    actor: Actor, first: int, last: int, *, kind: str = "", parties: Iterable[str] | None = None
) -> list[Due]:
    """Return lines `first` to `last` of what is owed and not paused, soonest due first; of one kind, if given."""
    rows = owed(actor).filter(_RUNNING).select_related("loop")
    if kind:
        rows = rows.filter(loop__subject_kind=kind)
    if parties is not None:
        rows = rows.filter(party__in=list(parties))
    return [_due(row) for row in rows[first:last]]


def _due(row: Any) -> Due:
    return Due(
        loop=row_of(row.loop),
        obligation=row.id,
        what=row.next_what or row.what,
        due_at=row.next_due or row.due_at,
        first_at=row.soonest or row.due_at,
        new=row.account_id is None,
        party=row.party,
    )


def owed_count(actor: Actor, *, kind: str, parties: Iterable[str]) -> int:
    """Count the loops of a kind in which the actor's unit owes something as one of `parties`, paused ones left out."""
    mine = owed(actor).order_by().filter(loop__subject_kind=kind, party__in=list(parties))
    return int(mine.filter(_RUNNING).aggregate(number=Count("loop", distinct=True))["number"])


def next_due(actor: Actor, *, after: UUID) -> LoopRow | None:
    """Return what comes up next in the actor's inbox, the loop `after` left out."""
    row = owed(actor).filter(_RUNNING).exclude(loop=after).select_related("loop").first()
    return row_of(row.loop) if row else None


def waiting(actor: Actor) -> QuerySet[Loop]:
    """Return open loops in which the actor's unit has done its part for now: somebody else owes, or the clock
    is paused.

    Only parties that are named case by case count: a desk is a party of every loop in its tree.
    """
    named = {kind.code: kind.parties(actor) & _named_parties(kind) for kind in kinds()}
    owes = Obligation.objects.filter(loop=OuterRef("pk"), unit=actor.unit_id, settled_at=None, beside=False)
    return (
        Loop.objects.filter(takes_part(actor, named), ended_at=None)
        .filter(Q(paused_until__isnull=False) | ~Exists(owes))
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def takes_part(actor: Actor, parties: Mapping[str, Collection[str] | None]) -> Q:
    """Return the condition on `Loop`: the actor's unit plays one of the parties named for its kind; None: any.

    PostgreSQL is to ask loop by loop, on `holder_once`, since it reads few loops here. The kind inside the
    subquery keeps it from gathering all the unit ever held, the "or" from making a join of it.
    """
    held = Q(pk=None)
    for kind, names in parties.items():
        if names is None:
            held |= Q(kind=kind)
        elif names:
            held |= Q(kind=kind, party__in=names)
    kind_of_loop = ExpressionWrapper(OuterRef("subject_kind"), output_field=CharField())
    holds = Holder.objects.alias(kind=kind_of_loop).filter(held, loop=OuterRef("pk"), unit=actor.unit_id)
    return Q(pk=None) | Q(Exists(holds))


def _named_parties(kind: Kind) -> frozenset[str]:
    newest = newest_definition_id(kind.code)
    parties = definition_by_id(newest).parties.values() if newest else ()
    return frozenset(party.name for party in parties if party.kind is PartyKind.ANY_ORG)


def rows_of(ids: Sequence[UUID]) -> dict[UUID, LoopRow]:
    """Return several loops in one query."""
    return {row.id: row_of(row) for row in Loop.objects.filter(id__in=list(ids))}


def open_in(scope: str, among: Iterable[Kind]) -> QuerySet[Loop]:
    """Return the open loops of some kinds in a tree of divisions."""
    return Loop.objects.filter(
        subject_kind__in=_codes(among), division__startswith=prefix_of(scope), ended_at=None
    )


def ended_in(scope: str, among: Iterable[Kind], *, at: datetime) -> QuerySet[Loop]:
    """Return the loops of some kinds that ended in a tree of divisions in the last 30 days."""
    return Loop.objects.filter(
        subject_kind__in=_codes(among), division__startswith=prefix_of(scope), ended_at__gt=at - LATELY
    )


def recent_in(scope: str, among: Iterable[Kind], *, at: datetime) -> QuerySet[Loop]:
    """Return the loops of some kinds in a tree of divisions that are open or ended in the last 30 days."""
    return Loop.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at - LATELY),
        subject_kind__in=_codes(among),
        division__startswith=prefix_of(scope),
    )


def _codes(among: Iterable[Kind]) -> list[str]:
    return [kind.code for kind in among]


def amber(at: datetime) -> Q:
    """Return the condition on `Loop`: the warning has passed and the deadline has not."""
    warned = Deadline.objects.filter(
        obligation__loop=OuterRef("pk"),
        obligation__settled_at=None,
        cancelled_at=None,
        what=OuterRef("state"),
        amber_at__lte=at,
    )
    return Q(Exists(warned), due_at__gte=at, paused_until=None)


def overdue(at: datetime) -> Q:
    """Return the condition on `Loop`: due and not done, while the authority's clock runs."""
    return Q(due_at__lt=at, paused_until=None)
