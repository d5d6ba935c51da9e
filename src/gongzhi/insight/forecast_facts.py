"""Counts and what is expected: words, frozen values as screens read them, and what can happen.

All of it is about matters and places. Nothing here names a person or a single message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

FORECAST = "forecast.counts"  # the entries of the register
BURSTS = "bursts.counts"
FORECAST_PURPOSE = "forecast"  # and what each is asked for
BURST_PURPOSE = "bursts"
LEAST_SHOWN = 3  # a count below it is not told outside the offices


class AlarmKind(StrEnum):
    """More of a matter in a division than chance gives, or the same matter again and again in one grid."""

    BURST = "BURST"
    REPEAT = "REPEAT"


@dataclass(frozen=True)
class Counted:
    """How much came on a day; None where it is too little to be told."""

    on: date
    count: int | None


@dataclass(frozen=True)
class Expected:
    """What is expected of a day: the mean (in hundredths), the number that is off by least, and two ranges."""

    on: date
    mean_e2: int
    likely: int
    low_80: int
    high_80: int
    low_95: int
    high_95: int
    counted: int | None = None


@dataclass(frozen=True)
class Figures:
    """How good forecasts of `ahead` days were: errors as shares (WAPE) and against last week's (MASE), in hundredths
    of a per cent; how many of ten thousand days lay in each range. None where nothing could be judged."""

    ahead: int
    wape: int | None
    mase: int | None
    naive: int | None
    mean_28: int | None
    inside_80: int | None
    inside_95: int | None


@dataclass(frozen=True)
class BackTest:
    """How good the method was on a level of the tree, judged by forecasts of days that have come since."""

    level: str
    series: int
    judged: int
    figures: tuple[Figures, ...]
    made_at: datetime


@dataclass(frozen=True)
class ForecastView:
    """A forecast of one kind of matter (all of them: "") in one division, with what came before it beside it.

    `carried`: how much each rung of the ladder carries in the first week, in per cent. `left_out`: rungs that could
    not be climbed on this machine.
    """

    matter: str
    division: str
    made_at: datetime
    begins_on: date
    days: tuple[Expected, ...]
    past: tuple[Counted, ...]
    carried: Mapping[str, int]
    left_out: tuple[str, ...]
    backtest: BackTest | None


@dataclass(frozen=True)
class SeasonWeek:
    """A week of the year that brings more of a matter than others: how much (100: as usual), and in which years."""

    week: int
    per_cent: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class Season:
    """What comes each year, with the years that were looked at."""

    matter: str
    division: str
    weeks: tuple[SeasonWeek, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class Alarm:
    """More than chance gives: what, where, how much in how many days up to `on`, and what was expected (hundredths)."""

    id: UUID
    kind: AlarmKind
    matter: str
    division: str
    grid: str
    on: date
    days: int
    count: int
    expected_e2: int


@dataclass(frozen=True)
class ForecastMade:
    """Forecasts were made from a day on. How many series, how many forecasts of past days were judged."""

    kind: ClassVar[str] = "insight.forecast_made"
    begins_on: str
    series: int
    judged: int
    left_out: tuple[str, ...]
    use: UUID


@dataclass(frozen=True)
class AlarmRaised:
    """More of a matter came at a place than chance gives."""

    kind: ClassVar[str] = "insight.alarm_raised"
    alarm: AlarmKind
    matter: str
    division: str
    grid: str
    on: str
    days: int
    count: int
    expected_e2: int
    use: UUID
