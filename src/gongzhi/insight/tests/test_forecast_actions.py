"""Counts from facts, forecasts and alarms through the gate, and what screens read of them."""

import time
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from tests.small_county import COUNTY, EAST, START, TOWN, VILLAGE, WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.public import classify
from gongzhi.cases.tests.steps import filed, hours
from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast_facts import BURST_PURPOSE, BURSTS, FORECAST, FORECAST_PURPOSE
from gongzhi.insight.forecast_models import CountAlarm, CountHead, DayCount, Forecast, ForecastRun
from gongzhi.insight.public import (
    Nightly,
    backtest_of,
    bursts_now,
    calendar_of,
    check_counts,
    count_days,
    forecast_for,
    forecasts_under,
    make_forecasts,
    raise_alarms,
    repeats_now,
    work_at_night,
)
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.models import Head
from gongzhi.ledger.public import facts_about, follow, sequence
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

TODAY = START.date()
GRID = f"{WEST}001"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the rung out whose library takes seconds to load; the ladder goes on without it."""
    monkeypatch.setattr(ladder, "library", lambda: None)


def _counts() -> dict[tuple[str, str, str], int]:
    return {(row.matter, row.division, row.grid): row.count for row in DayCount.objects.all() if row.count}


def counted() -> int:
    return follow("insight.counts", lambda facts: count_days(facts=facts, by=SYSTEM, at=START))


def _past(days: int = 260, *, seed: int = 6) -> None:
    """Lay counts of the past down, as if cases had come each day."""
    chance = np.random.default_rng(seed)
    usual = {
        ("city.waste.street", WEST): 6.0,
        ("water.burst", WEST): 2.0,
        ("city.waste.street", VILLAGE): 3.0,
        ("", EAST): 1.0,
    }
    rows = []
    for (matter, division), mean in usual.items():
        for back, count in enumerate(chance.poisson(mean, days), start=1):
            if count:
                day, grid = TODAY - timedelta(days=back), f"{division}001" if back % 2 else ""
                rows.append(DayCount(matter=matter, division=division, grid=grid, day=day, count=int(count)))
    DayCount.objects.bulk_create(rows)


def _in_force(code: str, purpose: str) -> None:
    put_in_force(code, Tier.SEARCH, at=START, purposes=(purpose,), level=1)


def test_cases_are_counted_where_and_when_they_came(county: County) -> None:
    first = filed()
    filed()
    filed(matter="water.burst", at=hours(30))
    sequence()
    assert counted() > 0
    assert _counts() == {("city.waste.street", WEST, GRID): 2, ("water.burst", WEST, GRID): 1}
    assert set(DayCount.objects.values_list("day", flat=True)) == {TODAY, TODAY + timedelta(days=1)}
    assert counted() == 0, "nothing is counted twice"
    classify(case_id=first.loop_id, matter="water.burst", by=county.actor("dispatcher"), at=hours(40))
    sequence()
    counted()
    assert _counts()["city.waste.street", WEST, GRID] == 1
    restated = DayCount.objects.get(matter="water.burst", day=TODAY)
    assert (restated.count, restated.grid) == (1, GRID), (
        "on the day the case came, not the day it was corrected"
    )
    assert not list(check_counts())
    DayCount.objects.filter(matter="water.burst", day=TODAY).update(count=7)
    assert [(each.facts, each.table) for each in check_counts()] == [(1, 7)]


def test_what_is_counted_tells_of_no_person() -> None:
    columns = {field.name for field in DayCount._meta.get_fields()}
    assert columns == {"id", "matter", "division", "grid", "day", "count"}
    for table in (DayCount, Forecast, ForecastRun, CountAlarm):
        names = {field.name for field in table._meta.get_fields()}
        related = {field.related_model for field in table._meta.get_fields() if field.is_relation}
        assert related <= {ForecastRun}
        assert not {name for name in names if "case" in name or "account" in name or "contact" in name}


def test_nothing_is_foretold_while_the_register_does_not_let_it(county: County) -> None:
    _past()
    assert make_forecasts(by=SYSTEM, at=START) == 0
    assert raise_alarms(by=SYSTEM, at=START) == 0
    assert not ForecastRun.objects.exists()
    assert forecast_for("city", COUNTY, START) is None
    assert backtest_of("city", COUNTY, START) is None
    assert bursts_now(COUNTY, START) == repeats_now(COUNTY, START) == ()


def test_forecasts_add_up_along_the_tree_and_say_how_good_they_are(county: County) -> None:
    _past()
    _in_force(FORECAST, FORECAST_PURPOSE)
    made = make_forecasts(by=SYSTEM, at=START)
    assert made == Forecast.objects.count() > 5
    assert make_forecasts(by=SYSTEM, at=START) == 0, "once a day"
    whole = forecast_for("", COUNTY, START)
    assert whole is not None
    assert len(whole.days) == 28
    assert whole.days[0].on == TODAY
    parts = [forecast_for(kind, COUNTY, START) for kind in ("city", "water")]
    other = forecast_for("", EAST, START) or forecast_for("", f"{EAST[:9]}000", START)
    assert other is not None
    told = sum(part.days[3].mean_e2 for part in parts if part)
    assert 0 < whole.days[3].mean_e2 - told < 250, "the rest is what came without a matter"
    town = forecast_for("city", TOWN, START) or forecast_for("city", WEST, START)
    assert town is not None
    assert 400 < town.days[0].mean_e2 < 800
    for day in whole.days:
        assert 0 <= day.low_95 <= day.low_80 <= day.high_80 <= day.high_95
    judged = backtest_of("", COUNTY, START)
    assert judged is not None
    assert [each.ahead for each in judged.figures] == [7, 14, 28]
    assert all(each.wape and each.naive for each in judged.figures)
    assert whole.left_out == ("boosting",)
    assert sum(whole.carried.values()) in range(98, 103)
    [fact] = facts_about([ForecastRun.objects.get().id])
    assert (fact.kind, fact.data["series"]) == ("insight.forecast_made", made)
    assert ("", COUNTY) in forecasts_under(COUNTY, START)
    assert all(division.startswith(WEST) for _, division in forecasts_under(WEST, START))


def test_little_is_not_told_outside_the_offices(county: County) -> None:
    _past()
    _in_force(FORECAST, FORECAST_PURPOSE)
    make_forecasts(by=SYSTEM, at=START)
    key = next(pair for pair in forecasts_under(WEST, START) if pair[0] == "water")
    inside, outside = forecast_for(*key, START), forecast_for(*key, START, public=True)
    assert inside is not None
    assert outside is not None
    assert {1, 2} & {each.count for each in inside.past}
    assert not {1, 2} & {each.count for each in outside.past}
    assert [each.count for each in inside.past if (each.count or 3) >= 3] == [
        each.count for each in outside.past if each.count is not None and (each.count or 3) >= 3
    ]


def test_what_came_stands_beside_what_was_expected(county: County) -> None:
    _past()
    _in_force(FORECAST, FORECAST_PURPOSE)
    make_forecasts(by=SYSTEM, at=START)
    DayCount.objects.create(matter="city", division=WEST, day=TODAY, count=9)
    later = forecast_for("city", COUNTY, START + timedelta(days=2))
    assert later is not None
    assert [day.counted for day in later.days[:3]] == [9, 0, None]


def test_too_much_raises_an_alarm_once(county: County) -> None:
    _past()
    yesterday = TODAY - timedelta(days=1)
    DayCount.objects.update_or_create(
        matter="water.burst", division=WEST, grid=GRID, day=yesterday, defaults={"count": 30}
    )
    _in_force(BURSTS, BURST_PURPOSE)
    raised = raise_alarms(by=SYSTEM, at=START)
    assert raised == CountAlarm.objects.count() > 0
    burst = next(each for each in bursts_now(WEST, START) if each.matter == "water")
    assert (burst.on, burst.count >= 30) == (yesterday, True)
    assert burst.expected_e2 < 1000
    spot = next(each for each in repeats_now(COUNTY, START) if each.matter == "water.burst")
    assert (spot.grid, spot.days) == (GRID, 14)
    facts = facts_about(list(CountAlarm.objects.values_list("id", flat=True)))
    assert {fact.kind for fact in facts} == {"insight.alarm_raised"}
    assert len(facts) == raised
    assert raise_alarms(by=SYSTEM, at=START) == 0
    assert bursts_now(VILLAGE, START) == ()
    assert bursts_now(COUNTY, START + timedelta(days=9)) == ()


def test_the_calendar_says_what_comes_each_year(county: County) -> None:
    for year in (2023, 2024, 2025):
        for week in range(1, 53):
            count = 30 if week == 28 and year != 2024 else 8
            day = date.fromisocalendar(year, week, 3)
            DayCount.objects.create(matter="water.burst", division=WEST, day=day, count=count)
    season = calendar_of("water", COUNTY, START)
    assert [(each.week, each.years) for each in season.weeks] == [(28, (2023, 2025))]
    assert season.years == (2023, 2024, 2025)
    assert calendar_of("city", COUNTY, START).weeks == ()


def test_an_alarm_stands_once_for_a_day(county: County) -> None:
    values = {
        "kind": "BURST",
        "matter": "water",
        "division": WEST,
        "on": TODAY,
        "days": 1,
        "count": 3,
        "expected_e2": 1,
    }
    CountAlarm.objects.create(id=new_id(), **values)
    with pytest.raises(Exception, match="count_alarm_once_a_day"):
        CountAlarm.objects.create(id=new_id(), **values)


def _ended(night: Nightly, at: datetime) -> None:
    while night.running():
        night.turn(at)


def test_the_night_starts_one_process_and_waits_for_it(county: County) -> None:
    night = Nightly(("-c", "import sys; sys.exit(0)"))
    evening = START.replace(hour=1)
    assert night.turn(START) == 0, "the register lets nothing be made"
    _past(60)
    _in_force(FORECAST, FORECAST_PURPOSE)
    made = ForecastRun.objects.create(made_at=START, begins_on=TODAY - timedelta(days=1), levels=[])
    assert night.turn(evening) == 0, "the night is young"
    made.delete()
    assert night.turn(evening) == 1, "but not where nothing ever was"
    _ended(night, evening)
    assert night.turn(START + timedelta(hours=4)) == 0, "it ended well: once a day"
    broken = Nightly(("-c", "import sys; sys.exit(1)"))
    assert broken.turn(START) == 1
    _ended(broken, START)
    assert broken.turn(START + timedelta(minutes=10)) == 0
    assert broken.turn(START + timedelta(hours=2)) == 1
    _ended(broken, START)


def test_a_process_that_hangs_is_ended_and_tried_again(county: County) -> None:
    _past(60)
    _in_force(FORECAST, FORECAST_PURPOSE)
    hanging = Nightly(("-c", "import time; time.sleep(600)"))
    assert hanging.turn(START) == 1
    assert hanging.turn(START + timedelta(minutes=90)) == 0
    assert hanging.running()
    later = START + timedelta(hours=3)
    assert hanging.turn(later) == 0
    while not hanging.turn(later):
        time.sleep(0.01)
    hanging.turn(later + timedelta(hours=3))
    _ended(hanging, later)


def test_nothing_is_made_before_what_came_in_is_counted(county: County) -> None:
    _past(60)
    _in_force(FORECAST, FORECAST_PURPOSE)
    night = Nightly(("-c", ""))
    Head.objects.update_or_create(id=1, defaults={"size": 5000})
    assert night.turn(START) == 0
    CountHead.objects.update_or_create(id=1, defaults={"position": 4900})
    assert night.turn(START) == 1
    _ended(night, START)


def test_all_of_the_night_is_made_once(county: County) -> None:
    _past(100)
    _in_force(FORECAST, FORECAST_PURPOSE)
    first = work_at_night(by=SYSTEM, clock=lambda: START)
    assert first is not None
    assert first.forecasts > 0
    again = work_at_night(by=SYSTEM, clock=lambda: START)
    assert again is not None
    assert (again.moved, again.forecasts, again.alarms) == (0, 0, 0)
