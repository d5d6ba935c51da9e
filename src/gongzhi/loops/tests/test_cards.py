"""What a loop is found by: the words of Chinese and other texts, and the marks of place, kind, matter and week."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.loops.cards import slices
from gongzhi.loops.rules.cards import asked_for, marks_of, place_mark, week_mark, words_of

TEXT = "西街口的垃圾桶满了3天，电话13900000000，Wi-Fi也断了。"
CHINESE = st.text(alphabet="水管爆裂垃圾桶满路灯不亮", min_size=1, max_size=30)


@pytest.mark.parametrize(
    "asked",
    [
        "垃圾桶",
        "垃",
        "了",
        "垃圾桶满了",
        "西街口 断了",
        "3天",
        "１３９００００００００",
        "wi",
        "WI-FI",
        "桶，垃圾",
    ],
)
def test_a_text_is_found_by_what_stands_in_it(asked: str) -> None:
    assert set(asked_for(asked)) <= set(words_of(TEXT))
    assert asked_for(asked)


@pytest.mark.parametrize("asked", ["水", "桶垃", "垃圾场", "1390000", "f"])
def test_a_text_is_not_found_by_what_does_not(asked: str) -> None:
    assert not set(asked_for(asked)) <= set(words_of(TEXT))


@pytest.mark.parametrize("nothing", ["", " ", "%", "，。！", "\n"])
def test_signs_are_no_words(nothing: str) -> None:
    assert asked_for(nothing) == words_of(nothing) == []


@given(CHINESE, CHINESE, CHINESE)
def test_any_piece_of_a_run_finds_it(before: str, piece: str, after: str) -> None:
    assert set(asked_for(piece)) <= set(words_of(before + piece + after))


@given(st.text(max_size=60))
def test_whatever_is_written_finds_itself_and_fits_the_column(text: str) -> None:
    assert set(asked_for(text)) <= set(words_of(text))
    assert all(-(2**31) <= word < 2**31 for word in words_of(text))


def test_a_loop_has_the_mark_of_each_division_it_lies_in() -> None:
    marks = marks_of(
        subject_kind="case", division="999901100001", matter="city.waste", opened_on=date(2027, 1, 2)
    )
    assert {place_mark(prefix) for prefix in ("99", "9999", "999901", "999901100", "999901100001")} < set(
        marks
    )
    assert {"kind:case", "matter:city.waste"} < set(marks)
    assert week_mark(date(2027, 1, 2)) in marks
    assert week_mark(date(2027, 1, 2)) == "week:2026-53"  # the week a Thursday gives its year to


@pytest.mark.parametrize(
    ("start", "stop"), [(date(2026, 3, 4), date(2021, 1, 1)), (date(2021, 1, 1), date(2026, 3, 4))]
)
def test_slices_hold_every_week_once_and_double(start: date, stop: date) -> None:
    found = slices(start, stop)
    weeks = [week for part in found for week in part]
    assert len(set(weeks)) == len(weeks) >= 5 * 52
    assert {week_mark(start), week_mark(stop)} <= set(weeks)
    assert weeks[0] == week_mark(start)
    lengths = [len(part) for part in found[:-1]]
    assert lengths == [2**turn for turn in range(len(lengths))]
    assert sorted(weeks, reverse=start > stop) == weeks
