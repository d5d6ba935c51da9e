"""Rows of a dropped file, CSV or XLSX, within limits. Pure: bytes in, cells out."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

import defusedxml
from openpyxl import DEFUSEDXML, load_workbook

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 20_000, 60, 100_000
# A workbook is a zip of XML: what it unpacks to is bounded before it is unpacked.
MOST_UNPACKED, MOST_PARTS, MOST_RATIO = 60 * 1_048_576, 500, 200

assert DEFUSEDXML, "openpyxl reads XML of strangers with defusedxml or not at all"
assert defusedxml.__name__

Row = tuple[int, dict[str, str]]


class BadFile(ValueError):
    """A file that cannot be read at all; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows_of(name: str, data: bytes) -> Iterator[Row]:
    """Yield line number and cells by heading. Raises `BadFile`."""
    cells = _xlsx(data) if name.lower().endswith(".xlsx") else _csv(data)
    heading: list[str] = []
    for line, row in enumerate(cells, 1):
        if line > MOST_ROWS + 1:
            raise BadFile("upper.too_many_rows")
        if not heading:
            heading = [cell.strip() for cell in row][:MOST_COLUMNS]
            if len(set(filter(None, heading))) < len(list(filter(None, heading))):
                raise BadFile("upper.heading_twice")
            continue
        if any(cell.strip() for cell in row):
            yield line, {key: cell[:MOST_CELL] for key, cell in zip(heading, row, strict=False) if key}
    if not heading:
        raise BadFile("upper.empty_file")


def _csv(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadFile("upper.encoding")
    if "\0" in text:
        raise BadFile("upper.not_csv")
    csv.field_size_limit(1_048_576)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error:
        raise BadFile("upper.not_csv") from None


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
            raise BadFile("upper.too_large")
        if any(
            each.file_size > 1_048_576 and each.file_size > MOST_RATIO * max(1, each.compress_size)
            for each in parts
        ):
            raise BadFile("upper.too_large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True):
                yield [_cell(value) for value in row]
        finally:
            book.close()
    except BadFile:
        raise
    except Exception:  # what a made-up workbook raises has no common kind
        raise BadFile("upper.not_xlsx") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
