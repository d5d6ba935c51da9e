"""How far off a forecast may be: a spread of whole numbers around it, set by how far off it was so far.

Counts follow a negative binomial: beside the chance of single messages a share of the level is uncertain, the same
share on a busy day and a quiet one, so that a range grows with a season. The share is measured from errors of forecasts
already judged, and from those that the floor made at this time a year ago: the last months may have been calm where the
next are not. The tails are then moved until as many of the judged days fell inside as an interval promises.
"""

from dataclasses import dataclass

import numpy as np

from gongzhi.insight.forecast.floor import middle_week
from gongzhi.insight.forecast.panel import HORIZON, WEEK, YEAR, Numbers

LEAST = 1e-6
MOST_SHARE = 4.0  # squared: an uncertain level up to twice as high again
# How much the same time a year ago tells of the share, and what better than the floor the forecasts are held to be.
OF_LAST_YEAR = 0.7
BETTER = (0.3, 1.2)
# Days before, from which the floor foretold then.
THEN = tuple(YEAR + WEEK * weeks for weeks in (4, 2, 0, -2))
LEAST_BEFORE = 56
_TAILS = np.concatenate([np.geomspace(1e-5, 0.02, 25), np.linspace(0.025, 0.4, 76)])
COVERS = (0.80, 0.95)
# What few series show of their errors is less than what is to come: by these parts of what is left out they aim higher.
LEAN = {0.80: 0.18, 0.95: 0.25}


@dataclass(frozen=True)
class Judged:
    """Forecasts whose days have come: what was told and counts [series, days], in days of the past only."""

    mean: Numbers
    count: Numbers


def uncertain(judged: Judged) -> Numbers:
    """Return by series which share of the level was uncertain, squared; about nothing where only chance was."""
    mean = np.maximum(judged.mean, LEAST)
    share = ((judged.count - mean) ** 2 - mean) / mean**2
    return np.asarray(np.clip(share.mean(axis=1), LEAST, MOST_SHARE))


def uncertain_now(judged: Judged, counts: Numbers, starts: list[int]) -> Numbers:
    """Return the uncertain share of forecasts to be made after `counts`, judged by those made at `starts` and by what
    the floor did then and a year ago."""
    share, days = uncertain(judged), counts.shape[1]
    then = [days - back for back in THEN if days - back >= LEAST_BEFORE]
    if not then or not starts:
        return share
    lately, last_year = (uncertain(_by_floor(counts, each)) for each in (starts, then))
    better = np.clip(share / lately, *BETTER)
    return np.asarray((1.0 - OF_LAST_YEAR) * share + OF_LAST_YEAR * last_year * better)


def _by_floor(counts: Numbers, starts: list[int]) -> Judged:
    came = [counts[:, start : start + HORIZON] for start in starts]
    told = [
        np.maximum(middle_week(counts[:, :start])[:, : each.shape[1]], 1.0)
        for start, each in zip(starts, came, strict=True)
    ]
    return Judged(np.concatenate(told, axis=1), np.concatenate(came, axis=1))


def spread(mean: Numbers, share: Numbers) -> Numbers:
    """Return how many times its mean the variance of a day is."""
    return 1.0 + share[:, None] * np.maximum(mean, LEAST)


def at_share(mean: Numbers, times: Numbers, share: float) -> Numbers:
    """Return the least whole number that at least `share` of days stay at or under, if they vary `times` the mean."""
    from scipy.stats import nbinom, poisson

    mean, times = np.broadcast_arrays(np.maximum(mean, LEAST), times)
    out = np.asarray(poisson.ppf(share, mean), dtype=np.float64)
    wide = times > 1.001
    if wide.any():
        out[wide] = nbinom.ppf(share, mean[wide] / (times[wide] - 1.0), 1.0 / times[wide])
    return np.maximum(out, 0.0)


def below(mean: Numbers, times: Numbers, count: Numbers) -> Numbers:
    """Return the share of days that stay at or under `count`."""
    from scipy.stats import nbinom, poisson

    mean, times = np.broadcast_arrays(np.maximum(mean, LEAST), times)
    out = np.asarray(poisson.cdf(count, mean), dtype=np.float64)
    wide = times > 1.001
    if wide.any():
        out[wide] = nbinom.cdf(count[wide], mean[wide] / (times[wide] - 1.0), 1.0 / times[wide])
    return out


def tail_for(judged: Judged, share: Numbers, cover: float) -> float:
    """Return the share to leave out at each end so that `cover` of the judged days lie inside."""
    wide = spread(judged.mean, share)
    upper = below(judged.mean, wide, judged.count)
    lower = below(judged.mean, wide, judged.count - 1.0)
    upper, lower = np.sort(upper.ravel()), np.sort(lower.ravel())
    # Outside at a tail t: the count lies under the lower end (upper < t) or over the upper end (lower >= 1 - t).
    outside = (
        np.searchsorted(upper, _TAILS, side="left")
        + len(lower)
        - np.searchsorted(lower, 1.0 - _TAILS, side="left")
    )
    inside = 1.0 - outside / len(upper)
    aim = cover + (1.0 - cover) * LEAN[cover] / (1.0 + len(judged.mean) / 20.0)
    return float(_TAILS[int(np.abs(inside - aim).argmin())])
