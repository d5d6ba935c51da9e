"""The columns of each file of a county, and how a cell is read. The README of this package shows them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import (
    DutyRole,
    GridKind,
    Level,
    LimitClass,
    Office,
    Period,
    RowProblem,
    UrbanRural,
)
from gongzhi.organization.rules.codes import is_division_code, is_grid_code
from gongzhi.organization.rules.files import Line, read_csv, read_features

_CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")
_KIND = re.compile(r"[A-Z][A-Z0-9_]{1,31}")
_YES = {"1", "true", "yes", "是"}
_NO = {"0", "false", "no", "否"}
NAME_LENGTH = 120
CITATION_LENGTH = 300

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column: how its text is read (a value, or a `Refusal`), and what an empty cell means."""

    name: str
    read: Reader
    required: bool = True
    empty: Any = None


@dataclass(frozen=True)
class Format:
    """A file: its columns and which of them name the row."""

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    geojson: bool = False

    @property
    def file(self) -> str:
        return f"{self.table}.geojson" if self.geojson else f"{self.table}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Row:
    """A row whose cells could all be read. `period` is there in every file but that of the unit kinds."""

    line: int
    values: Mapping[str, Any]
    geometry: Any = None

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def period(self) -> Period:
        return Period(self.values["valid_from"], self.values["valid_to"])

    def problem(self, column: str, code: str, **details: str | int) -> RowProblem:
        return RowProblem(self.line, column, f"organization.{code}", details)

    def refused(self, column: str, refusal: Refusal) -> RowProblem:
        return RowProblem(self.line, column, refusal.code, refusal.details)


@dataclass(frozen=True)
class Sheet:
    """What a file holds: rows to apply, and rows that cannot be read."""

    format: Format
    rows: tuple[Row, ...]
    rejected: tuple[RowProblem, ...] = field(default=())


def text(length: int) -> Reader:
    def read(cell: str) -> str | Refusal:
        if len(cell) > length:
            return Refusal("organization.too_long", {"limit": length})
        return cell

    return read


def one_of(values: type[StrEnum]) -> Reader:
    def read(cell: str) -> StrEnum | Refusal:
        try:
            return values(cell)
        except ValueError:
            return Refusal("organization.unknown_value", {"known": ", ".join(values)})

    return read


def shaped(fits: Callable[[str], object]) -> Reader:
    def read(cell: str) -> str | Refusal:
        return cell if fits(cell) else Refusal("organization.malformed_code")

    return read


def day(cell: str) -> date | Refusal:
    """Read YYYY-MM-DD and nothing else."""
    try:
        value = date.fromisoformat(cell)
    except ValueError:
        return Refusal("organization.not_a_date")
    return value if value.isoformat() == cell else Refusal("organization.not_a_date")


def yes(cell: str) -> bool | Refusal:
    if cell.lower() in _YES:
        return True
    return False if cell.lower() in _NO else Refusal("organization.not_yes_or_no")


def count(cell: str) -> int | Refusal:
    if cell.isascii() and cell.isdigit() and len(cell) <= 6:
        return int(cell)
    return Refusal("organization.not_a_number")


def degrees(limit: int) -> Reader:
    def read(cell: str) -> float | Refusal:
        try:
            value = float(cell)
        except ValueError:
            return Refusal("organization.not_a_number")
        return value if abs(value) <= limit else Refusal("organization.not_degrees")

    return read


_code = shaped(_CODE.fullmatch)
_kind = shaped(_KIND.fullmatch)
_division = shaped(is_division_code)
_grid = shaped(is_grid_code)
_name = Column("name", text(NAME_LENGTH))
_name_en = Column("name_en", text(NAME_LENGTH), required=False, empty="")
_period = (Column("valid_from", day), Column("valid_to", day, required=False))

FORMATS: Mapping[str, Format] = {
    each.table: each
    for each in (
        Format(
            "divisions",
            (
                Column("code", _division),
                Column("code_set", text(32)),
                _name,
                _name_en,
                Column("level", one_of(Level)),
                Column("parent", _division, required=False),
                Column("urban_rural", one_of(UrbanRural), required=False, empty=""),
                Column("lon", degrees(180), required=False),
                Column("lat", degrees(90), required=False),
                *_period,
            ),
        ),
        Format(
            "grids",
            (
                Column("code", _grid),
                Column("kind", one_of(GridKind)),
                Column("division", _division),
                Column("parent", _grid, required=False),
                _name,
                _name_en,
                Column("households", count, required=False),
                *_period,
            ),
            geojson=True,
        ),
        Format(
            "unit_kinds",
            (
                Column("code", _kind),
                _name,
                Column("name_en", text(NAME_LENGTH)),
                Column("third_party", yes, required=False),  # empty: as it is known already
            ),
        ),
        Format(
            "units",
            (
                Column("code", _code),
                Column("kind", _kind),
                Column("division", _division),
                Column("parent", _code, required=False),
                _name,
                _name_en,
                Column("approves_answers", yes, required=False, empty=False),
                Column("public_phone", text(32), required=False, empty=""),
                Column("counter", text(NAME_LENGTH), required=False, empty=""),
                *_period,
            ),
        ),
        Format(
            "posts",
            (
                Column("code", _code),
                Column("unit", _code),
                Column("type", _kind),
                Column("title", text(NAME_LENGTH)),
                Column("title_en", text(NAME_LENGTH), required=False, empty=""),
                Column("grid", _grid, required=False),
                *_period,
            ),
        ),
        Format(
            "staff",
            (
                Column("login", text(64)),
                Column("name", text(64)),
                Column("post", _code),
                Column("acting", yes, required=False, empty=False),
                *_period,
            ),
            key=("login", "post", "valid_from"),
        ),
        Format(
            "leaves",
            (
                Column("login", text(64)),
                Column("stand_in", text(64)),
                Column("valid_from", day),
                Column("valid_to", day),
            ),
            key=("login", "valid_from"),
        ),
        Format(
            "matters",
            (
                Column("code", _code),
                Column("parent", _code, required=False),
                _name,
                _name_en,
                Column("limit_class", one_of(LimitClass)),
                *_period,
            ),
        ),
        Format(
            "duties",
            (
                Column("unit_kind", _kind),
                Column("level", one_of(Level)),
                Column("matter", _code),
                Column("division", _division, required=False),
                Column("role", one_of(DutyRole)),
                Column("taken_by", _kind, required=False, empty=""),
                Column("citation", text(CITATION_LENGTH)),
                Column("citation_en", text(CITATION_LENGTH), required=False, empty=""),
                *_period,
            ),
            key=("unit_kind", "level", "matter", "division", "valid_from"),
        ),
        Format(
            "desks",
            (
                Column("office", one_of(Office)),
                Column("division", _division),
                Column("unit", _code),
                *_period,
            ),
            key=("office", "division", "valid_from"),
        ),
    )
}


def table_of(file: str) -> str | None:
    """Return the table a file name stands for, or None."""
    return next((form.table for form in FORMATS.values() if form.file == file), None)


def read_sheet(table: str, data: bytes) -> Sheet | Refusal:
    """Read the bytes of a file of this table; refuses files that cannot be read at all."""
    return read_as(FORMATS[table], data)


def read_as(form: Format, data: bytes) -> Sheet | Refusal:
    """Read the bytes of a file of any format, a package's own as well."""
    required = [column.name for column in form.columns if column.required]
    optional = [column.name for column in form.columns if not column.required]
    read = read_features if form.geojson else read_csv
    lines = read(data, required=required, optional=optional)
    if isinstance(lines, Refusal):
        return lines
    rows: dict[tuple[Any, ...], Row] = {}
    rejected: list[RowProblem] = []
    for line in lines:
        row = read_row(form, line)
        if isinstance(row, RowProblem):
            rejected.append(row)
        elif (key := tuple(row[name] for name in form.key)) in rows:
            rejected.append(row.problem(form.key[0], "repeated", first=rows[key].line))
        else:
            rows[key] = row
    return Sheet(form, tuple(rows.values()), tuple(rejected))


def read_row(form: Format, line: Line) -> Row | RowProblem:
    """Read the cells of one line; the first problem found rejects it."""
    if line.surplus:
        return RowProblem(line.number, "", "organization.too_many_cells")
    values: dict[str, Any] = {}
    for column in form.columns:
        cell = line.cells.get(column.name, "")
        if not cell:
            if column.required:
                return RowProblem(line.number, column.name, "organization.value_missing")
            values[column.name] = column.empty
            continue
        value = column.read(cell)
        if isinstance(value, Refusal):
            return RowProblem(line.number, column.name, value.code, value.details)
        values[column.name] = value
    row = Row(line.number, values, line.geometry)
    if values.get("valid_to") is not None and values["valid_to"] <= values["valid_from"]:
        return row.problem("valid_to", "dates_inverted")
    return row


def cell_of(value: Any) -> str:
    """Write a value the way `read_row` reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
