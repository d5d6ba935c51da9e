"""The lowest rungs of the ladder: what anybody could say without a model."""

import numpy as np
import numpy.typing as npt

from gongzhi.insight.forecast.panel import HORIZON, WEEK, YEAR, Numbers

WINDOW_WEEKS = 8
# Messages a day from which a series is busy. What is off by least on its days is their middle, and the middle is not
# led astray by a day of storm; of a quiet series the middle is often nothing, and the mean alone adds up.
BUSY = 10.0
MOST_LIFT = 1.25


def seasonal_naive(counts: Numbers) -> Numbers:
    """As on the same weekday last week."""
    return _weeks(counts[:, -WEEK:])


def mean_28(counts: Numbers) -> Numbers:
    """As much as on a day of the last four weeks."""
    return np.repeat(counts[:, -HORIZON:].mean(axis=1, keepdims=True), HORIZON, axis=1)


def window_average(counts: Numbers) -> Numbers:
    """As on the same weekday, on average of eight weeks."""
    return _weeks(_last_weeks(counts).mean(axis=1))


def middle_week(counts: Numbers) -> Numbers:
    """As on the middle one of the same weekdays of eight weeks; of quiet series as on their average."""
    last = _last_weeks(counts)
    return _weeks(np.where(busy(counts)[:, None], np.median(last, axis=1), last.mean(axis=1)))


def busy(counts: Numbers) -> npt.NDArray[np.bool_]:
    """Say of each series whether it was busy over the last year."""
    return np.asarray(counts[:, -YEAR:].mean(axis=1) >= BUSY)


def lift(counts: Numbers) -> Numbers:
    """By how much the mean of a day lies over its middle: [series], over the last year; 1 where a series is quiet."""
    seen = counts[:, -YEAR:]
    weeks = seen[:, seen.shape[1] % WEEK :].reshape(len(seen), -1, WEEK)
    reach = WINDOW_WEEKS // 2
    middle = np.stack(
        [
            np.median(weeks[:, max(0, week - reach) : week + reach + 1], axis=1)
            for week in range(weeks.shape[1])
        ],
        axis=1,
    )
    found = weeks.sum(axis=(1, 2)) / np.maximum(middle.sum(axis=(1, 2)), 1.0)
    return np.where(busy(counts), np.clip(found, 1.0 / MOST_LIFT, MOST_LIFT), 1.0)


def _last_weeks(counts: Numbers) -> Numbers:
    weeks = min(WINDOW_WEEKS, counts.shape[1] // WEEK)
    return counts[:, counts.shape[1] - WEEK * weeks :].reshape(len(counts), weeks, WEEK)


def _weeks(week: Numbers) -> Numbers:
    return np.tile(week, (1, HORIZON // WEEK))
