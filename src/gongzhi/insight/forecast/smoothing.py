"""Exponential smoothing with weekdays and seasons, its pace chosen by how well it would have foretold.

All series of a level are smoothed at once with each pace of a grid, and each follows what the season did in the years
before not at all, by half, or wholly. Which of these count for a series, and for how far ahead, is told by the errors
each would have made at that distance: the series' own errors together with those of all series, since a sparse one
alone says little. Weekdays are shares of the week, drawn towards those of the kind. Busy series are smoothed by their
logarithms: a day of storm leads their level less astray.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gongzhi.insight.forecast.floor import busy
from gongzhi.insight.forecast.last_year import LastYear, sources
from gongzhi.insight.forecast.panel import HORIZON, WEEK, Numbers, Whole

PACES = np.array([0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.45, 0.6])
KEPT_DAYS = 1100  # older days say nothing of today's level
LOOKED_BACK = 728  # days over which paces are compared
EVERY = 2  # days from one comparison to the next
FOLLOWED = (0.0, 0.5, 1.0)  # how much of what the season did is expected again
HALF_LIFE_WEEKS = 26  # of a weekday's share
SHARE_PRIOR = 30.0  # messages of the kind's own week mixed into each weekday
POOLED = 2.0  # how much the errors of all series count beside a series' own
MANY = 20.0  # messages a day from which a series carries several paces
# From which day ahead to which, and the days ahead at which paces are compared.
REACHES = ((0, 7, (1, 3, 6)), (7, 14, (8, 11, 13)), (14, HORIZON, (15, 20, 27)))


def smoothing(counts: Numbers, kind: Whole, weekday_of_first: int) -> Numbers:
    """Foretell 28 days. `kind` numbers the matters: series of one kind share the shape of their week."""
    start = max(0, counts.shape[1] - KEPT_DAYS)
    seen, days = counts[:, start:], counts.shape[1] - start
    weekday = (weekday_of_first + start + np.arange(days + HORIZON)) % WEEK
    shares = weekday_shares(seen, kind, weekday[:days])
    even = seen / shares[:, weekday[:days]]
    logs = busy(seen)
    paths = [_smoothed(even, pace, logs) for pace in PACES]
    rows = sources(even, kind)[1]
    year = LastYear(even, kind, [_smoothed(rows, pace, np.ones(len(rows), dtype=bool)) for pace in PACES])
    ways = [(pace, part) for pace in range(len(PACES)) for part in (FOLLOWED if year.known else (0.0,))]
    first = max(28, days - LOOKED_BACK - HORIZON)
    sharp = np.where(seen[:, -365:].mean(axis=1) >= MANY, 15.0, 100.0)
    out = np.zeros((len(counts), HORIZON))
    for begin, end, distances in REACHES:
        errors = np.full((len(ways), len(seen)), 1e-9)
        for distance in distances:
            when = np.arange(min(first, max(days - distance - 2, 0)), days - distance - 1, EVERY)
            share = shares[:, weekday[when + distance + 1]]
            came = seen[:, when + distance + 1]
            for row, told in enumerate(_levels(paths, year, ways, when, distance)):
                errors[row] += np.abs(told * share - came).mean(axis=1)
        weight = _weights(errors, sharp)
        for ahead in range(begin, end):
            told = np.stack([each[:, 0] for each in _levels(paths, year, ways, np.array([days - 1]), ahead)])
            out[:, ahead] = (weight * told).sum(axis=0) * shares[:, weekday[days + ahead]]
    return np.maximum(out, 0.0)


def _levels(
    paths: list[Numbers], year: LastYear, ways: list[tuple[int, float]], when: Whole, ahead: int
) -> Iterator[Numbers]:
    """Yield for each way the level expected `ahead` days after those in `when`: [series, when]."""
    drift: dict[int, Numbers] = {}
    for pace, part in ways:
        level = paths[pace][:, when]
        if part:
            if pace not in drift:
                drift[pace] = year.drift(pace, when, ahead)
            level = level * np.exp(part * drift[pace])[year.source]
        yield level


def weekday_shares(counts: Numbers, kind: Whole, weekday: npt.NDArray[np.int64]) -> Numbers:
    """How much of its mean each series has on each day of the week: [series, 7], 1 on average."""
    age = np.arange(counts.shape[1])[::-1]
    weight = 0.5 ** (age / (WEEK * HALF_LIFE_WEEKS))
    total = np.array([max(weight[weekday == day].sum(), 1e-9) for day in range(WEEK)])
    means = np.stack(
        [(counts * weight)[:, weekday == day].sum(axis=1) / total[day] for day in range(WEEK)], axis=1
    )
    of_kind = np.zeros((int(kind.max()) + 1, WEEK))
    np.add.at(of_kind, kind, means)
    shape = ((of_kind + 1e-9) / (of_kind + 1e-9).mean(axis=1, keepdims=True))[kind]
    level = means.mean(axis=1, keepdims=True)
    shares = (means * total + SHARE_PRIOR * shape) / (level * total + SHARE_PRIOR)
    shares = np.maximum(shares, 0.05)
    return np.asarray(shares / shares.mean(axis=1, keepdims=True))


def _smoothed(even: Numbers, pace: float, logs: npt.NDArray[np.bool_]) -> Numbers:
    from scipy.signal import lfilter

    rows = np.where(logs[:, None], np.log1p(even), even)
    begin = rows[:, :28].mean(axis=1, keepdims=True)
    smooth, _ = lfilter([pace], [1.0, pace - 1.0], rows, axis=1, zi=(1.0 - pace) * begin)
    smooth[logs] = np.expm1(smooth[logs])
    return np.asarray(smooth)


def _weights(errors: Numbers, sharp: Numbers) -> Numbers:
    """The share of each way in each series: [way, series]; a sharp series takes the best alone."""
    together = errors.sum(axis=1)
    mixed = errors / errors.mean(axis=0) + POOLED * (together / together.mean())[:, None]
    weight = (mixed.min(axis=0) / mixed) ** sharp
    return np.asarray(weight / weight.sum(axis=0))
