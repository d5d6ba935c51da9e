"""What the days ahead did a year ago, and two: how far they came away from where the level stood then.

Of a busy series its own last year tells that, of a quiet one that of its kind, which it is too small to tell itself.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gongzhi.insight.forecast.floor import busy
from gongzhi.insight.forecast.panel import HORIZON, YEAR, Numbers, Whole

AROUND = 10  # days before and after a day that say together what the season brought
LEAST_BEFORE = 56  # days a level must have had to stand somewhere
MOST = 1.5  # in logarithms: more than fourfold is no season
LITTLE = 0.02  # of a source's mean, so that a silent time can be compared with


class LastYear:
    """The last years of some series with the weekdays taken out, for levels smoothed at several paces."""

    def __init__(self, even: Numbers, kind: Whole, smoothed: Sequence[Numbers]) -> None:
        """Take series [series, days], and how their sources were `smoothed` by each pace; see `sources`."""
        self.source, rows = sources(even, kind)
        self._paths, self._little = smoothed, LITTLE * rows.mean(axis=1, keepdims=True) + 1e-6
        days = even.shape[1]
        sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(np.log1p(rows), axis=1)], axis=1)
        begin = np.maximum(np.arange(days) - AROUND, 0)
        end = np.minimum(np.arange(days) + AROUND + 1, days)
        self._around = np.expm1((sums[:, end] - sums[:, begin]) / (end - begin))
        self.known = days > YEAR + LEAST_BEFORE + HORIZON

    def drift(self, pace: int, when: Whole, ahead: int) -> Numbers:
        """By how much the day `ahead` after the last known one, `when`, lay over the level a year before.

        Returns logarithms [source, when]: the mean of two years where two are known, 0 where none is.
        """
        total, years = np.zeros((len(self._around), len(when))), np.zeros(len(when))
        for back in (YEAR, 2 * YEAR):
            known = when - back >= LEAST_BEFORE
            then = np.where(known, when - back, 0)
            day = np.minimum(then + ahead + 1, self._around.shape[1] - 1)
            away = (self._around[:, day] + self._little) / (self._paths[pace][:, then] + self._little)
            total += np.where(known, np.log(away), 0.0)
            years += known
        return np.clip(total / np.maximum(years, 1.0), -MOST, MOST)


def sources(even: Numbers, kind: Whole) -> tuple[Whole, npt.NDArray[np.float64]]:
    """Return which row tells the season of each series, and the rows: the sums of the kinds, then the busy series."""
    own = busy(even)
    of_kind = np.zeros((int(kind.max()) + 1, even.shape[1]))
    np.add.at(of_kind, kind, even)
    source = np.where(own, len(of_kind) + np.cumsum(own) - 1, kind)
    return source, np.concatenate([of_kind, even[own]])
