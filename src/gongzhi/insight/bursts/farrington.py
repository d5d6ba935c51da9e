"""The opponent: a plain form of the improved Farrington algorithm (Noufaily et al., Statistics in Medicine 2013).

A quasi-Poisson regression of daily counts on time and a factor of ten seasonal periods, over the years there are, the
last weeks left out; baseline days with large Anscombe residuals weigh less; the limit is a quantile of the negative
binomial the fit gives. It is here to be measured against, and raises no alarm of the product.

Where it differs from the paper: weekdays come in as a factor, since the paper's counts are weekly; and where fewer
than the paper's five years exist, all days there are serve as baseline.
"""

import numpy as np
import numpy.typing as npt

from gongzhi.insight.bursts.tail import Base
from gongzhi.insight.forecast.panel import WEEK, Numbers

YEARS = 5
GAP_DAYS = 26 * WEEK  # the paper leaves the last 26 weeks out
HALF_WINDOW = 3 * WEEK  # around the day of the year: the first of the seasonal periods
PERIODS = 10
RESIDUAL = 2.58
TREND_BELOW = 0.05  # the paper keeps the trend always when it is not extreme
LEAST_BASE = 84


def base_of(
    counts: Numbers, weekday_of_first: int, first: int, *, gap: int = GAP_DAYS, every: int = WEEK
) -> Base:
    """Return for each day from column `first` on what the years before it make of it."""
    series, days = counts.shape
    expected, width = np.full((series, days), np.nan), np.full((series, days), np.nan)
    for begin in range(first, days, every):
        until = min(begin + every, days)
        end = max(begin - gap, 0)
        start = max(0, end - YEARS * 365)
        if end - start < LEAST_BASE:
            continue
        base = _design(np.arange(start, end), begin, weekday_of_first)
        ahead = _design(np.arange(begin, until), begin, weekday_of_first)
        used = base.any(axis=0)
        for row in range(series):
            mean, spread = _fitted(base[:, used], counts[row, start:end], ahead[:, used])
            expected[row, begin:until], width[row, begin:until] = mean, spread
    return Base(expected, width)


def _design(day: npt.NDArray[np.int64], origin: int, weekday_of_first: int) -> Numbers:
    """Columns: one, time, seasonal periods, weekdays."""
    place = (day - origin + HALF_WINDOW) % 365
    rest = (365 - 2 * HALF_WINDOW - 1) / (PERIODS - 1)
    period = np.where(place <= 2 * HALF_WINDOW, 0, 1 + ((place - 2 * HALF_WINDOW - 1) // rest)).astype(int)
    period = np.minimum(period, PERIODS - 1)
    columns = [np.ones(len(day)), (day - origin) / 365.0]
    columns += [(period == each).astype(float) for each in range(1, PERIODS)]
    columns += [((weekday_of_first + day) % WEEK == each).astype(float) for each in range(1, WEEK)]
    return np.stack(columns, axis=1)


def _fitted(base: Numbers, count: Numbers, ahead: Numbers) -> tuple[Numbers, float]:
    if not count.any():
        return np.full(len(ahead), 0.02), 1.0
    weight: Numbers = np.ones(len(count))
    mean, spread, beta = _regress(base, count, weight)
    residual = 1.5 * (count ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * np.sqrt(spread))
    heavy = residual > RESIDUAL
    weight = np.where(heavy, np.maximum(np.abs(residual), RESIDUAL) ** -2.0, 1.0)
    weight = weight * len(weight) / weight.sum()
    mean, spread, beta = _regress(base, count, weight)
    told = np.exp(np.clip(ahead @ beta, -10, 15))
    # The paper holds an extrapolated trend to the largest baseline count.
    return np.minimum(told, max(count.max(), 1.0)), spread


def _regress(base: Numbers, count: Numbers, weight: Numbers) -> tuple[Numbers, float, Numbers]:
    """Iteratively weighted least squares for a log-linear Poisson mean; a trace of ridge for empty periods."""
    beta: Numbers = np.zeros(base.shape[1])
    beta[0] = np.log(count.mean() + 0.01)
    ridge = np.eye(base.shape[1]) * 1e-3
    mean: Numbers = np.exp(base @ beta)
    for _ in range(12):
        work = base @ beta + (count - mean) / mean
        scaled = base * (weight * mean)[:, None]
        new: Numbers = np.asarray(np.linalg.solve(base.T @ scaled + ridge, scaled.T @ work), dtype=np.float64)
        moved, beta = float(np.abs(new - beta).max()), new
        mean = np.exp(np.clip(base @ beta, -10, 15))
        if moved < 1e-5:
            break
    free = max(len(count) - base.shape[1], 1)
    spread = float((weight * (count - mean) ** 2 / mean).sum() / free)
    return mean, max(spread, 1.0), beta
