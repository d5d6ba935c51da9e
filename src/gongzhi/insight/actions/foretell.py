"""Foretell the next 28 days by the gate, and look for what was too much; both once a day, from the counts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import invoke
from gongzhi.insight.bursts.watch import REPEAT_DAYS, REPEAT_PAST
from gongzhi.insight.count_queries import counted_since, levels_at, spots_between
from gongzhi.insight.forecast_facts import (
    BURST_PURPOSE,
    BURSTS,
    FORECAST,
    FORECAST_PURPOSE,
    AlarmKind,
    AlarmRaised,
    ForecastMade,
)
from gongzhi.insight.forecast_models import CountAlarm, Forecast, ForecastRun
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

KEPT_DAYS = 92  # after which the days of a forecast are let go; how good it was stays with its run
QUIET_DAYS = 7  # an alarm is not raised again for the same series within a week


def make_forecasts(*, by: Actor, at: datetime) -> int:
    """Make the forecasts that begin today and keep them; returns how many. Again on the same day makes none.

    Nothing is made where the register does not let it, or where too little was counted; what was made before stays.
    """
    today = timezone.localdate(at)
    with transaction.atomic(durable=True):
        if ForecastRun.objects.filter(begins_on=today).exists():
            return 0
        answer = invoke(
            code=FORECAST,
            given=levels_at(at, today),
            purpose=FORECAST_PURPOSE,
            tier=Tier.SEARCH,
            about=None,
            kind="forecast",
            groups={},
            by=by,
            at=at,
        )
        if answer.result is None or answer.use is None:
            return 0
        made = answer.result.more
        left_out = tuple(made["left_out"])
        run = ForecastRun.objects.create(
            made_at=at, begins_on=today, levels=_figures(made["levels"]), left_out=",".join(left_out)
        )
        rows = _rows(run, made["levels"])
        Forecast.objects.bulk_create(rows, batch_size=500)
        judged = max((level["judged"] for level in made["levels"]), default=0)
        fact = ForecastMade(
            begins_on=today.isoformat(), series=len(rows), judged=judged, left_out=left_out, use=answer.use
        )
        record(fact, subject=run.id, by=by.name(), at=at)
        over = today - timedelta(days=KEPT_DAYS)
        Forecast.objects.filter(run__in=ForecastRun.objects.filter(begins_on__lt=over)).delete()
        return len(rows)


def _figures(levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "level": level["level"],
            "judged": level["judged"],
            "series": len(level["series"]),
            "horizons": level["horizons"],
        }
        for level in levels
    ]


def _rows(run: ForecastRun, levels: list[dict[str, Any]]) -> list[Forecast]:
    """A division that is a town as well as the place of a case is told as the town."""
    found: dict[tuple[str, ...], Forecast] = {}
    for level in levels:
        for each in level["series"]:
            key = tuple(each["key"])
            if key not in found:
                found[key] = Forecast(
                    run=run,
                    level=level["level"],
                    matter=key[0],
                    division=key[1],
                    mean_e2=each["mean_e2"],
                    likely=each["likely"],
                    ends=each["ends"],
                    carried=level["carried"],
                )
    return list(found.values())


def raise_alarms(*, by: Actor, at: datetime) -> int:
    """Look at the counts up to yesterday and keep what was too much; returns how many alarms. Again adds none."""
    today = timezone.localdate(at)
    yesterday = today - timedelta(days=1)
    begin = today - timedelta(days=REPEAT_DAYS)
    with transaction.atomic(durable=True):
        given = {
            "levels": levels_at(at, today),
            "lately": spots_between(begin, today),
            "before": spots_between(begin - timedelta(days=REPEAT_PAST), begin),
            "past": min(REPEAT_PAST, (begin - (counted_since() or begin)).days),
        }
        answer = invoke(
            code=BURSTS,
            given=given,
            purpose=BURST_PURPOSE,
            tier=Tier.SEARCH,
            about=None,
            kind="bursts",
            groups={},
            by=by,
            at=at,
        )
        if answer.result is None or answer.use is None:
            return 0
        known = _raised_since(yesterday - timedelta(days=QUIET_DAYS))
        rows = [row for row in _alarms(answer.result.more, yesterday) if _key(row) not in known]
        for row in rows:
            row.save(force_insert=True)
            fact = AlarmRaised(
                alarm=AlarmKind(row.kind),
                matter=row.matter,
                division=row.division,
                grid=row.grid,
                on=row.on.isoformat(),
                days=row.days,
                count=row.count,
                expected_e2=row.expected_e2,
                use=answer.use,
            )
            record(fact, subject=row.id, by=by.name(), at=at)
        return len(rows)


def _alarms(more: Mapping[str, Any], on: date) -> list[CountAlarm]:
    found: dict[tuple[str, ...], CountAlarm] = {}
    for each in more["bursts"]:
        matter, division = each["key"]
        row = _alarm(AlarmKind.BURST, (matter, division, ""), each, each["days"], on)
        found.setdefault(_key(row), row)
    for each in more["repeats"]:
        row = _alarm(AlarmKind.REPEAT, tuple(each["key"]), each, REPEAT_DAYS, on)
        found.setdefault(_key(row), row)
    return list(found.values())


def _alarm(kind: AlarmKind, key: tuple[str, ...], each: Mapping[str, Any], days: int, on: date) -> CountAlarm:
    return CountAlarm(
        id=new_id(),
        kind=kind.value,
        matter=key[0],
        division=key[1],
        grid=key[2],
        on=on,
        days=days,
        count=each["count"],
        expected_e2=each["expected_e2"],
    )


def _key(row: CountAlarm) -> tuple[str, ...]:
    return row.kind, row.division, row.matter, row.grid


def _raised_since(day: date) -> set[tuple[str, ...]]:
    return set(CountAlarm.objects.filter(on__gt=day).values_list("kind", "division", "matter", "grid"))
