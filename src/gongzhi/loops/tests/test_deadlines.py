from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.rules import deadlines
from gongzhi.loops.rules.calendar import Day, DayStatus, Due, WorkCalendar
from gongzhi.loops.rules.deadlines import Pause, Planned, Remaining
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.tests.clocks import at, shipped_calendar, shipped_profile

CALENDAR = shipped_calendar()
PROFILE = shipped_profile()
FIVE_DAYS = parse_duration("5WD")

instants = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2026, 10, 1),  # noqa: DTZ001
    timezones=st.just(CALENDAR.zone),
)
limits = st.sampled_from(["10min", "2h", "4wh", "1WD", "5WD", "15WD", "7d"]).map(parse_duration)


def plan(
    start: str, duration: str, *pauses: tuple[str, str], extension: Duration | None = None
) -> deadlines.Planned:
    return deadlines.plan(
        start=at(start),
        duration=parse_duration(duration),
        calendar=CALENDAR,
        profile=PROFILE,
        extension=extension,
        pauses=[Pause(at(begin), at(end)) for begin, end in pauses],
    )


@pytest.mark.parametrize(
    ("start", "duration", "amber", "due", "supervise"),
    [
        # 5 WD from Monday 10:00: 41 office hours, 28.7 of them by Friday 10:42
        ("2026-06-01 10:00", "5WD", "2026-06-05 10:42", "2026-06-08 17:30", "2026-06-09 17:30"),
        ("2026-06-01 10:00", "2h", "2026-06-01 11:24", "2026-06-01 12:00", "2026-06-02 17:30"),
        ("2026-09-30 16:30", "4wh", "2026-10-08 10:48", "2026-10-08 12:00", "2026-10-09 17:30"),
    ],
)
def test_the_three_moments(start: str, duration: str, amber: str, due: str, supervise: str) -> None:
    planned = plan(start, duration)
    assert (planned.amber_at, planned.due.at, planned.supervise_at) == (at(amber), at(due), at(supervise))
    assert not planned.due.provisional


def test_supervision_may_be_provisional_before_the_deadline_is() -> None:
    planned = plan("2026-12-30 10:00", "1WD")
    assert (planned.due.provisional, planned.supervise.provisional) == (False, True)


def test_a_pause_moves_all_three() -> None:
    planned = plan("2026-06-01 10:00", "5WD", ("2026-06-02 09:00", "2026-06-03 17:30"))
    assert planned.due.at == at("2026-06-10 17:30")
    assert planned.amber_at == at("2026-06-09 10:42")
    assert planned.supervise_at == at("2026-06-11 17:30")


def test_a_pause_after_amber_leaves_amber_alone() -> None:
    planned = plan("2026-06-01 10:00", "5WD", ("2026-06-08 09:00", "2026-06-08 10:00"))
    assert planned.amber_at == at("2026-06-05 10:42")
    assert planned.due.at == at("2026-06-09 17:30")


def test_many_short_pauses_do_not_add_up_to_many_days() -> None:
    short = [(f"2026-06-02 {hour:02}:00", f"2026-06-02 {hour:02}:01") for hour in (9, 10, 11, 14, 15, 16)]
    assert plan("2026-06-01 10:00", "5WD", *short).due.at == at("2026-06-09 17:30")


@pytest.mark.parametrize(
    "pause",
    [
        ("2026-05-29 09:00", "2026-06-01 10:00"),
        ("2026-06-09 09:00", "2026-06-12 17:30"),
        ("2026-06-06 00:00", "2026-06-07 23:00"),
    ],
)
def test_pauses_before_after_and_at_the_weekend_count_for_nothing(pause: tuple[str, str]) -> None:
    assert plan("2026-06-01 10:00", "5WD", pause) == plan("2026-06-01 10:00", "5WD")


def test_a_pause_that_began_before_the_start_counts_from_the_start() -> None:
    whole = plan("2026-06-01 10:00", "4wh", ("2026-05-28 09:00", "2026-06-01 11:00"))
    assert whole.due.at == plan("2026-06-01 11:00", "4wh").due.at


def test_pauses_that_overlap_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="overlap"):
        plan(
            "2026-06-01 10:00",
            "5WD",
            ("2026-06-02 09:00", "2026-06-03 10:00"),
            ("2026-06-03 09:00", "2026-06-03 11:00"),
        )
    with pytest.raises(ValueError, match="before it starts"):
        Pause(at("2026-06-02 09:00"), at("2026-06-02 08:00"))


def resume(duration: str, pause: tuple[str, str], *earlier: tuple[str, str]) -> Planned:
    return deadlines.resume(
        start=at("2026-06-01 10:00"),
        duration=parse_duration(duration),
        calendar=CALENDAR,
        profile=PROFILE,
        pause_start=at(pause[0]),
        pause_end=at(pause[1]),
        earlier=[Pause(at(begin), at(end)) for begin, end in earlier],
    )


def test_resuming_is_planning_with_one_more_pause() -> None:
    first, second = ("2026-06-02 09:00", "2026-06-02 17:30"), ("2026-06-04 09:00", "2026-06-04 17:30")
    assert resume("5WD", second, first) == plan("2026-06-01 10:00", "5WD", first, second)


def test_a_pause_counts_up_to_the_cap_only() -> None:
    assert resume("1WD", ("2026-06-02 09:00", "2026-09-01 09:00")).due.at == at("2026-06-03 17:30")
    used_up = resume(
        "1WD", ("2026-06-03 09:00", "2026-09-01 09:00"), ("2026-06-02 09:00", "2026-06-02 17:30")
    )
    assert used_up.due.at == at("2026-06-03 17:30")


def test_what_is_left_of_the_cap() -> None:
    earlier = [Pause(at("2026-06-02 09:00"), at("2026-06-03 17:30"))]
    assert deadlines.pause_cap(FIVE_DAYS, CALENDAR) == timedelta(hours=35)
    assert deadlines.pause_left(limit=FIVE_DAYS, earlier=earlier, calendar=CALENDAR) == timedelta(hours=21)
    ends = deadlines.pause_ends(
        at=at("2026-06-04 09:00"), limit=FIVE_DAYS, earlier=earlier, calendar=CALENDAR
    )
    assert ends == Due(at("2026-06-08 17:30"), provisional=False)
    assert deadlines.pause_cap(parse_duration("2h"), CALENDAR) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("now", "reason", "earlier", "code"),
    [
        ("2026-06-02 10:00", "waiting_resident", [], None),
        ("2026-06-02 10:00", "waiting_colleagues", [], "loops.pause_reason"),
        ("2026-06-08 17:30", "waiting_resident", [], "loops.pause_after_due"),
        ("2026-06-02 10:00", "force_majeure", [("2026-04-01 09:00", "2026-05-01 09:00")], "loops.pause_cap"),
    ],
)
def test_when_the_clock_may_pause(
    now: str, reason: str, earlier: list[tuple[str, str]], code: str | None
) -> None:
    refusal = deadlines.may_pause(
        at=at(now),
        reason=reason,
        due=Due(at("2026-06-08 17:30"), False),
        limit=FIVE_DAYS,
        earlier=[Pause(at(begin), at(end)) for begin, end in earlier],
        calendar=CALENDAR,
        profile=PROFILE,
    )
    assert (refusal.code if refusal else None) == code


def extend(
    now: str, by: str, limit: str = "5WD", limit_class: str = "general", already: int = 0
) -> Planned | Refusal:
    return deadlines.extend(
        at=at(now),
        by=parse_duration(by),
        already=already,
        start=at("2026-06-01 10:00"),
        duration=parse_duration(limit),
        limit_class=limit_class,
        calendar=CALENDAR,
        profile=PROFILE,
    )


def test_an_extension_in_time() -> None:
    extended = extend("2026-06-05 17:30", "5WD")
    assert isinstance(extended, Planned)
    assert extended.due.at == at("2026-06-15 17:30")
    assert extended == plan("2026-06-01 10:00", "5WD", extension=FIVE_DAYS)


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (extend("2026-06-05 17:31", "5WD"), "loops.extension_too_late"),
        (extend("2026-06-02 10:00", "6WD"), "loops.extension_too_long"),
        (extend("2026-06-02 10:00", "5d"), "loops.extension_unit"),
        (extend("2026-06-02 10:00", "5WD", already=1), "loops.extension_used"),
        (extend("2026-06-02 15:31", "1WD", "1WD", "consult"), "loops.extension_too_late"),
        # default profile: asked a working day before, which a limit of two hours never leaves
        (extend("2026-06-01 10:00", "1h", "2h", "life_safety"), "loops.extension_too_late"),
    ],
)
def test_an_extension_is_refused(refused: Planned | Refusal, code: str) -> None:
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_consultation_may_ask_until_two_working_hours_before() -> None:
    assert isinstance(extend("2026-06-02 15:30", "1WD", "1WD", "consult"), Planned)


@pytest.mark.parametrize(("limit", "after"), [("15WD", "8WD"), ("5WD", "3WD"), ("1WD", "1WD"), ("2h", "1h")])
def test_the_limit_after_reopening(limit: str, after: str) -> None:
    assert deadlines.reopened_limit(parse_duration(limit)) == parse_duration(after)
    assert deadlines.reopened_limit(parse_duration(limit), PROFILE.reopen.at_least) == parse_duration(after)


@pytest.mark.parametrize(
    ("now", "due", "unit", "expected"),
    [
        ("2026-06-02 10:00", "2026-06-05 17:30", Unit.WORKING_DAY, (3, Unit.WORKING_DAY, False)),
        ("2026-09-30 17:30", "2026-10-08 17:30", Unit.WORKING_DAY, (1, Unit.WORKING_DAY, False)),
        ("2026-06-05 10:00", "2026-06-05 17:30", Unit.WORKING_HOUR, (6, Unit.WORKING_HOUR, False)),
        ("2026-06-05 17:05", "2026-06-05 17:30", Unit.WORKING_DAY, (25, Unit.MINUTE, False)),
        ("2026-06-05 17:30", "2026-06-05 17:30", Unit.WORKING_DAY, (0, Unit.MINUTE, False)),
        ("2026-06-06 12:00", "2026-06-05 17:30", Unit.WORKING_DAY, (0, Unit.MINUTE, True)),
        ("2026-06-09 18:00", "2026-06-05 17:30", Unit.WORKING_DAY, (2, Unit.WORKING_DAY, True)),
        ("2026-06-05 10:00", "2026-06-05 12:30", Unit.HOUR, (2, Unit.HOUR, False)),
        ("2026-06-01 10:00", "2026-06-08 17:30", Unit.DAY, (7, Unit.DAY, False)),
        ("2026-06-05 10:20", "2026-06-05 10:00", Unit.MINUTE, (20, Unit.MINUTE, True)),
    ],
)
def test_remaining(now: str, due: str, unit: Unit, expected: tuple[int, Unit, bool]) -> None:
    assert deadlines.remaining(at(now), Due(at(due), False), CALENDAR, unit) == Remaining(*expected)


def test_a_loaded_notice_moves_a_provisional_deadline_and_keeps_the_old_one() -> None:
    notice = {
        date(2027, 1, day): Day(date(2027, 1, day), working, DayStatus.OFFICIAL, "notice")
        for day, working in ((1, False), (2, False), (3, True), (4, True), (5, True), (6, True))
    }
    loaded = WorkCalendar({**CALENDAR.days, **notice}, CALENDAR.office_hours, CALENDAR.zone)
    both = deadlines.recompute(
        start=at("2026-12-31 10:00"),
        duration=parse_duration("1WD"),
        old_calendar=CALENDAR,
        new_calendar=loaded,
        profile=PROFILE,
    )
    assert both.moved
    assert both.old.due == Due(at("2027-01-04 17:30"), provisional=True)
    assert both.new.due == Due(at("2027-01-03 17:30"), provisional=False)


@given(instants, limits, st.lists(st.integers(0, 20_000), max_size=6))
def test_amber_red_and_supervision_stay_in_order(start: datetime, limit: Duration, cuts: list[int]) -> None:
    points = [start + timedelta(minutes=minutes) for minutes in sorted(cuts)]
    pauses = [Pause(a, b) for a, b in zip(points[::2], points[1::2], strict=False)]
    planned = deadlines.plan(start=start, duration=limit, calendar=CALENDAR, profile=PROFILE, pauses=pauses)
    free = deadlines.plan(start=start, duration=limit, calendar=CALENDAR, profile=PROFILE)
    assert start <= planned.amber_at <= planned.due.at < planned.supervise_at
    assert planned.due.at >= free.due.at
    assert planned.amber_at >= free.amber_at


@given(instants, limits)
def test_a_slow_warning_is_no_later_than_red(start: datetime, limit: Duration) -> None:
    late = replace(PROFILE, warn=replace(PROFILE.warn, amber=99))
    planned = deadlines.plan(start=start, duration=limit, calendar=CALENDAR, profile=late)
    assert planned.amber_at <= planned.due.at
