"""The calendar of a panel: weekdays, and days that a list of holidays names."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from gongzhi.insight.forecast.features import Calendar
from gongzhi.insight.forecast.panel import HORIZON, WEEK, Numbers, Whole

_AHEAD = HORIZON + 2
STANDS_OUT = (
    1.5  # how many times as far from its usual as another day a listed day must lie for the list to be used
)


@cache
def lists() -> Mapping[str, Mapping[str, Any]]:
    """Return the lists of holidays this project ships, by name."""
    text = (Path(__file__).parent / "data" / "holidays.yaml").read_text(encoding="utf-8")
    found: dict[str, Mapping[str, Any]] = yaml.safe_load(text)
    return found


def marks(name: str, first: date, days: int) -> Whole:
    """Number the holidays of a list among the days from `first` on: each holiday its own number, other days 0."""
    found = np.zeros(days, dtype=np.int64)
    if name not in lists():
        return found
    entry = lists()[name]
    for year in range(first.year, (first + timedelta(days=days)).year + 1):
        listed = [date(year, month, day) for month, day in entry.get("fixed", ())]
        listed += [_nth(year, *each) for each in entry.get("nth", ())]
        for number, day in enumerate(listed, start=1):
            if 0 <= (day - first).days < days:
                found[(day - first).days] = number
    for day in entry.get("dates", ()):
        for after in range(3):
            if 0 <= (day - first).days + after < days:
                found[(day - first).days + after] = 50 + after
    return found


def calendar_of(first: date, days: int, holiday: Whole | None = None) -> Calendar:
    """Return the calendar of `days` days and of those that can be foretold after them."""
    dates = [first + timedelta(days=index) for index in range(days + _AHEAD)]
    return Calendar(
        np.array([day.weekday() for day in dates]),
        np.array([day.timetuple().tm_yday for day in dates]),
        np.array([day.day for day in dates]),
        np.zeros(len(dates), dtype=np.int64) if holiday is None else holiday,
    )


def fitting_list(counts: Numbers, first: date) -> str:
    """Return the list whose days stood out most in what was counted; "none" where no list explains anything."""
    total = counts.sum(axis=0)
    usual = np.convolve(total, np.ones(2 * WEEK + 1) / (2 * WEEK + 1), mode="same")
    away = np.abs(np.log((total + 1.0) / (usual + 1.0)))
    weekday = np.arange(len(total)) % WEEK
    for day in range(WEEK):
        away[weekday == day] -= np.median(away[weekday == day])
    away = np.abs(away)
    best, name = STANDS_OUT, "none"
    for each in lists():
        on = marks(each, first, len(total)) > 0
        if on.sum() >= 5 and (times := away[on].mean() / max(away[~on].mean(), 1e-9)) > best:
            best, name = times, each
    return name


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (number - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % WEEK)
