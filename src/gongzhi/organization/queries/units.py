"""Reads of units."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from gongzhi.organization.facts import Period, UnitKindView, UnitView
from gongzhi.organization.models import Unit, UnitKind
from gongzhi.organization.queries.dates import day_of, holds, period_of
from gongzhi.organization.queries.memory import remembered, remembered_rows
from gongzhi.organization.rules.catalogues import shipped_unit_kinds
from gongzhi.organization.rules.codes import level_of, lineage, prefix_of


@remembered
def unit(unit_id: UUID) -> UnitView | None:
    """Return one unit, ended or not, or None."""
    row = Unit.objects.filter(id=unit_id).first()
    return view_of(row) if row else None


def unit_by_code(code: str) -> UnitView | None:
    """Return the unit with this code, ended or not, or None."""
    row = Unit.objects.filter(code=code).first()
    return view_of(row) if row else None


@remembered_rows
def units(unit_ids: Collection[UUID]) -> dict[UUID, UnitView]:
    """Return several units in one query."""
    return {row.id: view_of(row) for row in Unit.objects.filter(id__in=unit_ids)}


def units_of_kind(kind: str, *, scope: str, at: datetime) -> list[UnitView]:
    """Return the units of a kind that serve a division in the tree of `scope`, by code."""
    rows = Unit.objects.filter(holds(day_of(at)), kind_id=kind, division__code__startswith=prefix_of(scope))
    return [view_of(row) for row in rows.order_by("code")]


def units_under(scope: str, *, at: datetime) -> list[UnitView]:
    """Return all units that serve a division in the tree of `scope`, higher divisions first."""
    return list(_under(scope, day_of(at)))


@remembered
def _under(scope: str, day: date) -> tuple[UnitView, ...]:
    rows = Unit.objects.filter(holds(day), division__code__startswith=prefix_of(scope))
    return tuple(view_of(row) for row in rows.order_by("division_id", "code"))


def units_serving(division: str, *, at: datetime) -> list[UnitView]:
    """Return the units that serve the division or one above it, the nearest first."""
    return units_serving_on(division, day_of(at))


def units_serving_on(division: str, day: date) -> list[UnitView]:
    """Return the same for a day."""
    by_division = _by_division()
    return [
        view
        for code in lineage(division)
        for view, period in by_division.get(code, ())
        if period.holds_on(day)
    ]


@remembered
def _by_division() -> dict[str, list[tuple[UnitView, Period]]]:
    found: dict[str, list[tuple[UnitView, Period]]] = {}
    for row in Unit.objects.order_by("code"):
        found.setdefault(row.division_id, []).append((view_of(row), period_of(row)))
    return found


@remembered
def unit_kinds() -> dict[str, UnitKindView]:
    """Return all kinds of units: the shipped ones, and what the installation added or renamed."""
    own = {
        row.code: UnitKindView(row.code, row.name, row.name_en, row.third_party)
        for row in UnitKind.objects.all()
    }
    return {**shipped_unit_kinds(), **own}


def view_of(row: Unit) -> UnitView:
    """Return the view of a row."""
    return UnitView(
        id=row.id,
        code=row.code,
        kind=row.kind_id,
        level=level_of(row.division_id),
        division=row.division_id,
        parent_id=row.parent_id,
        name=row.name,
        name_en=row.name_en,
        approves_answers=row.approves_answers,
        public_phone=row.public_phone,
        counter=row.counter,
    )
