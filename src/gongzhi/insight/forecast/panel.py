"""Counts by day of several series: a row for each series, a column for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

WEEK = 7
HORIZON = 28
HORIZONS = (7, 14, 28)
YEAR = 364  # fifty-two weeks: the same day of the week
FEW_SERIES = 60  # of a level: up to so many are foretold with more care, and tell less of which rung is best
# A grid's columns by these names are gathered into blocks of two by two: a level between the cell and the whole.
_ACROSS = frozenset({("row", "col"), ("x", "y"), ("grid_row", "grid_col")})


@dataclass(frozen=True)
class Panel:
    """Counts by day from `first` on. `keys` says of each row which series it is, in the order of `columns`."""

    first: date
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    counts: Numbers

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.counts.shape[1])

    def day(self, index: int) -> date:
        """The date of a column; columns that have not come yet have one too."""
        return self.first + timedelta(days=index)

    def index(self, day: date) -> int:
        """The column of a date."""
        return (day - self.first).days

    def until(self, stop: int) -> "Panel":
        """What was known before the column `stop`."""
        return Panel(self.first, self.columns, self.keys, self.counts[:, :stop])


@dataclass(frozen=True)
class Level:
    """One way to sum up the series: `group[i]` is the row of `panel` that series i of the lowest level counts in."""

    name: str
    panel: Panel
    group: Whole


def levels_of(panel: Panel) -> tuple[Level, ...]:
    """Sum a panel with several keys up along them, the whole first; the panel itself comes last.

    With one key only nothing is summed: a file may hold its own total among its series.
    """
    lowest = Level(" × ".join(panel.columns) or "series", panel, np.arange(len(panel.keys)))
    if len(panel.columns) < 2:
        return (lowest,)
    found = [_summed(panel, "total", [() for _ in panel.keys])]
    spread = _grid_columns(panel)
    plain = [index for index in range(len(panel.columns)) if index not in spread]
    for index in plain if spread else range(len(panel.columns)):
        found.append(_summed(panel, panel.columns[index], [(key[index],) for key in panel.keys]))
    if spread:
        blocks = [
            tuple(str(int(key[i]) // 2) if i in spread else key[i] for i in range(len(key)))
            for key in panel.keys
        ]
        found.append(_summed(panel, " × ".join(["block", *(panel.columns[i] for i in plain)]), blocks))
    size = len(panel.keys)
    kept = [each for index, each in enumerate(found) if index == 0 or 1 < len(each.panel.keys) < size]
    return (*kept, lowest)


def _grid_columns(panel: Panel) -> tuple[int, ...]:
    names = [each.lower() for each in panel.columns]
    for pair in _ACROSS:
        if all(name in names for name in pair):
            where = tuple(names.index(name) for name in pair)
            if all(key[i].lstrip("-").isdigit() for key in panel.keys for i in where):
                return where
    return ()


def _summed(panel: Panel, name: str, keys: Sequence[tuple[str, ...]]) -> Level:
    known = sorted(set(keys))
    row = {key: index for index, key in enumerate(known)}
    group = np.array([row[key] for key in keys])
    counts = np.zeros((len(known), panel.days))
    np.add.at(counts, group, panel.counts)
    return Level(name, Panel(panel.first, (name,), tuple(known), counts), group)
