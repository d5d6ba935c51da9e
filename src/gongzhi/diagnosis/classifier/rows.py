"""Messages with labels out of a CSV file, as offices write them."""

import csv
import hashlib
import io
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.diagnosis.facts import Labelled

ENCODINGS = ("utf-8-sig", "gb18030")
_TITLE = ("留言主题", "主题", "标题", "title", "subject")
_TEXT = (
    "留言详情",
    "详情",
    "内容",
    "留言内容",
    "detail",
    "details",
    "text",
    "body",
    "content",
    "description",
)
_LEVELS = (
    ("一级标签", "一级分类", "标签", "label", "level1", "label1", "category"),
    ("二级标签", "二级分类", "level2", "label2", "subcategory"),
    ("三级标签", "三级分类", "level3", "label3"),
    ("四级标签", "四级分类", "level4", "label4"),
)
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "channel": ("channel", "渠道", "来源", "source"),
    "division": ("division_type", "区划类型"),
    "language": ("language", "语言"),
}
_LONGEST = 200_000  # characters of one field


class FileUnreadableError(ValueError):
    """A file is no table of messages. `code`: EMPTY, ENCODING, TEXT_COLUMN, BROKEN."""

    def __init__(self, code: str, columns: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.columns = code, tuple(columns)


@dataclass(frozen=True)
class Table:
    """The rows that can be used, their numbers (the first row below the head is 1), and why others cannot.

    `labelled`: whether the file has a column of labels. Without one every path is empty.
    """

    rows: tuple[Labelled, ...]
    numbers: tuple[int, ...]
    labelled: bool
    sha256: str
    left_out: Mapping[str, int] = field(default_factory=dict)


def table_of(data: bytes) -> Table:
    """Read a file. Raises FileUnreadableError where it is no table of messages."""
    text = _decoded(data)
    before = csv.field_size_limit(min(sys.maxsize, 10 * _LONGEST))
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        raise FileUnreadableError("BROKEN") from None
    finally:
        csv.field_size_limit(before)
    if not any(any(cell.strip() for cell in line) for line in lines):
        raise FileUnreadableError("EMPTY")
    head = [cell.strip().strip("\ufeff").lower() for cell in lines[0]]
    body = _column(head, _TEXT)
    if body is None:
        raise FileUnreadableError("TEXT_COLUMN", [cell for cell in lines[0] if len(cell) < 40][:20])
    return _table(lines[1:], head, body, hashlib.sha256(data).hexdigest())


def _table(lines: Sequence[Sequence[str]], head: Sequence[str], body: int, sha256: str) -> Table:
    title = _column(head, _TITLE)
    levels = [column for names in _LEVELS if (column := _column(head, names)) is not None]
    groups = {kind: column for kind, names in _GROUPS.items() if (column := _column(head, names)) is not None}
    rows: list[Labelled] = []
    numbers: list[int] = []
    out: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        if not any(cell.strip() for cell in line):
            out["blank"] += 1
            continue
        if len(line) != len(head):
            out["wrong_number_of_cells"] += 1
            continue
        words = line[title].strip() if title is not None else ""
        text = line[body].strip()[:_LONGEST].replace("\0", "")
        if not text and not words:
            out["no_text"] += 1
            continue
        path = _path([line[column] for column in levels])
        if levels and not path:
            out["no_label"] += 1
            continue
        told = {kind: line[column].strip()[:40] for kind, column in groups.items()}
        rows.append(Labelled(words, text, path, told))
        numbers.append(number)
    return Table(tuple(rows), tuple(numbers), bool(levels), sha256, dict(out))


def _path(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the labels from the top; one cell may hold a path with "/"."""
    path: list[str] = []
    for cell in cells:
        steps = [step.strip() for step in cell.replace("／", "/").split("/")]
        if not all(steps):
            break
        path += steps
    return tuple(path)


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise FileUnreadableError("EMPTY")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) // 100:
            break
        return text.replace("\0", "")
    raise FileUnreadableError("ENCODING")


def _column(head: Sequence[str], names: Sequence[str]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)
