import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.loops.rules.durations import Duration, Unit, half, parse_duration

durations = st.builds(Duration, st.integers(1, 9999), st.sampled_from(Unit))


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("10min", 10, Unit.MINUTE),
        ("2h", 2, Unit.HOUR),
        ("4wh", 4, Unit.WORKING_HOUR),
        ("15WD", 15, Unit.WORKING_DAY),
        ("60d", 60, Unit.DAY),
    ],
)
def test_notation_is_read(text: str, amount: int, unit: Unit) -> None:
    assert parse_duration(text) == Duration(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0WD",
        "00h",
        "-1WD",
        "+1WD",
        "1.5h",
        "4 wh",
        " 4wh",
        "4wh ",
        "4wh\n",
        "4",
        "wh",
        "4wd",
        "4D",
        "PT4H",
        "10000WD",
        "４wh",
        "٤wh",
        "01WD",
        "1WD1h",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@pytest.mark.parametrize("amount", [0, -3])
def test_a_duration_is_never_empty(amount: int) -> None:
    with pytest.raises(ValueError, match="at least 1WD"):
        Duration(amount, Unit.WORKING_DAY)


@given(durations)
def test_writing_and_reading_give_the_same(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("15WD", "8WD"),
        ("5WD", "3WD"),
        ("2WD", "1WD"),
        ("1WD", "1WD"),
        ("4wh", "1WD"),
        ("16wh", "1WD"),
        ("18wh", "9wh"),
        ("2h", "1h"),
        ("3h", "90min"),
        ("1h", "30min"),
        ("15min", "8min"),
        ("7d", "4d"),
        ("1d", "1d"),
    ],
)
def test_half(original: str, expected: str) -> None:
    assert str(half(parse_duration(original), parse_duration("1WD"))) == expected
