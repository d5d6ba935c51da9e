from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.loops.rules.calendar import Due, WorkCalendar
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.tests.clocks import at, shipped_calendar

CALENDAR = shipped_calendar()

instants = st.datetimes(
    datetime(2025, 11, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2027, 3, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ZoneInfo("Asia/Shanghai")]),
)
units = st.sampled_from(Unit)
amounts = st.integers(1, 60)
spans = st.tuples(instants, instants).map(sorted)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-30", 15, "2026-05-25"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-25", 10, "2026-10-15"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 5, "2026-10-13"),
    ],
)
@pytest.mark.parametrize("hour", ["00:00", "10:00", "23:59"])
def test_working_days(start: str, amount: int, due: str, hour: str) -> None:
    """Vectors of the handbook: at whatever hour the start day begins, it does not count."""
    result = CALENDAR.add(at(f"{start} {hour}"), Duration(amount, Unit.WORKING_DAY))
    assert result == Due(at(f"{due} 17:30"), provisional=False)


def test_a_working_day_of_next_year_is_provisional() -> None:
    assert CALENDAR.add(at("2026-12-31 10:00"), parse_duration("1WD")) == Due(at("2027-01-04 17:30"), True)
    assert CALENDAR.add(at("2026-12-30 10:00"), parse_duration("1WD")) == Due(at("2026-12-31 17:30"), False)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-09-30 16:30", "4wh", "2026-10-08 12:00"),
        ("2026-02-13 11:00", "2wh", "2026-02-13 14:30"),
        ("2026-05-08 17:00", "2wh", "2026-05-09 10:30"),
        # before the office opens, in the break, after the close, on a day off
        ("2026-06-01 06:00", "1wh", "2026-06-01 10:00"),
        ("2026-06-01 12:30", "1wh", "2026-06-01 14:30"),
        ("2026-06-01 17:30", "1wh", "2026-06-02 10:00"),
        ("2026-06-06 11:00", "3wh", "2026-06-08 12:00"),
    ],
)
def test_working_hours(start: str, duration: str, due: str) -> None:
    assert CALENDAR.add(at(start), parse_duration(duration)) == Due(at(due), provisional=False)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-09-30 23:50", "15min", "2026-10-01 00:05"),
        ("2026-10-01 03:00", "2h", "2026-10-01 05:00"),
        # natural days: to the close of office, moved off holidays (Civil Code art. 203)
        ("2026-06-01 08:00", "7d", "2026-06-08 17:30"),
        ("2026-06-01 23:00", "5d", "2026-06-08 17:30"),
        ("2026-09-25 10:00", "7d", "2026-10-08 17:30"),
        ("2026-05-02 10:00", "7d", "2026-05-09 17:30"),
    ],
)
def test_the_clock_and_natural_days(start: str, duration: str, due: str) -> None:
    assert CALENDAR.add(at(start), parse_duration(duration)) == Due(at(due), provisional=False)


@pytest.mark.parametrize(
    ("duration", "provisional"), [("2h", False), ("30min", False), ("1wh", True), ("1WD", True), ("2d", True)]
)
def test_only_what_a_notice_can_move_is_provisional(duration: str, provisional: bool) -> None:
    assert CALENDAR.add(at("2026-12-31 23:00"), parse_duration(duration)).provisional is provisional


def test_unknown_days_are_monday_to_friday_and_provisional() -> None:
    bare = WorkCalendar({}, CALENDAR.office_hours, CALENDAR.zone)
    assert bare.add(at("2026-09-25 10:00"), parse_duration("10WD")) == Due(at("2026-10-09 17:30"), True)


@pytest.mark.parametrize(
    "hours",
    [(), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(17))), ((time(9), time(12)),) * 2],
)
def test_office_hours_must_make_sense(hours: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="office hours"):
        WorkCalendar({}, hours, CALENDAR.zone)


@pytest.mark.parametrize(
    ("due", "duration", "pause", "moved"),
    [
        # WD: seven office hours are one working day, begun days are rounded up
        ("2026-06-05 17:30", "5WD", ("2026-06-01 09:00", "2026-06-01 17:30"), "2026-06-08 17:30"),
        ("2026-06-05 17:30", "5WD", ("2026-06-01 10:00", "2026-06-03 15:00"), "2026-06-10 17:30"),
        ("2026-06-05 17:30", "5WD", ("2026-06-01 17:00", "2026-06-02 09:30"), "2026-06-08 17:30"),
        # a weekend takes no office time
        ("2026-06-12 17:30", "5WD", ("2026-06-05 17:30", "2026-06-08 09:00"), "2026-06-12 17:30"),
        ("2026-06-05 12:00", "4wh", ("2026-06-05 09:10", "2026-06-05 10:00"), "2026-06-05 14:20"),
        ("2026-06-05 12:00", "2h", ("2026-06-05 11:00", "2026-06-05 11:25"), "2026-06-05 12:25"),
        ("2026-06-05 17:30", "7d", ("2026-06-01 10:00", "2026-06-01 11:00"), "2026-06-08 17:30"),
    ],
)
def test_shift(due: str, duration: str, pause: tuple[str, str], moved: str) -> None:
    result = CALENDAR.shift(Due(at(due), False), parse_duration(duration), at(pause[0]), at(pause[1]))
    assert result == Due(at(moved), provisional=False)


def test_a_pause_in_a_provisional_year_makes_the_deadline_provisional() -> None:
    due = Due(at("2026-12-31 17:30"), False)
    assert CALENDAR.shift(
        due, parse_duration("3WD"), at("2026-12-31 17:00"), at("2027-01-01 08:00")
    ).provisional


@pytest.mark.parametrize(
    ("start", "due", "unit", "expected"),
    [
        ("2026-06-01 09:00", "2026-06-02 17:30", Unit.WORKING_DAY, "2026-06-02 11:48"),
        ("2026-06-01 09:00", "2026-06-01 19:00", Unit.HOUR, "2026-06-01 16:00"),
        ("2026-06-05 16:30", "2026-06-08 12:00", Unit.WORKING_HOUR, "2026-06-08 10:48"),
    ],
)
def test_seventy_percent(start: str, due: str, unit: Unit, expected: str) -> None:
    assert CALENDAR.part(at(start), at(due), 70, unit) == at(expected)


def test_nothing_to_share_is_over_at_once() -> None:
    assert CALENDAR.part(at("2026-06-05 17:30"), at("2026-06-05 17:30"), 70, Unit.WORKING_HOUR) == at(
        "2026-06-05 17:30"
    )


@pytest.mark.parametrize(
    ("end", "duration", "expected"),
    [
        ("2026-10-08 17:30", "1WD", "2026-09-30 17:30"),
        ("2026-10-08 10:00", "2wh", "2026-09-30 16:30"),
        ("2026-06-01 13:30", "3wh", "2026-06-01 09:00"),
        ("2026-06-01 10:00", "30min", "2026-06-01 09:30"),
        ("2026-06-08 17:30", "7d", "2026-06-01 17:30"),
    ],
)
def test_before(end: str, duration: str, expected: str) -> None:
    assert CALENDAR.before(at(end), parse_duration(duration)) == at(expected)


def test_working_minutes() -> None:
    assert CALENDAR.working_minutes(at("2026-09-30 16:30"), at("2026-10-08 12:00")) == 240
    assert CALENDAR.working_minutes(at("2026-06-06 00:00"), at("2026-06-07 23:59")) == 0
    assert CALENDAR.working_minutes(at("2026-01-01 00:00"), at("2027-01-01 00:00")) == 248 * 7 * 60


def test_an_instant_needs_a_zone_and_a_span_a_direction() -> None:
    naive = datetime(2026, 6, 1, 10)  # noqa: DTZ001
    for duration in ("1WD", "1wh", "1h", "1d"):
        with pytest.raises(ValueError, match="time zone"):
            CALENDAR.add(naive, parse_duration(duration))
    for unit in Unit:
        with pytest.raises(ValueError, match="ends before"):
            CALENDAR.spent(unit, at("2026-06-02 10:00"), at("2026-06-01 10:00"))


@given(spans, amounts, units)
def test_a_later_start_is_never_due_earlier(span: list[datetime], amount: int, unit: Unit) -> None:
    duration = Duration(amount, unit)
    assert CALENDAR.add(span[0], duration).at <= CALENDAR.add(span[1], duration).at


@given(instants, amounts, amounts, st.sampled_from([u for u in Unit if u is not Unit.DAY]))
def test_two_steps_are_one(start: datetime, n: int, m: int, unit: Unit) -> None:
    steps = CALENDAR.add(CALENDAR.add(start, Duration(n, unit)).at, Duration(m, unit)).at
    assert steps == CALENDAR.add(start, Duration(n + m, unit)).at


@given(instants, amounts, units, instants)
def test_an_empty_pause_moves_nothing(start: datetime, amount: int, unit: Unit, pause: datetime) -> None:
    duration = Duration(amount, unit)
    due = CALENDAR.add(start, duration)
    assert CALENDAR.shift(due, duration, pause, pause) == due


@given(instants, amounts, units, spans)
def test_a_pause_never_brings_a_deadline_forward(
    start: datetime, amount: int, unit: Unit, pause: list[datetime]
) -> None:
    duration = Duration(amount, unit)
    due = CALENDAR.add(start, duration)
    assert CALENDAR.shift(due, duration, pause[0], pause[1]).at >= due.at


@given(st.tuples(instants, instants, instants).map(sorted))
def test_working_time_adds_up(points: list[datetime]) -> None:
    a, b, c = points
    assert CALENDAR.working_time(a, b) + CALENDAR.working_time(b, c) == CALENDAR.working_time(a, c)
    assert CALENDAR.working_minutes(a, b) + CALENDAR.working_minutes(b, c) == CALENDAR.working_minutes(a, c)


@given(instants, amounts)
def test_working_hours_hold_what_they_say(start: datetime, amount: int) -> None:
    due = CALENDAR.add(start, Duration(amount, Unit.WORKING_HOUR))
    assert CALENDAR.working_time(start, due.at) == timedelta(hours=amount)
    assert CALENDAR.working_time(CALENDAR.before(due.at, Duration(amount, Unit.WORKING_HOUR)), due.at) == (
        timedelta(hours=amount)
    )


@given(instants, amounts)
def test_working_days_are_counted_one_by_one(start: datetime, amount: int) -> None:
    due = CALENDAR.add(start, Duration(amount, Unit.WORKING_DAY)).at
    first = start.astimezone(CALENDAR.zone).date()
    between = [first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1)]
    assert sum(map(CALENDAR.is_working, between)) == amount
    assert CALENDAR.is_working(due.date())


@given(instants, amounts, units, st.integers(1, 99))
def test_a_part_lies_inside(start: datetime, amount: int, unit: Unit, percent: int) -> None:
    due = CALENDAR.add(start, Duration(amount, unit)).at
    assert start <= CALENDAR.part(start, due, percent, unit) <= due


def test_a_date_outside_the_data_is_no_error() -> None:
    assert CALENDAR.is_working(date(1999, 6, 1))
    assert CALENDAR.is_provisional(date(1999, 6, 1), date(1999, 6, 1))
