"""What events of calls mean in any order, what is counted, how the figures are made, and what a body must be."""

import json
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.channels.hotline.facts import CallEvent, Counts, Level, Times, Told
from gongzhi.channels.hotline.levels import level, levels
from gongzhi.channels.hotline.reading import MOST_BYTES, Unreadable, read_event
from gongzhi.channels.hotline.rules import (
    LONGEST_CALL,
    answered_within,
    counts_of,
    difference,
    interval,
    is_over,
    level_on,
    lowest_day,
    tail_of,
    wait_of,
    with_event,
)

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def told(event: CallEvent, seconds: float, **more: str) -> Told:
    return Told(call="c1", event=event, at=T0 + timedelta(seconds=seconds), **more)


STORY = [
    told(CallEvent.RINGING, 0, queue="12345", caller="13800000001"),
    told(CallEvent.ANSWERED, 9),
    told(CallEvent.TRANSFERRED, 60),
    told(CallEvent.ENDED, 200),
]


def folded(events: list[Told]) -> Times:
    times = Times()
    for each in events:
        times = with_event(times, each)
    return times


def test_the_order_of_events_makes_no_difference_nor_do_doubles() -> None:
    right = folded(STORY)
    assert right.began_at == T0
    for order in permutations(STORY):
        assert folded([*order, order[0], order[-1]]) == right


@given(st.lists(st.tuples(st.sampled_from(list(CallEvent)), st.integers(0, 300)), max_size=12), st.randoms())
def test_whatever_is_told_says_the_same_in_any_order(
    events: list[tuple[CallEvent, int]], draw: object
) -> None:
    said = [told(event, seconds) for event, seconds in events]
    shuffled = list(said)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert folded(said) == folded(shuffled) == folded([*shuffled, *said])
    counts = counts_of(folded(said), answer_seconds=15)
    assert all(0 <= number <= 1 for number in astuple(counts))
    assert counts.quick <= counts.timed <= counts.answered
    assert counts.answered + counts.abandoned <= counts.offered


@pytest.mark.parametrize(
    ("rang", "quick"),
    [(0, 1), (14.9, 1), (15, 1), (15.1, 0), (60, 0)],
)
def test_within_fifteen_seconds_counts_the_fifteenth(rang: float, quick: int) -> None:
    times = folded([told(CallEvent.RINGING, 0), told(CallEvent.ANSWERED, rang)])
    assert counts_of(times, answer_seconds=15) == Counts(offered=1, answered=1, timed=1, quick=quick)


def test_how_long_it_rang_counts_begun_seconds_and_nothing_that_is_not_known() -> None:
    def rang(seconds: float) -> int | None:
        return wait_of(folded([told(CallEvent.RINGING, 0), told(CallEvent.ANSWERED, seconds)]))

    assert [rang(0), rang(14.2), rang(15), rang(15.1), rang(-3), rang(90_000)] == [0, 15, 15, 16, 0, 3600]
    assert wait_of(folded([told(CallEvent.ANSWERED, 3)])) is None
    assert wait_of(folded([told(CallEvent.RINGING, 0), told(CallEvent.ABANDONED, 9)])) is None


def test_within_how_many_seconds_a_part_of_the_calls_was_answered() -> None:
    waits = {3: 5, 9: 4, 40: 1}
    assert [answered_within(waits, part) for part in (50, 51, 90, 95, 100)] == [3, 9, 9, 40, 40]
    assert answered_within({}, 50) is None
    assert answered_within({5: 0, 7: 1}, 50) == 7, "a call that turned out to be another leaves nothing"


def test_what_is_counted_of_a_call() -> None:
    assert counts_of(Times(), answer_seconds=15) == Counts()
    given_up = folded([told(CallEvent.RINGING, 0), told(CallEvent.ABANDONED, 30)])
    assert counts_of(given_up, answer_seconds=15) == Counts(offered=1, abandoned=1)
    both = folded([told(CallEvent.ABANDONED, 30), told(CallEvent.ANSWERED, 31)])
    counted = counts_of(both, answer_seconds=15)
    assert (counted.answered, counted.abandoned, counted.timed) == (1, 0, 0), "how long it rang is not known"
    assert difference(counted, counts_of(given_up, answer_seconds=15)) == Counts(answered=1, abandoned=-1)


def test_when_a_call_is_over() -> None:
    rings = folded(STORY[:1])
    assert not is_over(rings, at=T0 + timedelta(minutes=1))
    assert is_over(rings, at=T0 + LONGEST_CALL + timedelta(seconds=1)), "an end that was never told"
    assert is_over(folded(STORY), at=T0)
    assert not is_over(folded([told(CallEvent.ABANDONED, 1), told(CallEvent.ANSWERED, 2)]), at=T0)


def test_the_interval_of_a_share() -> None:
    assert interval(0, 0) is None
    low, high = interval(95, 100)  # type: ignore[misc]
    assert (round(low, 4), round(high, 4)) == (0.8882, 0.9785)  # Wilson, as in tables
    assert interval(0, 10)[0] == pytest.approx(0)  # type: ignore[index]
    assert interval(10, 10)[1] == pytest.approx(1)  # type: ignore[index]


def test_the_lowest_of_any_twenty_four_hours() -> None:
    hours = {T0 + timedelta(hours=n): (10, 10) for n in range(72)}
    hours[T0 + timedelta(hours=30)] = (0, 10)
    found = lowest_day(hours, at_least=20)
    assert found
    begin, answered, offered = found
    assert begin <= T0 + timedelta(hours=30) < begin + timedelta(hours=24)
    assert (answered, offered) == (230, 240)
    assert lowest_day({T0: (0, 3)}, at_least=20) is None
    assert lowest_day({}, at_least=1) is None


def test_the_level_is_that_of_the_day() -> None:
    old = Level(date(2017, 7, 1), 15, None, 95, "", "")
    new = Level(date(2026, 1, 1), 10, 90, 98, "", "")
    assert level_on([new, old], date(2025, 12, 31)) is old
    assert level_on([new, old], date(2026, 1, 1)) is new
    assert level_on([new, old], date(2010, 1, 1)) is None


def test_the_shipped_level_is_that_of_the_standard(settings: object) -> None:
    levels.cache_clear()
    shipped = level(date(2026, 3, 2))
    assert (shipped.answer_seconds, shipped.connected_percent, shipped.answer_percent) == (15, 95, None)
    assert "GB/T 33358-2016" in shipped.source
    assert level(date(2000, 1, 1)) == shipped


def test_a_place_may_promise_more(tmp_path: Path, settings: object) -> None:
    file = tmp_path / "levels.yaml"
    file.write_text(
        "- {valid_from: 2026-01-01, answer_seconds: 10, answer_percent: 90, connected_percent: 98, source: 本县,"
        " source_en: ours}\n"
    )
    settings.GONGZHI_HOTLINE_LEVELS_FILE = str(file)  # type: ignore[attr-defined]
    levels.cache_clear()
    assert level(date(2026, 3, 2)).answer_seconds == 10
    levels.cache_clear()


@pytest.mark.parametrize(
    ("number", "tail"), [("13800000001", "0001"), ("+86 138-0000-0001", "0001"), ("12345", ""), ("", "")]
)
def test_no_more_than_the_tail_of_a_number_is_shown(number: str, tail: str) -> None:
    assert tail_of(number) == tail


EVENT = {
    "call": "c1",
    "event": "ringing",
    "at": "2026-03-02T09:00:00+08:00",
    "caller": "138 0000 0001",
    "agent": "801",
}


def body(**change: object) -> bytes:
    return json.dumps({name: value for name, value in (EVENT | change).items() if value is not None}).encode()


def test_an_event_is_read() -> None:
    event = read_event(body(id="e-1", queue="12345"))
    assert event == Told("c1", CallEvent.RINGING, T0, queue="12345", agent="801", caller="13800000001")
    assert "138" not in repr(event)
    assert read_event(body(caller=None, agent=None)).caller == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (b"", "body"),
        (b"[]", "body"),
        (b"\xff\xfe", "body"),
        (b"[" * 4000, "body"),
        (b" " * (MOST_BYTES + 1), "body"),
        (body(call=None), "call"),
        (body(call=""), "call"),
        (body(call="x" * 81), "call"),
        (body(call="a\x00b"), "call"),
        (body(event="dialled"), "event"),
        (body(at="2026-03-02T09:00:00"), "at"),
        (body(at="yesterday"), "at"),
        (body(at="9999-12-31T23:59:59Z"), "at"),
        (body(at="0001-01-01T00:00:00+14:00"), "at"),
        (body(caller="not a number 13800000001"), "caller"),
        (body(caller=13800000001), "caller"),
        (body(agent="a\nb"), "agent"),
        (body(name="王小满"), "name"),
    ],
)
def test_what_is_no_event_says_which_field_and_not_what_stood_there(wrong: bytes, field: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_event(wrong)
    said = str(refused.value)
    assert said.startswith(field), said
    assert "1380000" not in said
    assert "王小满" not in said
    assert "dialled" not in said


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(wrong: bytes) -> None:
    try:
        read_event(wrong)
    except Unreadable as refused:
        assert str(refused)  # noqa: PT017 - anything else is the failure


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(
                st.none(), st.text(max_size=20), st.integers(), st.lists(st.integers(), max_size=2)
            )
            for name in ("call", "event", "at", "id", "queue", "agent", "caller", "more")
        },
    )
)
def test_no_object_breaks_the_reader(wrong: dict[str, object]) -> None:
    try:
        read_event(json.dumps(wrong).encode())
    except Unreadable as refused:
        assert str(refused)  # noqa: PT017 - as above
