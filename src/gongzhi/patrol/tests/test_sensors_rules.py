"""Readings: what can be read, and when they become an event. No database."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

import gongzhi.patrol
from gongzhi.kernel.refusals import Refusal
from gongzhi.patrol.readings import (
    Direction,
    Limits,
    Outcome,
    Reading,
    State,
    fold,
    is_silent,
    limits_refusal,
    read,
    read_instant,
    read_value,
    value_text,
)
from gongzhi.patrol.rules import COUNTY_GRADE, ON_SPOT
from gongzhi.patrol.sensor_file import SENSORS
from gongzhi.patrol.sensors import sensor_kinds

ROOT = Path(gongzhi.patrol.__file__).parents[3]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ABOVE = Limits(Direction.ABOVE, raise_at=15_000, clear_at=10_000, in_row=2)
BELOW = Limits(Direction.BELOW, raise_at=140, clear_at=180, in_row=2)


def said(*values: float, begin: datetime = NOW) -> list[Reading]:
    return [
        Reading("a", begin + timedelta(minutes=minute), round(value * 1000))
        for minute, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("raw", "thousandths"),
    [
        ("12.3", 12_300),
        (Decimal("12.3"), 12_300),
        (Decimal("1E+2"), 100_000),
        ("-0.125", -125),
        ("+7", 7_000),
        ("0.0005", 0),
        ("0.0015", 2),
        ("999999999999.999", 999_999_999_999_999),
        ("1000000000000", None),
        (Decimal("1E+12"), None),
        (Decimal("NaN"), None),
        (Decimal("Infinity"), None),
        ("1e5", None),
        ("", None),
        ("１２", None),
        ("12,3", None),
        (" 12", None),
        ("twelve", None),
        (None, None),
        (True, None),
        ([12], None),
    ],
)
def test_a_value_is_a_decimal_in_whole_thousandths(raw: Any, thousandths: int | None) -> None:
    assert read_value(raw) == thousandths


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2026-03-02T09:00:00+08:00", NOW),
        ("2026-03-02t01:00:00z", NOW),
        ("2026-03-02T01:00:00.25Z", NOW + timedelta(milliseconds=250)),
        ("2026-03-02T09:00:00", None),
        ("2026-03-02", None),
        ("2026-W10-1T01:00:00Z", None),
        ("20260302T010000Z", None),
        ("2026-02-30T01:00:00Z", None),
        ("2026-03-02T01:00:60Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("now", None),
        (1_772_413_200, None),
        (None, None),
    ],
)
def test_an_instant_is_rfc_3339_with_a_zone(raw: Any, instant: datetime | None) -> None:
    assert read_instant(raw) == instant


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        ("nothing", Outcome.MALFORMED),
        ({}, Outcome.UNKNOWN_SENSOR),
        ({"sensor": 7}, Outcome.UNKNOWN_SENSOR),
        ({"sensor": "a\0b"}, Outcome.UNKNOWN_SENSOR),
        ({"sensor": "a", "value": "1"}, Outcome.NO_INSTANT),
        ({"sensor": "a", "at": "2026-03-02T01:00:00Z"}, Outcome.NO_NUMBER),
        ({"sensor": "a", "at": "2026-03-02T01:05:00Z", "value": "1"}, None),
        ({"sensor": "a", "at": "2026-03-02T01:05:01Z", "value": "1"}, Outcome.FROM_FUTURE),
        ({"sensor": "a", "at": "2026-03-01T01:00:00Z", "value": "1"}, None),
        ({"sensor": "a", "at": "2026-03-01T00:59:59Z", "value": "1"}, Outcome.TOO_OLD),
        ({"sensor": "a", "at": "1970-01-01T00:00:09Z", "value": "1"}, Outcome.TOO_OLD),
    ],
)
def test_what_is_no_reading_says_why(item: Any, outcome: Outcome | None) -> None:
    found = read(item, at=NOW)
    assert found is outcome or (outcome is None and isinstance(found, Reading))


# values -> (how many events are asked for, raised at the end, how often it was over)
@pytest.mark.parametrize(
    ("limits", "values", "raised", "at_the_end", "cleared"),
    [
        (ABOVE, [1, 2, 3], False, False, False),
        (ABOVE, [15], False, False, False),
        (ABOVE, [15, 15], True, True, False),
        (ABOVE, [14.999, 14.999, 14.999], False, False, False),
        (ABOVE, [15, 14, 15, 14, 15], False, False, False),
        (ABOVE, [20, 20, 14, 20, 11, 20, 20], True, True, False),
        (ABOVE, [20, 20, 10], True, False, True),
        (ABOVE, [20, 20, 10.001], True, True, False),
        (ABOVE, [20, 20, 5, 20], True, False, True),
        (ABOVE, [20, 20, 5, 20, 20], True, True, True),
        (BELOW, [0.2, 0.15, 0.13], False, False, False),
        (BELOW, [0.14, 0.13], True, True, False),
        (BELOW, [0.14, 0.13, 0.17], True, True, False),
        (BELOW, [0.14, 0.13, 0.18], True, False, True),
    ],
)
def test_a_limit_is_crossed_in_a_row_and_over_on_the_other_side(
    limits: Limits, values: list[float], raised: bool, at_the_end: bool, cleared: bool
) -> None:
    found = fold(State(), said(*values), limits)
    assert (found.raised is not None, found.state.raised, found.cleared is not None) == (
        raised,
        at_the_end,
        cleared,
    )
    assert (found.crossing is not None) == raised


def test_the_first_reading_that_made_it_an_event_and_the_last_that_says_so_are_known() -> None:
    readings = said(20, 21, 12, 22, 13)
    found = fold(State(), readings, ABOVE)
    assert (found.raised, found.crossing, found.cleared) == (readings[1], readings[3], None)
    assert found.state == State(readings[4].at, 13_000, 0, True, readings[1].at)


def test_what_is_not_newer_changes_nothing() -> None:
    first = fold(State(), said(3, 20), ABOVE)
    again = fold(first.state, said(3, 20), ABOVE)
    assert again.outcomes == (Outcome.NOT_NEWER, Outcome.NOT_NEWER)
    assert again.state == first.state
    assert again.crossing is None
    older = fold(first.state, said(99, 99, begin=NOW - timedelta(hours=1)), ABOVE)
    assert older.state == first.state


def test_readings_of_a_batch_are_taken_in_the_order_of_their_instants() -> None:
    one, two, three = said(20, 20, 5)
    found = fold(State(), [three, one, two, one], ABOVE)
    assert found.outcomes == (Outcome.TAKEN, Outcome.TAKEN, Outcome.TAKEN, Outcome.NOT_NEWER)
    assert (found.raised, found.cleared, found.state.raised) == (two, three, False)


def test_after_the_event_has_ended_the_sensor_begins_anew() -> None:
    raised = fold(State(), said(20, 20), ABOVE).state
    ended = NOW + timedelta(minutes=10)
    # What lies before the end does not count, however high it is.
    before = fold(raised, said(20, 20, begin=NOW + timedelta(minutes=5)), ABOVE, ended_at=ended)
    assert (before.raised, before.crossing, before.state.raised) == (None, None, False)
    after = said(20, 20, begin=NOW + timedelta(minutes=11))
    once = fold(before.state, after[:1], ABOVE, ended_at=ended)
    assert once.crossing is None
    twice = fold(once.state, after[1:], ABOVE, ended_at=ended)
    assert twice.raised == after[1]
    # The end of the event before that one does not take it back.
    assert fold(
        twice.state, said(14, begin=after[1].at + timedelta(minutes=1)), ABOVE, ended_at=ended
    ).state.raised


@given(some.lists(some.integers(10_001, 30_000), min_size=2, max_size=60), some.integers(1, 9))
def test_noise_that_is_never_over_asks_once(values: list[int], cut: int) -> None:
    """However the readings are cut into batches, a sensor that does not fall to clear_at is raised once at most."""
    readings = [Reading("a", NOW + timedelta(seconds=index), value) for index, value in enumerate(values)]
    state, raised = State(), 0
    for begin in range(0, len(readings), cut):
        found = fold(state, readings[begin : begin + cut], ABOVE)
        state, raised = found.state, raised + (found.raised is not None)
    whole = fold(State(), readings, ABOVE)
    assert raised == (whole.raised is not None)
    assert state == whole.state


@pytest.mark.parametrize(
    ("limits", "fits"),
    [
        (ABOVE, True),
        (BELOW, True),
        (Limits(Direction.ABOVE, 10, 10, 1), False),
        (Limits(Direction.ABOVE, 10, 11, 1), False),
        (Limits(Direction.BELOW, 10, 10, 1), False),
        (Limits(Direction.BELOW, 10, 9, 1), False),
    ],
)
def test_it_is_over_on_the_other_side_of_the_limit(limits: Limits, fits: bool) -> None:
    assert limits_refusal(limits) == (None if fits else Refusal("patrol.sensor_limits_crossed"))


@pytest.mark.parametrize(
    ("thousandths", "text"), [(42_000, "42"), (12_500, "12.5"), (-125, "-0.125"), (0, "0"), (1, "0.001")]
)
def test_values_are_written_as_people_write_them(thousandths: int, text: str) -> None:
    assert value_text(thousandths) == text


def test_silence_counts_from_the_newest_reading_or_from_the_registration() -> None:
    hour = timedelta(hours=1)
    assert not is_silent(None, NOW, silent_after=60, at=NOW + hour)
    assert is_silent(None, NOW, silent_after=60, at=NOW + hour + timedelta(seconds=1))
    assert not is_silent(NOW + hour, NOW, silent_after=60, at=NOW + 2 * hour)


def test_every_shipped_kind_is_sound_and_its_numbers_have_a_source() -> None:
    file = Path(gongzhi.patrol.__file__).parent / "data" / "sensor_kinds.yaml"
    lines = yaml.safe_load(file.read_text(encoding="utf-8"))
    for code, kind in sensor_kinds().items():
        assert limits_refusal(kind.limits) is None, code
        assert ON_SPOT < kind.grade <= COUNTY_GRADE, code
        numbers = {name: line for name, line in lines[code].items() if isinstance(line, dict)}
        assert numbers.keys() == {"raise_at", "clear_at", "in_row", "silent_after", "grade"}
        assert all(line["from"] for line in numbers.values()), code
        filled = {"site": "s", "name": "n", "value": "1", "limit": "2"}
        for text in (kind.text, kind.text_en):
            assert all(mark in text % filled for mark in filled.values()), code
        for text in (kind.says, kind.says_en):
            assert "n" in text % filled
        assert all(type(line["is"]) is not float for line in numbers.values()), code


def test_the_matters_of_the_shipped_kinds_are_in_the_shipped_tree() -> None:
    from gongzhi.organization import public

    tree = (Path(public.__file__).parent / "data" / "matters.csv").read_text(encoding="utf-8-sig")
    codes = {line.split(",")[0] for line in tree.splitlines()}
    assert {kind.matter for kind in sensor_kinds().values()} <= codes


def test_the_page_for_integrators_names_every_column_kind_and_outcome() -> None:
    page = (ROOT / "docs" / "how-to" / "connect-sensors.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([^`\n]+)`", page))
    assert {column.name for column in SENSORS.columns} <= told
    assert set(sensor_kinds()) <= told
    assert {outcome.value for outcome in Outcome} <= told
    (header,) = re.findall(r"^code,kind.*$", page, re.MULTILINE)
    assert header.split(",") == [column.name for column in SENSORS.columns]
    (body,) = re.findall(r"-d '(\{.*?\})'$", page, re.MULTILINE | re.DOTALL)
    items = json.loads(body, parse_int=Decimal)["readings"]
    sent = datetime(2026, 7, 14, 22, 31, tzinfo=UTC)
    assert [read(item, at=sent) for item in items] == [
        Reading("wl-0017", sent - timedelta(minutes=1), 16_500),
        Reading("wl-0018", sent - timedelta(minutes=1), 3_000),
    ]
