"""Makes forecasts of parts and of the whole agree along the division tree.

Weighted least squares by structure: each forecast is moved by as much as the number of series summed in it makes it
uncertain. The parts carry the result, so that every sum is the sum of its parts; no part falls below zero.
"""

import numpy as np

from gongzhi.insight.forecast.panel import Level, Numbers


def summing(levels: tuple[Level, ...]) -> Numbers:
    """Return which of the lowest series each row of each level sums: [rows of all levels, lowest series]."""
    lowest = len(levels[-1].panel.keys)
    parts = []
    for level in levels:
        part = np.zeros((len(level.panel.keys), lowest))
        part[level.group, np.arange(lowest)] = 1.0
        parts.append(part)
    return np.vstack(parts)


def reconciled(levels: tuple[Level, ...], told: list[Numbers]) -> list[Numbers]:
    """Return forecasts of all levels that agree, nearest to those told."""
    if len(levels) == 1:
        return told
    sums = summing(levels)
    weighted = sums.T / sums.sum(axis=1)
    lowest = np.linalg.solve(weighted @ sums, weighted @ np.vstack(told))
    agreed = sums @ np.maximum(lowest, 0.0)
    ends = np.cumsum([len(each) for each in told])[:-1]
    return list(np.split(agreed, ends))
