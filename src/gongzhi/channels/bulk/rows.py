"""Rows of a file of messages: found by a column map, judged one by one."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gongzhi.kernel.refusals import Refusal, Refused

# What a column may be called. A column map of the caller comes first.
KNOWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "留言详情", "主要内容", "诉求内容", "内容"),
    "title": ("title", "留言主题", "标题", "主题"),
    "time": ("time", "留言时间", "来电时间", "时间"),
    "class": ("class", "一级标签", "问题分类", "分类"),
    "number": ("number", "留言编号", "工单编号", "编号"),
    "address": ("address", "地址", "小区点位", "村/社区"),
    "longitude": ("longitude", "lon", "lng", "经度"),
    "latitude": ("latitude", "lat", "纬度"),
    "name": ("name", "姓名", "来信人", "反映人"),
    "phone": ("phone", "telephone", "联系电话", "电话", "手机号"),
}
# What the classes of a mayor's mailbox mean; a county with another source writes its own file.
SHIPPED_CLASSES = Path(__file__).parent / "mailbox_classes.csv"
TIME_FORMATS = (
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
)
EARLIEST_YEAR = 1949  # before it there was no office the message could have gone to: a slip of the pen
ENCODINGS = ("utf-8-sig", "gb18030")
_FIELD_LIMIT = 4 * 1_048_576


@dataclass(frozen=True)
class Message:
    """One message of the source. `reference` is made of its content: the same message is the same everywhere."""

    line: int
    reference: str
    text: str
    source_class: str
    address: str
    longitude: float | None
    latitude: float | None
    at: datetime | None
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be a case, and why."""

    line: int
    refusal: Refusal


def read_messages(
    path: Path, *, columns: Mapping[str, str], zone: ZoneInfo, now: datetime, guess: bool = True
) -> Iterator[Message | BadRow]:
    """Yield the rows of a CSV file in UTF-8 or GB18030, in their order.

    `columns` maps our names (`KNOWN_COLUMNS`) to the file's; with `guess` known names fill what it leaves
    out. Raises Refused when the file as a whole cannot be used: ``bulk.encoding``, ``bulk.no_text_column``,
    ``bulk.unknown_column``, ``bulk.not_csv``.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.DictReader(io.StringIO(_decoded(path), newline=""))
    try:
        found = _columns(reader.fieldnames or (), columns, guess=guess)
        for row in reader:
            cells = {name: (row.get(at) or "").strip() for name, at in found.items()}
            yield _message(reader.line_num, cells, zone, now)
    except csv.Error:
        raise Refused(Refusal("bulk.not_csv", {"file": path.name, "line": reader.line_num})) from None


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Refusal("bulk.encoding", {"file": path.name}))


def _columns(header: Sequence[str], chosen: Mapping[str, str], *, guess: bool) -> dict[str, str]:
    for name, column in chosen.items():
        if name not in KNOWN_COLUMNS or column not in header:
            raise Refused(Refusal("bulk.unknown_column", {"column": f"{name}={column}"}))
    found = dict(chosen)
    for name, known in KNOWN_COLUMNS.items() if guess else ():
        match = next((each for each in known if each in header), None)
        if name not in found and match:
            found[name] = match
    if "text" not in found:
        raise Refused(Refusal("bulk.no_text_column", {"columns": ", ".join(header)[:200]}))
    return found


def _message(line: int, cells: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Message | BadRow:
    title, text = cells.get("title", ""), cells["text"]
    if not text and not title:
        return BadRow(line, Refusal("cases.text_missing"))
    # PostgreSQL stores no such character, and none comes out of a person's pen.
    if any("\0" in cell for cell in cells.values()):
        return BadRow(line, Refusal("bulk.control_character"))
    at = None
    if cells.get("time"):
        at = _time(cells["time"], zone)
        if at is None:
            return BadRow(line, Refusal("bulk.time_malformed"))
        if at.year < EARLIEST_YEAR:
            return BadRow(line, Refusal("bulk.time_long_ago"))
        if at > now:
            return BadRow(line, Refusal("bulk.time_ahead"))
    try:
        longitude, latitude = _degrees(cells.get("longitude", "")), _degrees(cells.get("latitude", ""))
    except ValueError:
        return BadRow(line, Refusal("cases.place_impossible"))
    said = [cells.get("number", ""), cells.get("time", ""), title, text]
    if not said[0]:  # the same few words of two people, or about two places, are two messages
        said += filter(None, (cells.get(each, "") for each in ("address", "name", "phone")))
    whole = "\x1f".join(said)
    return Message(
        line=line,
        reference=hashlib.sha256(whole.encode()).hexdigest()[:32],
        text=f"{title}。\n{text}" if title and text and not text.startswith(title) else text or title,
        source_class=cells.get("class", ""),
        address=cells.get("address", "")[:200],
        longitude=longitude,
        latitude=latitude,
        at=at,
        name=cells.get("name", "")[:64],
        phone=cells.get("phone", "")[:32],
    )


def _time(text: str, zone: ZoneInfo) -> datetime | None:
    for form in TIME_FORMATS:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone follows where the file has none
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    return None


def _degrees(text: str) -> float | None:
    return float(text) if text else None


@dataclass(frozen=True)
class ClassRule:
    """What a class of the source means: `matter`, if the text has one of `words`; without words always."""

    source_class: str
    words: tuple[str, ...]
    matter: str


def read_classes(path: Path) -> tuple[ClassRule, ...]:
    """Read a class map: CSV with ``class`` (the source's), ``matter`` (a code of the tree), maybe ``words``."""
    reader = csv.DictReader(io.StringIO(_decoded(path), newline=""))
    if not {"class", "matter"} <= set(reader.fieldnames or ()):
        raise Refused(Refusal("bulk.class_columns", {"file": path.name}))
    return tuple(
        ClassRule(row["class"].strip(), tuple((row.get("words") or "").split()), row["matter"].strip())
        for row in reader
    )


def matter_of(message: Message, rules: Sequence[ClassRule]) -> str:
    """Return the matter of the first rule that fits, in the order of the file, or ""."""
    for rule in rules:
        fits = not rule.words or any(word in message.text for word in rule.words)
        if rule.source_class == message.source_class and fits:
            return rule.matter
    return ""
