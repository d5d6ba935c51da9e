"""What holidays do to counts: by how much a day that a list names has differed from its usual weekday."""

import numpy as np

from gongzhi.insight.forecast.panel import HORIZON, WEEK, Numbers, Whole

AROUND = (-4, -3, -2, -1, 1, 2, 3, 4)  # weeks whose same weekday says what is usual
LEAST_AROUND = 3
PRIOR_MESSAGES = 30.0  # of the kind's own holiday mixed into each series
PRIOR_YEARS = 1.0  # of an ordinary day mixed into each holiday: one year alone is half believed


def effects(counts: Numbers, kind: Whole, marked: Whole) -> Numbers:
    """Return by how much each day known and each of the 28 to come is more or less than usual: [series, days + 28].

    `marked` numbers the holidays of those days (0: none). A holiday not seen before changes nothing.
    """
    days = counts.shape[1]
    marked = marked[: days + HORIZON]
    found = np.ones((len(counts), days + HORIZON))
    if not marked[:days].any():
        return found
    usual, seen = _usual(counts, marked[:days] == 0)
    kinds = int(kind.max()) + 1
    for number in np.unique(marked[marked > 0]):
        past = np.flatnonzero((marked[:days] == number) & (seen >= LEAST_AROUND))
        if not len(past):
            continue
        came, told = counts[:, past].sum(axis=1), usual[:, past].sum(axis=1)
        of_kind = (np.bincount(kind, came, kinds) + PRIOR_MESSAGES) / (
            np.bincount(kind, told, kinds) + PRIOR_MESSAGES
        )
        ratio = (came + PRIOR_MESSAGES * of_kind[kind]) / (told + PRIOR_MESSAGES)
        found[:, marked == number] = (ratio ** (len(past) / (len(past) + PRIOR_YEARS)))[:, None]
    return found


def _usual(counts: Numbers, ordinary: np.ndarray) -> tuple[Numbers, Numbers]:
    """What the same weekday brought in the weeks around, holidays left out; and how many such days there were."""
    days = counts.shape[1]
    total, number = np.zeros_like(counts), np.zeros(days)
    for weeks in AROUND:
        begin, end = max(0, -WEEK * weeks), min(days, days - WEEK * weeks)
        if begin < end:
            there = slice(begin + WEEK * weeks, end + WEEK * weeks)
            total[:, begin:end] += counts[:, there] * ordinary[there]
            number[begin:end] += ordinary[there]
    return total / np.maximum(number, 1.0), number
