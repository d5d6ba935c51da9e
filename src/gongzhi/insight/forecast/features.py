"""What the global model is told of a day to come: counts that were, and the calendar. Places and things, never people.

Everything is a share of the series' own level, so that a busy district and a quiet one can be learned from together.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gongzhi.insight.forecast.panel import WEEK, YEAR, Numbers, Whole

SPANS = (7, 14, 28, 56, 112, 364)
WEEKS = (1, 4, 8, 16)
KIND_SPANS = (3, 7, 14, 28)
# Every number the model is given, in order. A house test holds that none is about a person.
FEATURES = (
    *(f"mean_of_{days}_days" for days in SPANS),
    *(f"weekday_of_{weeks}_weeks" for weeks in WEEKS),
    *("count_1_day_before", "count_2_days_before", "count_3_days_before"),
    *(f"kind_mean_of_{days}_days" for days in KIND_SPANS),
    *("year_before", "kind_year_before", "kind_two_years_before", "count_year_before"),
    *("level", "days_ahead", "weekday", "day_of_year", "day_of_month"),
    *("holiday", "day_after_holiday", "day_before_holiday", "kind_of_matter"),
)
FLOOR = 0.02  # messages a day a silent series is held to have: shares need something to be shares of


@dataclass(frozen=True)
class Calendar:
    """Of each day of a panel and of those that follow: weekday, place in year and month, holiday (0: none)."""

    weekday: Whole
    day_of_year: Whole
    day_of_month: Whole
    holiday: Whole


class Past:
    """Sums over what was counted, so that any mean of the past costs two look-ups."""

    def __init__(self, counts: Numbers, kind: Whole, calendar: Calendar) -> None:
        """Take counts [series, days] that are known; nothing later is ever looked at."""
        self.counts, self.kind, self.calendar = counts, kind, calendar
        self.days = counts.shape[1]
        self._sums = _running(counts)
        of_kind = np.zeros((int(kind.max()) + 1, self.days))
        np.add.at(of_kind, kind, counts)
        self._kind_sums = _running(of_kind)
        self._weekday_sums = counts.copy()
        for day in range(WEEK, self.days):
            self._weekday_sums[:, day] += self._weekday_sums[:, day - WEEK]

    def level(self, row: Whole, origin: Whole) -> Numbers:
        """How much came a day lately, the last weeks counting most."""
        lately, longer, year = (self._mean(self._sums, row, origin, days) for days in (28, 112, 364))
        return 0.5 * lately + 0.3 * longer + 0.2 * year + FLOOR

    def features(self, row: Whole, origin: Whole, ahead: Whole) -> tuple[Numbers, Numbers]:
        """Return the features [n, FEATURES] of the days `origin + ahead`, told before `origin`; and the levels."""
        level, kind, day = self.level(row, origin), self.kind[row], origin + ahead
        kind_level = self._mean(self._kind_sums, kind, origin, 56) + FLOOR
        found: list[Numbers | Whole] = [self._mean(self._sums, row, origin, span) / level for span in SPANS]
        found += [self._weekday(row, origin, ahead, weeks) / level for weeks in WEEKS]
        found += [self.counts[row, origin - back] / level for back in (1, 2, 3)]
        found += [self._mean(self._kind_sums, kind, origin, span) / kind_level for span in KIND_SPANS]
        found.append(self._year(self._sums, row, origin, day, YEAR))
        found.append(self._year(self._kind_sums, kind, origin, day, YEAR))
        found.append(self._year(self._kind_sums, kind, origin, day, 2 * YEAR))
        known = origin >= YEAR
        found.append(np.where(known, self.counts[row, np.maximum(day - YEAR, 0)] / level, np.nan))
        dates = self.calendar
        found += [np.log(level), ahead, dates.weekday[day], dates.day_of_year[day], dates.day_of_month[day]]
        found += [dates.holiday[day], dates.holiday[day - 1], dates.holiday[day + 1], kind]
        return np.stack([np.asarray(each, dtype=np.float64) for each in found], axis=1), level

    @staticmethod
    def _mean(sums: Numbers, row: Whole, origin: Whole, span: int) -> Numbers:
        begin = np.maximum(origin - span, 0)
        return np.asarray((sums[row, origin] - sums[row, begin]) / np.maximum(origin - begin, 1))

    def _weekday(self, row: Whole, origin: Whole, ahead: Whole, weeks: int) -> Numbers:
        """Mean of the last known days with the same weekday."""
        last = origin + ahead - WEEK * (ahead // WEEK + 1)
        before = last - WEEK * weeks
        total = self._weekday_sums[row, np.maximum(last, 0)]
        total = total - np.where(before >= 0, self._weekday_sums[row, np.maximum(before, 0)], 0.0)
        return np.asarray(total / np.maximum(np.minimum(weeks, last // WEEK + 1), 1))

    @staticmethod
    def _year(sums: Numbers, row: Whole, origin: Whole, day: Whole, back: int) -> Numbers:
        """How the week around the day compared with the four weeks before the origin, a year (or two) ago."""
        known = origin - back >= 28
        middle, then = np.maximum(day - back, 4), np.maximum(origin - back, 28)
        week = (sums[row, np.minimum(middle + 4, origin)] - sums[row, middle - 3]) / WEEK
        month = (sums[row, then] - sums[row, then - 28]) / 28
        return np.where(known, (week + 0.05) / (month + 0.05), np.nan)


def _running(counts: Numbers) -> npt.NDArray[np.float64]:
    return np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
