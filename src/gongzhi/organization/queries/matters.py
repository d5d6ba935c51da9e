"""Reads of the tree of matters, the duty table and the desks."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import (
    DutyCandidate,
    DutyEntry,
    DutyGround,
    DutyRole,
    Level,
    LimitClass,
    MatterView,
    Office,
    UnitView,
)
from gongzhi.organization.models import Desk, Duty, Matter
from gongzhi.organization.queries.dates import day_of, holds, period_of
from gongzhi.organization.queries.memory import remembered
from gongzhi.organization.queries.units import unit, unit_kinds, units_serving_on
from gongzhi.organization.rules.codes import lineage
from gongzhi.organization.rules.duties import power_over


def matter_tree(*, at: datetime) -> list[MatterView]:
    """Return all matters that hold at `at`, every parent before its children, siblings by code."""
    return list(_tree(day_of(at)).values())


def matters_ever_below(tops: Collection[str]) -> frozenset[str]:
    """Return matters and all that ever stood below them, what holds no more too: for what is not to be shown."""
    parents = _parents()
    return frozenset(code for code in parents if not _line(code, parents).isdisjoint(tops))


@remembered
def _parents() -> dict[str, str | None]:
    return dict(Matter.objects.values_list("code", "parent_id"))


def _line(code: str | None, parents: Mapping[str, str | None]) -> set[str]:
    found: set[str] = set()
    while code is not None and code not in found:
        found.add(code)
        code = parents.get(code)
    return found


def matter(code: str, *, at: datetime) -> MatterView | None:
    """Return one matter if it, and all above it, hold at `at`."""
    return _tree(day_of(at)).get(code)


def duty_for(matter_code: str, division_code: str, *, at: datetime) -> list[DutyCandidate]:
    """Return the units that may lead a matter at a place, with the citation: the lowest level first.

    They serve the place's division or one above it, so towns come before county departments. Empty when
    the matter is unknown or nobody has it: then a person decides.
    """
    return list(_duty_for(matter_code, division_code, day_of(at)))


@remembered
def _duty_for(matter_code: str, division_code: str, day: date) -> tuple[DutyCandidate, ...]:
    node = _tree(day).get(matter_code)
    if node is None:
        return ()
    serving = units_serving_on(division_code, day)
    entries = _entries(node, (view.kind for view in serving), day)
    candidates = []
    for view in serving:
        ground = _judge(view, node, entries, day)
        if isinstance(ground, DutyGround):
            candidates.append(DutyCandidate(unit=view, ground=ground))
    return tuple(candidates)


def check_duty(unit_id: UUID, matter_code: str, *, at: datetime) -> Refusal | DutyGround:
    """Return the ground on which a unit may lead a matter, or the refusal with names and citation.

    Besides what `power_over` refuses: ``organization.unknown_unit`` and ``organization.unknown_matter``.
    """
    day = day_of(at)
    view = unit(unit_id)
    if view is None:
        return Refusal("organization.unknown_unit")
    node = _tree(day).get(matter_code)
    if node is None:
        return Refusal("organization.unknown_matter", {"matter": matter_code})
    judged = _judge(view, node, _entries(node, [view.kind], day), day)
    return _in_words(judged, view, node) if isinstance(judged, Refusal) else judged


def desk(office: Office | str, division_code: str, *, at: datetime) -> UUID | None:
    """Return the unit that serves as this desk for a place: the nearest up the tree, or None."""
    found = _desks(Office(office), day_of(at))
    return next((found[code] for code in lineage(division_code) if code in found), None)


@remembered
def _desks(office: Office, day: date) -> dict[str, UUID]:
    rows = Desk.objects.filter(holds(day, "", "unit"), office=office)
    return dict(rows.values_list("division_id", "unit_id"))


def duty_table(scope: str, *, at: datetime) -> list[DutyEntry]:
    """Return the lines of the duty table that hold somewhere in the tree of `scope`, by matter."""
    rows = Duty.objects.filter(holds(day_of(at))).order_by("matter_id", "level", "unit_kind_id")
    entries = map(_entry, rows)
    return [
        entry
        for entry in entries
        if not entry.division or scope in lineage(entry.division) or entry.division in lineage(scope)
    ]


@remembered
def _tree(day: date) -> dict[str, MatterView]:
    rows = {row.code: row for row in Matter.objects.filter(holds(day)).order_by("code")}
    children: dict[str | None, list[Matter]] = {}
    for row in rows.values():
        children.setdefault(row.parent_id, []).append(row)
    tree: dict[str, MatterView] = {}
    waiting: list[tuple[Matter, tuple[str, ...]]] = [(row, ()) for row in reversed(children.get(None, []))]
    while waiting:
        row, above = waiting.pop()
        below = children.get(row.code, [])
        path: tuple[str, ...] = (*above, row.code)
        tree[row.code] = MatterView(
            code=row.code,
            parent=row.parent_id,
            name=row.name,
            name_en=row.name_en,
            limit_class=LimitClass(row.limit_class),
            path=path,
            leaf=not below,
        )
        waiting += [(child, path) for child in reversed(below)]
    return tree


def _entries(node: MatterView, kinds: Iterable[str], day: date) -> list[DutyEntry]:
    by_matter, wanted = _by_matter(), set(kinds)
    return [
        entry
        for code in node.path
        for entry in by_matter.get(code, ())
        if entry.unit_kind in wanted and entry.period.holds_on(day)
    ]


@remembered
def _by_matter() -> dict[str, list[DutyEntry]]:
    found: dict[str, list[DutyEntry]] = {}
    for row in Duty.objects.order_by("id"):
        found.setdefault(row.matter_id, []).append(_entry(row))
    return found


def _entry(row: Duty) -> DutyEntry:
    return DutyEntry(
        unit_kind=row.unit_kind_id,
        level=Level(row.level),
        matter=row.matter_id,
        role=DutyRole(row.role),
        citation=row.citation,
        citation_en=row.citation_en,
        taken_by=row.taken_by_id or "",
        division=row.division_id or "",
        period=period_of(row),
    )


def _judge(view: UnitView, node: MatterView, entries: list[DutyEntry], day: date) -> Refusal | DutyGround:
    return power_over(
        entries,
        unit_kind=view.kind,
        level=view.level,
        matter_path=node.path,
        division=view.division,
        on=day,
    )


def _in_words(refusal: Refusal, view: UnitView, node: MatterView) -> Refusal:
    """Put names for codes: what a refusal shows is data, in the reader's language."""
    details = dict(refusal.details) | {"unit": _named(view), "matter": _named(node)}
    if holder := unit_kinds().get(str(details.get("holder", ""))):
        details["holder"] = _named(holder)
    return Refusal(refusal.code, details)


def _named(row: object) -> str:
    name, name_en = str(row.name), str(row.name_en)  # type: ignore[attr-defined]
    return name_en if name_en and not (get_language() or "").startswith("zh") else name
