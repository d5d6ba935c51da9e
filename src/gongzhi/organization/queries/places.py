"""Reads of divisions and grids."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from gongzhi.organization.facts import DivisionView, GridKind, GridView, Level
from gongzhi.organization.models import Division, Grid
from gongzhi.organization.queries.dates import day_of, holds
from gongzhi.organization.queries.memory import remembered, remembered_rows
from gongzhi.organization.rules.codes import lineage, prefix_of


def division(code: str) -> DivisionView | None:
    """Return one division, ended or not, or None."""
    row = Division.objects.filter(code=code).first()
    return division_view(row) if row else None


@remembered_rows
def divisions(codes: Collection[str]) -> dict[str, DivisionView]:
    """Return several divisions, ended or not, in one query."""
    return {row.code: division_view(row) for row in Division.objects.filter(code__in=codes)}


def divisions_under(scope: str, *, at: datetime) -> list[DivisionView]:
    """Return the division `scope` and all below it that hold at `at`, by code: parents come first."""
    return list(_under(scope, day_of(at)))


@remembered
def _under(scope: str, day: date) -> tuple[DivisionView, ...]:
    rows = Division.objects.filter(holds(day), code__startswith=prefix_of(scope))
    return tuple(division_view(row) for row in rows.order_by("code"))


def top_divisions(*, at: datetime) -> list[DivisionView]:
    """Return the divisions above which there is none."""
    return list(_tops(day_of(at)))


@remembered
def _tops(day: date) -> tuple[DivisionView, ...]:
    rows = Division.objects.filter(holds(day), parent=None).order_by("code")
    return tuple(division_view(row) for row in rows)


def lineage_of(code: str) -> list[DivisionView]:
    """Return the division and those above it, as far as they are known, from the bottom up."""
    rows = Division.objects.filter(code__in=lineage(code)).order_by("-code")
    return sorted(map(division_view, rows), key=lambda view: len(prefix_of(view.code)), reverse=True)


def grid(grid_id: UUID) -> GridView | None:
    """Return one grid, ended or not, or None."""
    row = Grid.objects.defer("boundary").filter(id=grid_id).first()
    return _grid(row) if row else None


def grid_by_code(code: str) -> GridView | None:
    """Return the grid with this code, ended or not, or None."""
    row = Grid.objects.defer("boundary").filter(code=code).first()
    return _grid(row) if row else None


def grids(codes: Iterable[str]) -> dict[str, GridView]:
    """Return several grids, ended or not, in one query."""
    return {row.code: _grid(row) for row in Grid.objects.defer("boundary").filter(code__in=set(codes))}


def grids_under(scope: str, *, at: datetime) -> list[GridView]:
    """Return the grids in the tree of a division that hold at `at`, by code."""
    rows = Grid.objects.defer("boundary").filter(holds(day_of(at)), code__startswith=prefix_of(scope))
    return [_grid(row) for row in rows.order_by("code")]


def count_grids(scope: str, *, at: datetime) -> int:
    """Return how many grids, micro-grids left out, the tree of a division has at `at`."""
    rows = Grid.objects.filter(holds(day_of(at)), code__startswith=prefix_of(scope))
    return rows.exclude(kind=GridKind.MICRO).count()


def grids_geojson(scope: str, *, at: datetime) -> dict[str, Any]:
    """Return the grids in the tree of a division as a GeoJSON FeatureCollection in WGS84, without micro-grids."""
    rows = Grid.objects.filter(holds(day_of(at)), code__startswith=prefix_of(scope))
    rows = rows.exclude(kind=GridKind.MICRO).order_by("code")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row.code,
                "properties": {
                    "code": row.code,
                    "kind": row.kind,
                    "division": row.division_id,
                    "name": row.name,
                    "name_en": row.name_en,
                },
                "geometry": row.boundary,
            }
            for row in rows
        ],
    }


def division_view(row: Division) -> DivisionView:
    """Return the view of a row."""
    return DivisionView(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        level=Level(row.level),
        parent=row.parent_id,
        lon=row.lon,
        lat=row.lat,
    )


def _grid(row: Grid) -> GridView:
    return GridView(
        id=row.id,
        code=row.code,
        kind=GridKind(row.kind),
        division=row.division_id,
        name=row.name,
        name_en=row.name_en,
        households=row.households,
    )
