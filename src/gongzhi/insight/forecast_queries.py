"""Reads of forecasts, of how good they were, of seasons and of alarms: places and things, never people.

`public` leaves out what is too little to be told outside the offices. Whose area it is, the screen asks before.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from gongzhi.insight.count_queries import counts_by_day, weekly
from gongzhi.insight.forecast.seasons import season_weeks
from gongzhi.insight.forecast_facts import (
    LEAST_SHOWN,
    Alarm,
    AlarmKind,
    BackTest,
    Counted,
    Expected,
    Figures,
    ForecastView,
    Season,
    SeasonWeek,
)
from gongzhi.insight.forecast_models import CountAlarm, Forecast, ForecastRun
from gongzhi.organization.public import matter_tree, prefix_of

PAST_DAYS = 56
ALARM_DAYS = 7  # an alarm is shown for a week


def forecast_for(category: str, division: str, at: datetime, *, public: bool = False) -> ForecastView | None:
    """Return the newest forecast of a kind of matter ("": all) in a division; None where there is none."""
    row = (
        Forecast.objects.filter(run__made_at__lte=at, division=division, matter=category)
        .select_related("run")
        .order_by("-run__begins_on")
        .first()
    )
    if row is None:
        return None
    run, begin = row.run, row.run.begins_on
    today = timezone.localdate(at)
    first = begin - timedelta(days=PAST_DAYS)
    counted = counts_by_day(_below(category, at), division, first, today)
    return ForecastView(
        matter=category,
        division=division,
        made_at=run.made_at,
        begins_on=begin,
        days=tuple(_expected(row, index, counted, today, public=public) for index in range(len(row.likely))),
        past=tuple(
            Counted(day, _told(counted.get(day, 0), public=public))
            for day in (first + timedelta(days=index) for index in range(PAST_DAYS))
        ),
        carried=row.carried[0] if row.carried else {},
        left_out=tuple(each for each in run.left_out.split(",") if each),
        backtest=_backtest(run, row.level),
    )


def forecasts_under(division: str, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return of which kinds in which divisions under one a forecast stands: pairs for `forecast_for`."""
    run = ForecastRun.objects.filter(made_at__lte=at).order_by("-begins_on").first()
    if run is None:
        return ()
    rows = Forecast.objects.filter(run=run, division__startswith=prefix_of(division))
    return tuple(rows.order_by("division", "matter").values_list("matter", "division"))


def backtest_of(category: str, division: str, at: datetime) -> BackTest | None:
    """Return how good forecasts of that level of the tree were; None where none has been made."""
    found = forecast_for(category, division, at)
    return found.backtest if found else None


def calendar_of(category: str, division: str, at: datetime, *, public: bool = False) -> Season:
    """Return the weeks of the year that brought more of a kind of matter than others, in at least two years."""
    weeks, years = season_weeks(weekly(_below(category, at), division, timezone.localdate(at)))
    told = tuple(
        SeasonWeek(each.week, each.per_cent, each.years)
        for each in weeks
        if not public or each.least >= LEAST_SHOWN
    )
    return Season(category, division, told, years)


def bursts_now(area: str, at: datetime, *, public: bool = False) -> tuple[Alarm, ...]:
    """Return the bursts of the last week in an area, the newest first."""
    return _alarms(AlarmKind.BURST, area, at, public=public)


def repeats_now(area: str, at: datetime, *, public: bool = False) -> tuple[Alarm, ...]:
    """Return where in an area the same matter came again and again to one grid, the newest first."""
    return _alarms(AlarmKind.REPEAT, area, at, public=public)


def _alarms(kind: AlarmKind, area: str, at: datetime, *, public: bool) -> tuple[Alarm, ...]:
    today = timezone.localdate(at)
    rows = CountAlarm.objects.filter(
        kind=kind.value,
        division__startswith=prefix_of(area),
        on__gt=today - timedelta(days=ALARM_DAYS + 1),
        on__lt=today,
    )
    rows = rows.filter(count__gte=LEAST_SHOWN) if public else rows
    return tuple(
        Alarm(
            row.id,
            AlarmKind(row.kind),
            row.matter,
            row.division,
            row.grid,
            row.on,
            row.days,
            row.count,
            row.expected_e2,
        )
        for row in rows.order_by("-on", "-count", "id")
    )


def _below(category: str, at: datetime) -> Iterable[str] | None:
    """Return the matters counted under a kind; None for all of them."""
    if not category:
        return None
    return [
        category,
        *(view.code for view in matter_tree(at=at) if category in view.path and view.code != category),
    ]


def _told(count: int, *, public: bool) -> int | None:
    return None if public and 0 < count < LEAST_SHOWN else count


def _expected(row: Forecast, index: int, counted: dict[date, int], today: date, *, public: bool) -> Expected:
    day = row.run.begins_on + timedelta(days=index)
    low_80, high_80, low_95, high_95 = (end[index] for end in row.ends)
    came = _told(counted.get(day, 0), public=public) if day < today else None
    return Expected(day, row.mean_e2[index], row.likely[index], low_80, high_80, low_95, high_95, came)


def _backtest(run: ForecastRun, level: str) -> BackTest | None:
    found = next((each for each in run.levels if each["level"] == level), None)
    if found is None:
        return None
    figures = tuple(
        _figures(int(ahead), each)
        for ahead, each in sorted(found["horizons"].items(), key=lambda x: int(x[0]))
    )
    return BackTest(level, found["series"], found["judged"], figures, run.made_at)


def _figures(ahead: int, each: dict[str, Any]) -> Figures:
    def of_ten_thousand(share: float | None) -> int | None:
        return None if share is None else round(10_000 * share)

    return Figures(
        ahead,
        of_ten_thousand(each["wape"]),
        of_ten_thousand(each["mase"]),
        of_ten_thousand(each["seasonal_naive"]["wape"]),
        of_ten_thousand(each["mean_28"]["wape"]),
        of_ten_thousand(each["coverage_80"]),
        of_ten_thousand(each["coverage_95"]),
    )
