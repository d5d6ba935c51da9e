"""Days of the working calendar, and the file in which a year's notice is given.

The file is CSV with the columns ``year,status,source,date,working,name`` and holds the exceptions only:
working days off and weekend days worked 调休. `year` is the year of the notice, which may reach into the
neighbouring one (31 December 2011 was worked by the notice for 2012). All other days of that year are
Monday to Friday.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from gongzhi.kernel.refusals import Refusal

COLUMNS = ("year", "status", "source", "date", "working", "name")

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_WORKING = {"yes": True, "no": False}


class DayStatus(StrEnum):
    """Official: the yearly notice of the State Council is out. Provisional: it may still change."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True)
class Day:
    """One day: worked or not, how sure that is, and the notice that says so."""

    date: date
    working: bool
    status: DayStatus
    source: str
    name: str = ""

    @property
    def kind(self) -> DayKind:
        if self.date.weekday() < 5:
            return DayKind.WORKDAY if self.working else DayKind.HOLIDAY
        if self.working:
            return DayKind.MAKE_UP
        return DayKind.HOLIDAY if self.name else DayKind.WEEKEND


class BadCalendar(ValueError):
    """A calendar file that cannot be used; `refusals` names each line (``line``) and what is wrong."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(f"line {r.details.get('line', 1)}: {r.code}" for r in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class _Row:
    line: int
    year: int
    day: Day


def load_calendar(text: str) -> dict[date, Day]:
    """Read a calendar file and return every day of every year it names.

    Merge the result over the days already known to load next year's notice.
    Raises BadCalendar, which lists all bad lines at once.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[_Row] = []
    refusals: list[Refusal] = []
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadCalendar((Refusal("loops.calendar_columns", {"line": 1, "columns": ",".join(COLUMNS)}),))
        for raw in reader:
            read = _read(raw, reader.line_num)
            if isinstance(read, Refusal):
                refusals.append(read)
            else:
                rows.append(read)
    except csv.Error:
        refusals.append(Refusal("loops.calendar_not_csv", {"line": reader.reader.line_num}))
    refusals += _contradictions(rows)
    if not rows and not refusals:
        refusals.append(Refusal("loops.calendar_empty", {"line": 1}))
    if refusals:
        raise BadCalendar(tuple(refusals))
    return _expand(rows)


def _read(raw: Mapping[str | None, str | list[str] | None], line: int) -> _Row | Refusal:
    cells = {name: value.strip() for name, value in raw.items() if name and isinstance(value, str)}
    if None in raw or len(cells) != len(COLUMNS):
        return Refusal("loops.calendar_columns", {"line": line, "columns": ",".join(COLUMNS)})

    def bad(column: str, what: str) -> Refusal:
        return Refusal(f"loops.{what}", {"line": line, "value": cells[column][:40]})

    on = _date(cells["date"])
    if not _YEAR.fullmatch(cells["year"]):
        return bad("year", "calendar_year")
    if cells["status"] not in list(DayStatus):
        return bad("status", "calendar_status")
    if not cells["source"]:
        return bad("source", "calendar_source")
    if on is None:
        return bad("date", "calendar_date")
    if cells["working"] not in _WORKING:
        return bad("working", "calendar_working")
    year = int(cells["year"])
    # A notice reaches at most into the neighbouring month of another year.
    if not date(year - 1, 12, 1) <= on <= date(year + 1, 1, 31):
        return bad("date", "calendar_date")
    status = DayStatus(cells["status"])
    day = Day(on, _WORKING[cells["working"]], status, cells["source"], cells["name"])
    return _Row(line, year, day)


def _date(text: str) -> date | None:
    # Spreadsheets rewrite 2027-01-01 as 2027/1/1 when they save: both are read.
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _contradictions(rows: list[_Row]) -> list[Refusal]:
    refusals = []
    dates: dict[date, int] = {}
    years: dict[int, _Row] = {}
    for row in rows:
        first = dates.setdefault(row.day.date, row.line)
        if first != row.line:
            refusals.append(Refusal("loops.calendar_twice", {"line": row.line, "first": first}))
        like = years.setdefault(row.year, row)
        if (like.day.status, like.day.source) != (row.day.status, row.day.source):
            refusals.append(Refusal("loops.calendar_mixed", {"line": row.line, "first": like.line}))
    return refusals


def _expand(rows: list[_Row]) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for year, like in {row.year: row.day for row in rows}.items():
        on = date(year, 1, 1)
        while on.year == year:
            days[on] = replace(like, date=on, working=on.weekday() < 5, name="")
            on += timedelta(days=1)
    days.update({row.day.date: row.day for row in rows})
    return days
