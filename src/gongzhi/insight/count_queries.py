"""Reads of counts: as a panel for the methods, and by day for a page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Sum

from gongzhi.insight.forecast.panel import Level, Numbers, Panel, Whole
from gongzhi.insight.forecast_models import DayCount
from gongzhi.organization.public import matter_tree, prefix_of

TOWN, VILLAGE = 9, 12  # digits of a division code
KEPT_DAYS = 1100


class Series(NamedTuple):
    """One series of counts: a kind of matter in a division; "" for all kinds."""

    matter: str
    division: str


def kinds_of_matter(at: datetime) -> Mapping[str, str]:
    """Return of every matter the top of its branch: the kind it is counted under."""
    return {view.code: view.path[0] for view in matter_tree(at=at)}


def counts_by_day(matters: Iterable[str] | None, division: str, first: date, until: date) -> dict[date, int]:
    """Return what came on each day from `first` to before `until`, in a division and all below it."""
    rows = DayCount.objects.filter(division__startswith=prefix_of(division), day__gte=first, day__lt=until)
    if matters is not None:
        rows = rows.filter(matter__in=list(matters))
    return {row["day"]: row["n"] for row in rows.values("day").annotate(n=Sum("count")).order_by("day")}


def levels_at(at: datetime, until: date) -> tuple[Level, ...]:
    """Return counts up to the day before `until`, all along the tree: the whole, kinds, towns, and villages last.

    Empty where nothing was counted.
    """
    tops = kinds_of_matter(at)
    first = until - timedelta(days=KEPT_DAYS)
    rows = (
        DayCount.objects.filter(day__gte=first, day__lt=until)
        .values("matter", "division", "day")
        .annotate(n=Sum("count"))
        .order_by("day")
    )
    cells: dict[tuple[Series, date], int] = {}
    for row in rows:
        key = Series(tops.get(row["matter"], row["matter"]), row["division"]), row["day"]
        cells[key] = cells.get(key, 0) + row["n"]
    if not cells:
        return ()
    begin = min(day for _, day in cells)
    series = sorted({each for each, _ in cells})
    place = {each: index for index, each in enumerate(series)}
    counts = np.zeros((len(series), (until - begin).days))
    for (each, day), count in cells.items():
        counts[place[each], (day - begin).days] = max(count, 0)
    return _levels(begin, series, counts)


def _levels(begin: date, series: list[Series], counts: Numbers) -> tuple[Level, ...]:
    lowest = Panel(begin, ("matter", "division"), tuple(tuple(each) for each in series), counts)
    top = _county([each.division for each in series])
    found = [
        _summed(lowest, "total", [Series("", top)] * len(series)),
        _summed(lowest, "kind", [Series(each.matter, top) for each in series]),
        _summed(lowest, "town", [Series("", _cut(each.division, TOWN)) for each in series]),
        _summed(lowest, "town × kind", [Series(each.matter, _cut(each.division, TOWN)) for each in series]),
    ]
    own = Level("village × kind", lowest, np.arange(len(series)))
    kept: list[Level] = []
    for level in found:
        if not any(_same_parts(level, each) for each in (*kept, own)):
            kept.append(level)
    return (*kept, own)


def _same_parts(one: Level, other: Level) -> bool:
    """Tell whether two levels sum the same series together: one of them is enough."""
    pairs = set(zip(one.group.tolist(), other.group.tolist(), strict=True))
    return len(pairs) == len(one.panel.keys) == len(other.panel.keys)


def _county(divisions: Iterable[str]) -> str:
    """The lowest division that holds all of these."""
    codes = sorted(set(divisions))
    for digits in (12, TOWN, 6, 4, 2):
        if len({code[:digits] for code in codes}) == 1:
            return codes[0][:digits].ljust(12, "0")
    return codes[0][:2].ljust(12, "0")


def _cut(division: str, digits: int) -> str:
    return division[:digits].ljust(12, "0")


def _summed(lowest: Panel, name: str, keys: list[Series]) -> Level:
    known = sorted(set(keys))
    row = {key: index for index, key in enumerate(known)}
    group: Whole = np.array([row[key] for key in keys])
    counts = np.zeros((len(known), lowest.days))
    np.add.at(counts, group, lowest.counts)
    return Level(name, Panel(lowest.first, ("matter", "division"), tuple(map(tuple, known)), counts), group)


class Spot(NamedTuple):
    """A matter in one grid."""

    matter: str
    division: str
    grid: str


def spots_between(first: date, until: date) -> dict[Spot, int]:
    """Return how much of each matter came in each grid from `first` to before `until`; what has no grid is left out."""
    rows = (
        DayCount.objects.filter(day__gte=first, day__lt=until)
        .exclude(grid="")
        .exclude(matter="")
        .values("matter", "division", "grid")
        .annotate(n=Sum("count"))
        .order_by()
    )
    return {Spot(row["matter"], row["division"], row["grid"]): row["n"] for row in rows}


def counted_since() -> date | None:
    """Return the first day something was counted on."""
    return DayCount.objects.order_by("day").values_list("day", flat=True).first()


def weekly(matters: Iterable[str] | None, division: str, until: date) -> dict[tuple[int, int], int]:
    """Return what came in each week of each year (ISO), up to the day before `until`."""
    found: dict[tuple[int, int], int] = {}
    for day, count in counts_by_day(matters, division, until - timedelta(days=4000), until).items():
        year, week, _ = day.isocalendar()
        found[year, week] = found.get((year, week), 0) + count
    return found
