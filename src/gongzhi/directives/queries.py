"""Reads of directives: a node for those entitled, its parts, its progress, what was said of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from gongzhi.cases.public import open_cases_by_grid
from gongzhi.directives.facts import Assessor, Goal
from gongzhi.directives.models import Assessment, Directive, DirectiveWork
from gongzhi.directives.rules import (
    Held,
    Progress,
    may_see,
    parties_for,
    power_refusal,
    progress,
    report_refusal,
)
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import EndKind
from gongzhi.loops.public import LoopRow, Offer, Window, holders_of, loop_row, measure, offers, row_of
from gongzhi.organization.public import count_grids, matter_tree, within
from gongzhi.patrol.public import open_events_by_grid
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class DirectiveView:
    """A node with its loop."""

    loop: LoopRow
    parent: UUID | None
    root: UUID
    version: int
    previous: UUID | None
    text: str
    legal_basis: str
    citation: str
    overruled: bool
    goal: Goal | None
    scope: str
    grid: str
    due_on: date
    issuer: UUID
    lead: UUID | None
    conclusions: str
    path: str
    holders: dict[str, tuple[UUID | None, ...]]

    @property
    def is_root(self) -> bool:
        return self.parent is None


def directive_for(actor: Actor, directive_id: UUID) -> DirectiveView | None:
    """Return a node to staff who play a part in it or read its tree, and to those of the nodes above it.

    An addressee sees its part and what lies below it, not what others were told.
    """
    row = Directive.objects.select_related("loop").filter(loop=directive_id).first()
    if row is None:
        return None
    holders = holders_of(directive_id)
    units = frozenset(unit for each in holders.values() for unit in each if unit) | _leads_above(row)
    if not may_see(actor, in_scope=within(actor.division, row.loop.division), holders=units):
        return None
    return _view(row, holders)


def _leads_above(row: Directive) -> frozenset[UUID]:
    """Whoever works on a node sees the parts it passed on."""
    found = Directive.objects.filter(loop__in=_above(row.path)).values_list("issuer", "lead")
    return frozenset(unit for pair in found for unit in pair if unit)


def _above(path: str) -> list[UUID]:
    return [UUID(part) for part in path.split("/") if part][:-1]


def passed_on_by(actor: Actor, directive_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some nodes that the actor may see since its unit issued or works on a node above."""
    paths = dict(Directive.objects.filter(loop__in=directive_ids).values_list("loop", "path"))
    above = {node: _above(path) for node, path in paths.items()}
    nodes = {each for found in above.values() for each in found}
    mine = Directive.objects.filter(Q(issuer=actor.unit_id) | Q(lead=actor.unit_id), loop__in=nodes)
    own = set(mine.values_list("loop", flat=True)) if actor.unit_id and parties_for(actor) else set()
    return frozenset(node for node, found in above.items() if not own.isdisjoint(found))


def directive(directive_id: UUID) -> DirectiveView | None:
    """Return a node without asking who looks: for steps that have asked already."""
    row = Directive.objects.select_related("loop").filter(loop=directive_id).first()
    return _view(row, holders_of(directive_id)) if row else None


def offers_for(actor: Actor, view: DirectiveView, *, at: datetime) -> tuple[Offer, ...]:
    """Return the events of the definition the actor's post covers, the impossible ones with the reason."""
    found = offers(view.loop.id, unit_id=actor.unit_id, resident=False, at=at)
    return tuple(each for each in found if power_refusal(each.event, actor) is None)


@dataclass(frozen=True)
class PartRow:
    """One line of the list of parts."""

    loop: LoopRow
    lead: UUID | None
    scope: str
    grid: str


def parts_by_state(directive_id: UUID) -> dict[str, int]:
    """Return how many parts of a node stand in each state."""
    rows = Directive.objects.filter(parent=directive_id).values_list("loop__state").annotate(n=Count("pk"))
    return dict(rows.order_by())


def likely_lead(view: DirectiveView) -> UUID | None:
    """Return who carries a node out, or carried out the version before it."""
    if view.lead or view.previous is None:
        return view.lead
    return Directive.objects.values_list("lead", flat=True).get(loop=view.previous)


def overruled_below(view: DirectiveView) -> int:
    """Return how many nodes from this one down were given against the duty table."""
    return Directive.objects.filter(path__startswith=view.path, overruled=True).count()


def parts_of(directive_id: UUID, *, state: str = "", first: int = 0, last: int = 20) -> list[PartRow]:
    """Return parts of a node, in the order of their numbers, those in a state or all."""
    rows = Directive.objects.select_related("loop").filter(parent=directive_id)
    if state:
        rows = rows.filter(loop__state=state)
    return [
        PartRow(row_of(row.loop), row.lead_id, row.scope, row.grid)
        for row in rows.order_by("loop_id")[first:last]
    ]


def open_parts(directive_id: UUID) -> int:
    """Return how many parts of a node have not ended."""
    return Directive.objects.filter(parent=directive_id, loop__ended_at=None).count()


def works_of(view: DirectiveView) -> list[tuple[str, int, int]]:
    """Return for each kind of loop how many are work on a node or below it, and how many of them have ended.

    Only counts: what the work is about is read by whoever may see it.
    """
    rows = _works_below(view.path).values_list("loop__subject_kind")
    counted = rows.annotate(n=Count("pk"), ended=Count("pk", filter=Q(loop__ended_at__isnull=False)))
    return list(counted.order_by("loop__subject_kind"))


def progress_of(view: DirectiveView, *, at: datetime) -> Progress:
    """Return the progress of a node over the grids of its area, from what loops say now.

    Work counts wherever it is tied at this node or below it. An open case or event of the matter keeps its
    place from counting as done, whoever found it. The cost is the places of the area with work on them, and
    what is open in it.
    """
    total = 1 if view.grid else count_grids(view.scope, at=at)
    works = {
        grid: (open_, done)
        for grid, open_, done in _works_below(view.path)
        .exclude(grid="")
        .values_list("grid")
        .annotate(
            open=Count("pk", filter=Q(loop__ended_at=None)),
            done=Count("pk", filter=Q(loop__end_kind=EndKind.FULFILLED)),
        )
        .order_by()
    }
    return progress(total, works=works, troubled=_troubled(view, at=at))


def places_known(view: DirectiveView, *, at: datetime) -> frozenset[str]:
    """Return the grids of a node's area of which the platform knows something."""
    worked_on = _works_below(view.path).exclude(grid="").values_list("grid", flat=True)
    return frozenset(worked_on) | _troubled(view, at=at)


def _works_below(path: str) -> QuerySet[DirectiveWork]:
    return DirectiveWork.objects.filter(directive__path__startswith=path)


def _troubled(view: DirectiveView, *, at: datetime) -> frozenset[str]:
    matters = matters_under(view.loop.matter, at=at)
    found = {**open_cases_by_grid(view.scope, matters), **open_events_by_grid(view.scope, matters)}
    return frozenset(grid for grid in found if not view.grid or grid == view.grid)


def matters_under(matter: str, *, at: datetime) -> frozenset[str]:
    """Return a matter with everything below it in the tree."""
    return frozenset(each.code for each in matter_tree(at=at) if matter in each.path) | {matter}


def indicator_of(view: DirectiveView, *, at: datetime) -> int | None:
    """Return the goal's figure now: since the issue, or over the period it names if that is shorter."""
    if view.goal is None:
        return None
    since = max(view.loop.opened_at, at - timedelta(days=view.goal.period_days))
    return figure(view.goal, matter=view.loop.matter, scope=view.scope, since=since, until=at)


def figure(goal: Goal, *, matter: str, scope: str, since: datetime, until: datetime) -> int | None:
    """Return what a goal's measure says of a place and a period; None where there is nothing to measure."""
    window = Window(
        kind=goal.kind, matters=matters_under(matter, at=until), scope=scope, since=since, until=until
    )
    return measure(goal.measure, window)


def held_by(issuer: UUID) -> list[Held]:
    """Return the open directives of an issuer that were sent and have a goal."""
    rows = Directive.objects.filter(issuer=issuer, parent=None, loop__ended_at=None)
    rows = rows.exclude(measure="").exclude(loop__state="issued")
    return [
        Held(number, found, matter, scope)
        for number, found, matter, scope in rows.values_list(
            "loop__number", "measure", "loop__matter", "scope"
        )
    ]


def open_directives_of(units: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return how many open nodes each of some units has to carry out."""
    rows = Directive.objects.filter(lead__in=set(units), loop__ended_at=None)
    return dict(rows.values_list("lead").annotate(n=Count("pk")).order_by())


@dataclass(frozen=True)
class Assessed:
    """What was said of a directive, beside how many could have said something."""

    addressees: int
    addressees_asked: int
    clear: int
    feasible: int
    hours: int
    residents: int
    residents_asked: int
    better: int
    same: int
    worse: int
    places: int
    places_drawn: int
    as_asked: int


def assessed(view: DirectiveView, *, asked: int) -> Assessed:
    """Return the three assessments of a whole directive. `asked`: how many residents are concerned."""
    below = Directive.objects.filter(path__startswith=view.path)
    said = Assessment.objects.filter(directive__path__startswith=view.path)
    of = {who: said.filter(assessor=who) for who in Assessor}
    addressees = of[Assessor.ADDRESSEE]
    verdicts = dict(of[Assessor.RESIDENT].values_list("verdict").annotate(n=Count("pk")).order_by())
    looks = of[Assessor.LOOK]
    return Assessed(
        addressees=addressees.count(),
        addressees_asked=below.exclude(loop__state__in=("issued", "received")).count(),
        clear=addressees.filter(good=True).count(),
        feasible=addressees.filter(feasible=True).count(),
        hours=addressees.aggregate(hours=Sum("hours"))["hours"] or 0,
        residents=sum(verdicts.values()),
        residents_asked=max(asked, sum(verdicts.values())),
        better=verdicts.get("BETTER", 0),
        same=verdicts.get("SAME", 0),
        worse=verdicts.get("WORSE", 0),
        places=looks.exclude(good=None).count(),
        places_drawn=looks.count(),
        as_asked=looks.filter(good=True).count(),
    )


def drawn_places(directive_id: UUID, *, current: bool = False) -> list[tuple[str, bool | None]]:
    """Return the places drawn for an independent look, with what was found or None.

    `current`: of the look that goes on now; what was found before the last rework says nothing of it.
    """
    rows = Assessment.objects.filter(directive=directive_id, assessor=Assessor.LOOK).order_by("grid")
    if current:
        rows = rows.filter(at__gte=F("directive__loop__entered_at"))
    return list(rows.values_list("grid", "good"))


def standing_refusal(view: DirectiveView, event: str) -> Refusal | None:
    """Tell what stands against an event beside its definition: the same hides the button and stops the step.

    ``directives.parts_open``, ``directives.look_needed``, ``directives.look_not_drawn``, ``directives.look_first``.
    """
    if event == "report":
        return report_refusal(open_parts=open_parts(view.loop.id))
    if event == "confirm" and view.is_root:
        return Refusal("directives.look_needed")
    if event not in ("assess_ok", "assess_bad") or view.loop.state != "assessing":
        return None
    places = drawn_places(view.loop.id, current=True)
    if left := sum(good is None for _grid, good in places):
        return Refusal("directives.look_first", {"open": left})
    if not places and places_worked_on(view):
        return Refusal("directives.look_not_drawn")
    return None


def places_worked_on(view: DirectiveView) -> list[str]:
    """Return the places that somebody says are done: those are looked at."""
    rows = _works_below(view.path).exclude(grid="").filter(loop__end_kind=EndKind.FULFILLED)
    return sorted(set(rows.values_list("grid", flat=True)))


def has_assessed(directive_id: UUID) -> bool:
    """Tell whether the addressee of a node has said what it thinks of it."""
    return Assessment.objects.filter(directive=directive_id, assessor=Assessor.ADDRESSEE).exists()


def residents_question(*, case_id: UUID, at: datetime) -> UUID | None:
    """Return the whole directive whose result a resident with this case can judge, or None.

    It covers the case's matter and place, was under way while the case was open, and is reported, being
    looked at, or concluded.
    """
    case = loop_row(case_id)
    if case is None:
        return None
    scopes = {case.division[:cut].ljust(12, "0") for cut in (2, 4, 6, 9, 12)}
    path = next((each.path for each in matter_tree(at=at) if each.code == case.matter), (case.matter,))
    rows = Directive.objects.filter(
        Q(loop__opened_at__lt=case.ended_at) if case.ended_at else Q(),
        Q(loop__ended_at=None) | Q(loop__ended_at__gt=case.opened_at),
        parent=None,
        scope__in=scopes,
        loop__matter__in=path,
        loop__state__in=("reported", "assessing", "concluded"),
    ).exclude(loop__matter="")
    return rows.order_by("-loop_id").values_list("loop_id", flat=True).first()


def said_by(case_id: UUID, directive_id: UUID) -> bool:
    """Tell whether somebody answered for this case already."""
    return Assessment.objects.filter(directive=directive_id, case=case_id).exists()


def versions_of(view: DirectiveView) -> list[LoopRow]:
    """Return the versions of a whole directive before and after this one, oldest first."""
    found: list[LoopRow] = []
    row = Directive.objects.select_related("loop").filter(loop=view.root).first()
    before = row
    while before is not None and before.previous_id and len(found) < 20:
        before = Directive.objects.select_related("loop").get(loop=before.previous_id)
        found.insert(0, row_of(before.loop))
    after = version_after(view.root)
    return [*found, after] if after else found


def version_after(directive_id: UUID) -> LoopRow | None:
    """Return the next version of a whole directive, if there is one."""
    row = Directive.objects.select_related("loop").filter(previous=directive_id).first()
    return row_of(row.loop) if row else None


def directives_of(loop_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return scope and grid of several nodes."""
    rows = Directive.objects.filter(loop__in=loop_ids).values_list("loop_id", "scope", "grid")
    return {loop: (scope, grid) for loop, scope, grid in rows}


def goal_of(row: Directive) -> Goal | None:
    """Return the goal of a node, or None."""
    if not row.measure or row.target_from is None or row.target_to is None:
        return None
    return Goal(row.measure, row.measure_kind, row.period_days, row.baseline, row.target_from, row.target_to)


def _view(row: Directive, holders: dict[str, tuple[UUID | None, ...]]) -> DirectiveView:
    return DirectiveView(
        loop=row_of(row.loop),
        parent=row.parent_id,
        root=row.root_id,
        version=row.version,
        previous=row.previous_id,
        text=row.text,
        legal_basis=row.legal_basis,
        citation=row.citation,
        overruled=row.overruled,
        goal=goal_of(row),
        scope=row.scope,
        grid=row.grid,
        due_on=row.due_on,
        issuer=row.issuer_id,
        lead=row.lead_id,
        conclusions=row.conclusions,
        path=row.path,
        holders=holders,
    )
