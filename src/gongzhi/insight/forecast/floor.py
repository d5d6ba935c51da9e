"""The lowest rungs of the ladder: what anybody could say without a model."""

import numpy as np

from gongzhi.insight.forecast.panel import HORIZON, WEEK, Numbers

WINDOW_WEEKS = 8


def seasonal_naive(counts: Numbers) -> Numbers:
    """As on the same weekday last week."""
    return _weeks(counts[:, -WEEK:])


def mean_28(counts: Numbers) -> Numbers:
    """As much as on a day of the last four weeks."""
    return np.repeat(counts[:, -HORIZON:].mean(axis=1, keepdims=True), HORIZON, axis=1)


def window_average(counts: Numbers) -> Numbers:
    """As on the same weekday, on average of eight weeks."""
    weeks = min(WINDOW_WEEKS, counts.shape[1] // WEEK)
    last = counts[:, counts.shape[1] - WEEK * weeks :]
    return _weeks(last.reshape(len(counts), weeks, WEEK).mean(axis=1))


def _weeks(week: Numbers) -> Numbers:
    return np.tile(week, (1, HORIZON // WEEK))
