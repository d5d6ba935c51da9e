"""Foretells 28 days of a panel and of its sums from any day on, knowing only the days before it.

What a forecast needs to know of its own quality (which rungs carry, how wide it is) it learns from forecasts of days
that had come by then, made in the same way: an inner back-test. The same serve all days asked for: each is made once.
"""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast.floor import busy, lift
from gongzhi.insight.forecast.panel import FEW_SERIES, HORIZON, Level, Numbers, Panel, Whole, levels_of
from gongzhi.insight.forecast.reconcile import reconciled
from gongzhi.insight.forecast.spread import COVERS, Judged, at_share, spread, tail_for, uncertain_now

INNER = 6  # forecasts judged before one is made
INNER_OF_MANY = 4
FIRST_JUDGED = 91  # days that must lie before a forecast that is judged
KIND_NAMES = ("category", "kind", "matter", "type", "事项", "类别")
KEPT_ORIGINS = 40


@dataclass(frozen=True)
class Told:
    """What is expected on the 28 days from `start` on, by series of one level.

    `expected` is the mean and adds up along the tree; `likely` is the number that is off by least (the middle), whole.
    `ends` are the whole numbers between which the day lies with 80 and 95 %, and `rungs` what each rung said.
    """

    level: Level
    start: int
    expected: Numbers
    likely: Numbers
    ends: dict[float, tuple[Numbers, Numbers]]
    rungs: dict[str, Numbers]
    carried: list[dict[str, float]]
    judged: int


@dataclass(frozen=True)
class Rungs:
    """What each rung said of the 28 days from `start` on, and how much it carries."""

    start: int
    told: dict[str, Numbers]
    carried: list[dict[str, float]]


class Foreteller:
    """Forecasts of one panel with its sums."""

    def __init__(self, panel: Panel, options: ladder.Options = ladder.USUAL, *, sums: bool = True) -> None:
        """Take a panel; `sums` also foretells what its keys add up to and makes all agree."""
        self._begin(levels_of(panel) if sums else levels_of(panel)[-1:], options)

    @classmethod
    def of(cls, levels: tuple[Level, ...], options: ladder.Options = ladder.USUAL) -> "Foreteller":
        """Return one for levels summed elsewhere; the lowest stands last."""
        made = cls.__new__(cls)
        made._begin(levels, options)
        return made

    def _begin(self, levels: tuple[Level, ...], options: ladder.Options) -> None:
        self.levels = levels
        self.options = options
        self._kinds = kinds_of(self.levels)
        self._starts: set[int] = set()
        self._kept: OrderedDict[tuple[int, int], dict[str, Numbers]] = OrderedDict()

    def at(self, start: int) -> list[Told]:
        """Foretell the days from column `start` on, each level; the lowest comes last."""
        inner = self._inner(start)
        climbed = [
            [self._climb(level, each) for each in (*inner, start)] for level in range(len(self.levels))
        ]
        carried = [
            self._shares(level, inner, climbed[level][:-1], start) for level in range(len(self.levels))
        ]
        # The rungs tell the middle of a day where a series is busy. Means add up along the tree, middles do not.
        lifts = [lift(level.panel.counts[:, :start])[:, None] for level in self.levels]
        means = [
            reconciled(
                self.levels,
                [
                    ladder.together(climbed[level][i], carried[level]) * lifts[level]
                    for level in range(len(self.levels))
                ],
            )
            for i in range(len(inner) + 1)
        ]
        return [
            self._told(
                level, inner, means[-1][level], middles, Rungs(start, climbed[level][-1], carried[level])
            )
            for level, middles in enumerate(
                [each[level] / lifts[level] for each in means] for level in range(len(self.levels))
            )
        ]

    def climbed(self) -> set[int]:
        """Return the days from which the ladder has been climbed so far."""
        return self._starts

    def _inner(self, start: int) -> list[int]:
        many = len(self.levels[-1].panel.keys) > FEW_SERIES
        number = INNER_OF_MANY if many else INNER
        found = [start - HORIZON * back for back in range(number, 0, -1)]
        return [each for each in found if each >= FIRST_JUDGED]

    def _climb(self, level: int, start: int) -> dict[str, Numbers]:
        key = (level, start)
        if key not in self._kept:
            self._starts.add(start)
            self._kept[key] = ladder.climb(
                self.levels[level].panel.until(start), self._kinds[level], self.options
            )
            while len(self._kept) > KEPT_ORIGINS * len(self.levels):
                self._kept.popitem(last=False)
        return self._kept[key]

    def _counted(self, level: int, begin: int, start: int) -> Numbers:
        """What came on the days a forecast from `begin` was made for, as far as known at `start`."""
        return self.levels[level].panel.counts[:, begin : min(begin + HORIZON, start)]

    def _shares(
        self, level: int, inner: list[int], climbed: list[dict[str, Numbers]], start: int
    ) -> list[dict[str, float]]:
        if not inner:
            return ladder.even_shares(list(self._climb(level, start)))
        names = set.intersection(*(set(each) for each in climbed))
        told = {name: [each[name] for each in climbed] for name in ladder.RUNGS if name in names}
        return ladder.shares(told, [self._counted(level, each, start) for each in inner])

    def _told(
        self, level: int, inner: list[int], expected: Numbers, middles: list[Numbers], by: Rungs
    ) -> Told:
        seen = self.levels[level].panel.counts[:, : by.start]
        judged = [
            Judged(told, self._counted(level, each, by.start))
            for told, each in zip(middles, inner, strict=False)
        ]
        bins = list(ladder.BINS)
        if not judged:
            last = seen[:, -2 * HORIZON :]
            judged = [Judged(np.repeat(last.mean(axis=1, keepdims=True), last.shape[1], axis=1), last)]
            bins = [(0, last.shape[1])] * len(ladder.BINS)
        together, middle = _joined(judged, 0, judged[0].mean.shape[1]), middles[-1]
        share = uncertain_now(together, seen, inner)
        ends = {cover: (np.zeros_like(middle), np.zeros_like(middle)) for cover in COVERS}
        for (begin, end), (judged_begin, judged_end) in zip(ladder.BINS, bins, strict=True):
            part, ahead = _joined(judged, judged_begin, judged_end), middle[:, begin:end]
            for cover, (low, high) in ends.items():
                tail = tail_for(part, share, cover)
                low[:, begin:end] = at_share(ahead, spread(ahead, share), tail)
                high[:, begin:end] = at_share(ahead, spread(ahead, share), 1.0 - tail)
        likely = np.where(busy(seen)[:, None], np.round(middle), _likely(middle, share, together))
        return Told(self.levels[level], by.start, expected, likely, ends, by.told, by.carried, len(inner))


def _joined(judged: list[Judged], begin: int, end: int) -> Judged:
    return Judged(
        np.concatenate([each.mean[:, begin:end] for each in judged], axis=1),
        np.concatenate([each.count[:, begin:end] for each in judged], axis=1),
    )


def _likely(expected: Numbers, share: Numbers, judged: Judged) -> Numbers:
    """The whole number that is off by least where a series is quiet: a median, of a Poisson count or the spread one, or
    the rounded mean, whichever was off by least on the days judged."""
    ways = (
        lambda mean: at_share(mean, np.ones_like(mean), 0.5),
        lambda mean: at_share(mean, spread(mean, share), 0.5),
        np.round,
    )
    off = [float(np.abs(way(judged.mean) - judged.count).sum()) for way in ways]
    return np.asarray(ways[int(np.argmin(off))](expected))


def kinds_of(levels: tuple[Level, ...]) -> list[Whole]:
    """Number the kind of matter of each series of each level; series of one kind share what they have learned."""
    lowest = levels[-1].panel
    names = [each.lower() for each in lowest.columns]
    where = next((names.index(name) for name in KIND_NAMES if name in names), len(names) - 1)
    size = len(lowest.keys)
    if len(names) > 1:
        kind = np.unique([key[where] for key in lowest.keys], return_inverse=True)[1]
    else:
        kind = np.arange(size) if size <= 20 else np.zeros(size, dtype=np.int64)
    found = []
    for level in levels:
        rows = len(level.panel.keys)
        of_row = [set(kind[level.group == row].tolist()) for row in range(rows)]
        if all(len(each) == 1 for each in of_row):
            found.append(np.array([next(iter(each)) for each in of_row]))
        else:
            found.append(np.arange(rows) if rows <= 20 else np.zeros(rows, dtype=np.int64))
    return found
