from collections import Counter
from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from gongzhi.loops.rules.days import BadCalendar, DayKind, DayStatus, load_calendar
from gongzhi.loops.tests.clocks import CALENDAR

HEAD = "year,status,source,date,working,name\n"


@pytest.fixture(scope="module")
def text() -> str:
    return CALENDAR.read_text(encoding="utf-8")


def test_shipped_days_equal_the_published_ones(text: str) -> None:
    days = load_calendar(text)
    on = date(2004, 1, 1)
    while on.year <= 2026:
        assert days[on].working == chinese_calendar.is_workday(on), on
        assert days[on].status is DayStatus.OFFICIAL, on
        on += timedelta(days=1)
    assert sum(day.working for day in days.values() if day.date.year == 2026) == 248


def test_2026_by_hand(text: str) -> None:
    """The days of the notice for 2026, as the handbook lists them."""
    kinds = Counter(day.kind for day in load_calendar(text).values() if day.date.year == 2026)
    assert kinds[DayKind.MAKE_UP] == 6
    days = load_calendar(text)
    for made_up in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"):
        assert days[date.fromisoformat(f"2026-{made_up}")].kind is DayKind.MAKE_UP
    for off in ("01-02", "02-16", "02-23", "04-06", "05-05", "06-19", "09-25", "10-07"):
        day = days[date.fromisoformat(f"2026-{off}")]
        assert (day.kind, day.source) == (DayKind.HOLIDAY, "国务院办公厅关于2026年部分节假日安排的通知")


def test_2027_holds_only_what_the_law_fixes(text: str) -> None:
    year = [day for day in load_calendar(text).values() if day.date.year == 2027]
    assert len(year) == 365
    assert {day.status for day in year} == {DayStatus.PROVISIONAL}
    off = [day.date.strftime("%m-%d") for day in year if day.kind is DayKind.HOLIDAY]
    assert off == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]


def test_a_notice_may_reach_into_the_year_before() -> None:
    days = load_calendar(HEAD + "2012,official,N,2011-12-31,yes,元旦\n2012,official,N,2012-01-02,no,元旦\n")
    assert days[date(2011, 12, 31)].kind is DayKind.MAKE_UP
    assert len(days) == 366 + 1


def test_a_spreadsheet_may_have_saved_the_file() -> None:
    days = load_calendar("\ufeff" + (HEAD + "2027,official,N,2027/2/6,no,春节\n").replace("\n", "\r\n"))
    assert days[date(2027, 2, 6)].kind is DayKind.HOLIDAY
    assert days[date(2027, 2, 7)].kind is DayKind.WEEKEND


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("", "calendar_empty", 1),
        ("2027,official,N,2027-02-30,no,X", "calendar_date", 2),
        ("2027,official,N,2026-06-01,no,X", "calendar_date", 2),
        ("2027,official,N,2027-01-01,maybe,X", "calendar_working", 2),
        ("2027,sure,N,2027-01-01,no,X", "calendar_status", 2),
        ("2027,official,,2027-01-01,no,X", "calendar_source", 2),
        ("27,official,N,2027-01-01,no,X", "calendar_year", 2),
        ("2027,official,N,2027-01-01,no", "calendar_columns", 2),
        ("2027,official,N,2027-01-01,no,X,Y", "calendar_columns", 2),
        ("2027,official,N,2027-01-01,no,X\n2027,official,N,2027-01-01,yes,X", "calendar_twice", 3),
        ("2027,official,N,2027-01-01,no,X\n2027,official,M,2027-01-04,no,X", "calendar_mixed", 3),
        ('2027,official,N,2027-01-01,no,"X', "calendar_not_csv", 2),
    ],
)
def test_a_bad_line_is_named(rows: str, code: str, line: int) -> None:
    with pytest.raises(BadCalendar) as caught:
        load_calendar(HEAD + rows)
    refusal = caught.value.refusals[0]
    assert (refusal.code, refusal.details["line"]) == (f"loops.{code}", line)


def test_all_bad_lines_are_named_at_once() -> None:
    with pytest.raises(BadCalendar, match=r"line 2: loops\.calendar_date; line 3: loops\.calendar_status"):
        load_calendar(HEAD + "2027,official,N,soon,no,X\n2027,new,N,2027-01-01,no,X\n")


@pytest.mark.parametrize("text", ["", "date,working\n2027-01-01,no\n"])
def test_other_columns_are_refused(text: str) -> None:
    with pytest.raises(BadCalendar, match=r"line 1: loops\.calendar_columns"):
        load_calendar(text)
