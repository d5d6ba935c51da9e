"""How far off a forecast may be: a spread of whole numbers around the mean, set by how far off it was so far.

Counts follow a negative binomial whose variance is a multiple of its mean. The multiple is measured from errors of
forecasts already judged, the tails are then moved until as many of those days fell inside as an interval promises.
"""

from dataclasses import dataclass

import numpy as np

from gongzhi.insight.forecast.panel import Numbers, Whole

LEAST = 1e-6
MOST_SPREAD = 1e5
# Series of like size share their spread: messages a day, from below each of these.
SIZES = (0.3, 1.0, 3.0, 10.0, 50.0)
OWN_DAYS = 60.0  # days of errors after which a series' own spread counts as much as that of its size
_TAILS = np.concatenate([np.geomspace(1e-5, 0.02, 25), np.linspace(0.025, 0.4, 76)])
COVERS = (0.80, 0.95)
LEAN = 0.25


@dataclass(frozen=True)
class Judged:
    """Forecasts whose days have come: means and counts [series, days], in days of the past only."""

    mean: Numbers
    count: Numbers


def sizes(mean: Numbers) -> Whole:
    """Return which size each series has."""
    return np.asarray(np.searchsorted(SIZES, mean, side="right"))


def spread_of(judged: Judged) -> Numbers:
    """Return by series how many times its mean its variance is, at least 1 (as if messages knew nothing of another)."""
    squares = (judged.count - judged.mean) ** 2
    mean = np.maximum(judged.mean, LEAST)
    own = squares.sum(axis=1) / mean.sum(axis=1)
    size = sizes(mean.mean(axis=1))
    pooled = np.array(
        [
            squares[size == each].sum() / mean[size == each].sum() if (size == each).any() else 1.0
            for each in size
        ]
    )
    days = judged.mean.shape[1]
    # What is left of a multiple over 1 grows with the mean: sizes share it in proportion.
    mixed = (own * days + pooled * OWN_DAYS) / (days + OWN_DAYS)
    return np.asarray(np.clip(mixed, 1.0, MOST_SPREAD))


def at_share(mean: Numbers, spread: Numbers, share: float) -> Numbers:
    """Return the least whole number that at least `share` of days stay at or under."""
    from scipy.stats import nbinom, poisson

    mean, spread = np.broadcast_arrays(np.maximum(mean, LEAST), spread)
    out = np.asarray(poisson.ppf(share, mean), dtype=np.float64)
    wide = spread > 1.001
    if wide.any():
        out[wide] = nbinom.ppf(share, mean[wide] / (spread[wide] - 1.0), 1.0 / spread[wide])
    return np.maximum(out, 0.0)


def below(mean: Numbers, spread: Numbers, count: Numbers) -> Numbers:
    """Return the share of days that stay at or under `count`."""
    from scipy.stats import nbinom, poisson

    mean, spread = np.broadcast_arrays(np.maximum(mean, LEAST), spread)
    out = np.asarray(poisson.cdf(count, mean), dtype=np.float64)
    wide = spread > 1.001
    if wide.any():
        out[wide] = nbinom.cdf(count[wide], mean[wide] / (spread[wide] - 1.0), 1.0 / spread[wide])
    return out


def tail_for(judged: Judged, spread: Numbers, cover: float) -> float:
    """Return the share to leave out at each end so that `cover` of the judged days lie inside."""
    upper = below(judged.mean, spread, judged.count)
    lower = below(judged.mean, spread, judged.count - 1.0)
    upper, lower = np.sort(upper.ravel()), np.sort(lower.ravel())
    # Outside at a tail t: the count lies under the lower end (upper < t) or over the upper end (lower >= 1 - t).
    outside = (
        np.searchsorted(upper, _TAILS, side="left")
        + len(lower)
        - np.searchsorted(lower, 1.0 - _TAILS, side="left")
    )
    inside = 1.0 - outside / len(upper)
    # What few series show of their errors is less than what is to come: they aim a little higher.
    aim = cover + (1.0 - cover) * LEAN / (1.0 + len(judged.mean) / 20.0)
    return float(_TAILS[int(np.abs(inside - aim).argmin())])
