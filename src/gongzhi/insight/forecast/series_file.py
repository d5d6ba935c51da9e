"""Reads a file of counts by day, as it comes: long with keys, or a date and a number."""

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from gongzhi.insight.forecast.panel import Panel

DATES = ("date", "day", "ds", "日期", "发生日期")
COUNTS = ("count", "cnt", "call_count", "calls", "n", "y", "数量", "件数")
MAX_DAYS = 40_000  # a hundred years: a wrong date must not fill the memory
MAX_ROWS = 20_000_000


class FileUnreadable(Exception):
    """The file is not one of counts by day; `code` says why, `line` where (0: the file as a whole)."""

    def __init__(self, code: str, line: int = 0, **details: str) -> None:
        self.code, self.line, self.details = code, line, details
        super().__init__(code, line, details)


@dataclass(frozen=True)
class Names:
    """Which columns are meant, where their names do not say so."""

    date: str = ""
    count: str = ""
    keys: tuple[str, ...] = ()


BY_NAME = Names()


def read_series(path: Path, names: Names = BY_NAME) -> Panel:
    """Read counts by day, plain or .gz. A day that is left out counts as nothing having come."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as stream:
            return read_stream(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""), names)
    except (UnicodeDecodeError, EOFError, csv.Error):
        raise FileUnreadable("NO_TEXT") from None


def read_stream(stream: io.TextIOBase, names: Names = BY_NAME) -> Panel:
    """Read counts by day from an open text."""
    rows = csv.reader(stream)
    head = [each.strip() for each in next(rows, [])]
    when, much, which = _columns(head, names)
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for line, row in enumerate(rows, start=2):
        if line > MAX_ROWS:
            raise FileUnreadable("TOO_LONG", line)
        if not any(row):
            continue
        if len(row) < len(head):
            raise FileUnreadable("CELLS_MISSING", line)
        day, count = _day(row[when], line).toordinal(), _number(row[much], line)
        series = found.setdefault(tuple(row[i].strip() for i in which), {})
        series[day] = series.get(day, 0.0) + count
    if not found:
        raise FileUnreadable("EMPTY")
    return _panel(found, tuple(head[i] for i in which))


def _columns(head: list[str], names: Names) -> tuple[int, int, list[int]]:
    when = _one(head, names.date, DATES, "NO_DATE")
    much = _one(head, names.count, COUNTS, "NO_COUNT", last=True)
    if names.keys:
        return when, much, [_one(head, name, (), "NO_KEY") for name in names.keys]
    return when, much, [i for i in range(len(head)) if head[i] and i not in (when, much)]


def _one(head: list[str], wanted: str, usual: tuple[str, ...], code: str, *, last: bool = False) -> int:
    low = [name.lower() for name in head]
    for name in (wanted,) if wanted else usual:
        if name.lower() in low:
            return low.index(name.lower())
    if last and not wanted and len(head) == 2:
        return 1
    raise FileUnreadable(code, 1, column=wanted)


def _day(text: str, line: int) -> date:
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-")).date()
    except ValueError:
        raise FileUnreadable("DATE", line) from None


def _number(text: str, line: int) -> float:
    try:
        number = float(text) if text.strip() else 0.0
    except ValueError:
        raise FileUnreadable("COUNT", line) from None
    if not 0 <= number < 1e12:
        raise FileUnreadable("COUNT", line)
    return number


def _panel(found: dict[tuple[str, ...], dict[int, float]], columns: tuple[str, ...]) -> Panel:
    first = min(min(days) for days in found.values())
    last = max(max(days) for days in found.values())
    if last - first >= MAX_DAYS:
        raise FileUnreadable("TOO_MANY_DAYS")
    keys = tuple(sorted(found, key=lambda key: [(not part.isdigit(), part.zfill(12)) for part in key]))
    counts = np.zeros((len(keys), last - first + 1))
    for row, key in enumerate(keys):
        days = np.fromiter(found[key].keys(), dtype=np.int64) - first
        counts[row, days] = np.fromiter(found[key].values(), dtype=np.float64)
    return Panel(date.fromordinal(first), columns, keys, counts)
