"""Divisions by level, and by the names people use in a text."""

from datetime import date, datetime

from gongzhi.organization.facts import DivisionView, Level
from gongzhi.organization.models import Division
from gongzhi.organization.queries.dates import day_of, holds
from gongzhi.organization.queries.memory import remembered
from gongzhi.organization.queries.places import division_view
from gongzhi.organization.rules.codes import prefix_of
from gongzhi.organization.rules.naming import division_named


def divisions_of_level(level: Level | str, *, at: datetime) -> list[DivisionView]:
    """Return all divisions of one level that hold at `at`, by code."""
    rows = Division.objects.filter(holds(day_of(at)), level=level).order_by("code")
    return [division_view(row) for row in rows]


def find_place(text: str, *, scope: str, at: datetime) -> str | None:
    """Return the code of the one division below `scope` that a text names, or None; see `division_named`."""
    return division_named(text, _below(scope, day_of(at)))


@remembered
def _below(scope: str, day: date) -> tuple[DivisionView, ...]:
    rows = Division.objects.filter(holds(day), code__startswith=prefix_of(scope)).exclude(code=scope)
    return tuple(map(division_view, rows.order_by("code")))
