"""A burst is two days together with more than chance gives.

Expected is what the last half year says, its last eight weeks more than the rest, with its weekdays and its trend. One
week is left out, so that a burst does not raise what is expected of itself. Chance is a negative binomial as wide as
that half year was.
"""

from dataclasses import dataclass

import numpy as np

from gongzhi.insight.forecast.panel import WEEK, Numbers, Whole
from gongzhi.insight.forecast.smoothing import weekday_shares
from gongzhi.insight.forecast.spread import below

BASE_WEEKS = 26
GAP_DAYS = 7
LATELY_DAYS = 56  # that draw the level to themselves
LATELY_DRAWN = 0.5
# Days looked at together. Of one, two, three, four and seven, and several of these, two days found most.
WINDOWS = (2,)
TREND_DRAWN = 0.5  # how much of the half year's trend is carried on: all of it foretells too boldly
LEAST_EXPECTED = 0.02


@dataclass(frozen=True)
class Base:
    """What is expected of a day by its past, and how wide: [series, days]; days before there is a past are nan."""

    expected: Numbers
    spread: Numbers


def base_of(counts: Numbers, kind: Whole, weekday_of_first: int, *, first: int = 0) -> Base:
    """Return for each day from `first` on what the half year before it, up to a week before it, makes of it."""
    series, days = counts.shape
    expected, spread = np.full((series, days), np.nan), np.full((series, days), np.nan)
    weekday = (weekday_of_first + np.arange(days)) % WEEK
    length = BASE_WEEKS * WEEK
    for begin in range(max(length + GAP_DAYS, first), days, WEEK):
        end = begin - GAP_DAYS
        seen, when = counts[:, end - length : end], weekday[end - length : end]
        shares = weekday_shares(seen, kind, when)
        even = _without_bursts(seen / shares[:, when])
        level, slope = _drawn(even, *_line(even))
        fitted = np.maximum(
            level[:, None] + slope[:, None] * (np.arange(length) - length / 2), LEAST_EXPECTED
        )
        wide = _spread(even, fitted)
        until = min(begin + WEEK, days)
        ahead = np.arange(begin, until) - (end - length / 2)
        told = np.maximum(level[:, None] + TREND_DRAWN * slope[:, None] * ahead, 0.25 * level[:, None])
        expected[:, begin:until] = np.maximum(told * shares[:, weekday[begin:until]], LEAST_EXPECTED)
        spread[:, begin:until] = wide[:, None]
    return Base(expected, spread)


def _without_bursts(even: Numbers) -> Numbers:
    """Cut what lies far above the usual, so that a past burst does not hide the next.

    What is usual, and how wide, is told by the days without the uppermost twentieth, in which a burst would lie.
    """
    lower = np.sort(even, axis=1)[:, : int(0.95 * even.shape[1])]
    usual, width = lower.mean(axis=1, keepdims=True), lower.var(axis=1, keepdims=True)
    return np.asarray(np.minimum(even, usual + 4.0 * np.sqrt(np.maximum(width, usual)) + 1.0))


def _line(even: Numbers) -> tuple[Numbers, Numbers]:
    """Least squares through the days; a slope is believed as far as it stands out of its own error."""
    day = np.arange(even.shape[1]) - (even.shape[1] - 1) / 2
    level = even.mean(axis=1)
    slope = even @ day / (day @ day)
    rest = even - level[:, None] - slope[:, None] * day
    error = np.sqrt(rest.var(axis=1) / (day @ day)) + 1e-12
    believed = np.clip((np.abs(slope) / error - 1.0) / 2.0, 0.0, 1.0)
    return level, slope * believed


def _drawn(even: Numbers, level: Numbers, slope: Numbers) -> tuple[Numbers, Numbers]:
    """Move the line half-way to where the last weeks lie."""
    there = level + TREND_DRAWN * slope * (even.shape[1] - LATELY_DAYS) / 2
    return level + LATELY_DRAWN * (even[:, -LATELY_DAYS:].mean(axis=1) - there), slope


def _spread(even: Numbers, fitted: Numbers) -> Numbers:
    own = ((even - fitted) ** 2).sum(axis=1) / fitted.sum(axis=1)
    pooled = np.median(own)
    return np.asarray(np.clip(0.8 * own + 0.2 * pooled, 1.0, 1e5))


def chances(counts: Numbers, base: Base, windows: tuple[int, ...] = WINDOWS) -> Numbers:
    """Return for each day how likely so much or more would be by chance: the least over the windows, as it is.

    Looking through several windows finds more by chance: whoever sets a limit takes it from quiet days, or divides.
    """
    found = np.ones(counts.shape)
    for window in windows:
        came, told = _summed(counts, window), _summed(base.expected, window)
        known = ~np.isnan(told)
        tail = np.ones(counts.shape)
        tail[known] = 1.0 - below(told[known], base.spread[known], came[known] - 1.0)
        found = np.minimum(found, np.maximum(tail, 1e-16))
    found[np.isnan(base.expected)] = np.nan
    return found


def _summed(counts: Numbers, window: int) -> Numbers:
    if window == 1:
        return counts
    total = np.cumsum(np.nan_to_num(counts), axis=1)
    out = total.copy()
    out[:, window:] -= total[:, :-window]
    begun = np.isnan(counts).sum(axis=1)
    for row, first in enumerate(begun):
        out[row, : int(first) + window - 1] = np.nan
    return out
