"""Put the messages of a file together and tell how good that is, beside events that people wrote down."""

import csv
import io
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.diagnosis.similarity.measures import goodness, spread
from gongzhi.diagnosis.similarity.reading import text_of
from gongzhi.diagnosis.similarity.together import AT_ONCE, put_together

LEAST = 3  # messages that make a topic
_NUMBER = ("留言编号", "number", "id")
_TITLE = ("留言主题", "title", "subject")
_BODY = ("留言详情", "text", "body", "description")
_AUTHOR = ("留言用户", "author", "user")
_EVENT = ("gold", "event", "topic")


class FileUnreadable(Exception):
    """A file is not what was expected; `code` says why, `detail` what about it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Written:
    """One message of a file."""

    number: str
    title: str
    body: str
    author: str


def messages_of(data: bytes) -> list[Written]:
    """Read messages from a CSV file with a number, a text, and maybe a title and an author."""
    rows = _rows(data)
    columns = rows[0].keys() if rows else ()
    number, body = _column(columns, _NUMBER), _column(columns, _BODY)
    title, author = _column(columns, _TITLE, needed=False), _column(columns, _AUTHOR, needed=False)
    found = [
        Written(
            row[number], row[title] if title else "", row[body] or "", (row[author] if author else "") or ""
        )
        for row in rows
    ]
    if len({each.number for each in found}) != len(found):
        raise FileUnreadable("twice")
    if len(found) > AT_ONCE:
        raise FileUnreadable("many", str(AT_ONCE))
    return found


def events_of(data: bytes) -> dict[str, str]:
    """Read which message belongs to which event."""
    rows = _rows(data)
    columns = rows[0].keys() if rows else ()
    number, event = _column(columns, _NUMBER), _column(columns, _EVENT)
    return {row[number]: row[event] for row in rows}


def judged(messages: Sequence[Written], events: Mapping[str, str] | None) -> dict[str, Any]:
    """Put messages together and return counts, and how good it is where events are given."""
    began = time.perf_counter()
    labels = put_together([text_of(each.title, each.body, each.author) for each in messages])
    seconds = time.perf_counter() - began
    sizes = Counter(labels.tolist())
    found: dict[str, Any] = {
        "messages": len(messages),
        "topics": sum(size >= LEAST for size in sizes.values()),
        "in_topics": sum(size for size in sizes.values() if size >= LEAST),
        "biggest_cluster": max(sizes.values(), default=0),
        "messages_per_second": round(len(messages) / max(seconds, 1e-6)),
    }
    if events is not None:
        groups = {each.number: int(label) for each, label in zip(messages, labels, strict=True)}
        good, (low, high) = goodness(groups, events), spread(groups, events)
        found |= {
            "b3_f1": round(good.f1, 4),
            "b3_f1_of_halves": [round(low, 4), round(high, 4)],
            "b3_precision": round(good.precision, 4),
            "b3_recall": round(good.recall, 4),
            "pairwise_f1": round(good.pairwise_f1, 4),
            "coverage": round(good.found / good.events, 4) if good.events else 0.0,
            "events_found": good.found,
            "events": good.events,
        }
    return found


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise FileUnreadable("encoding") from None
    if "\0" in text:
        raise FileUnreadable("encoding")
    return list(csv.DictReader(io.StringIO(text)))


def _column(columns: Collection[str], names: Sequence[str], *, needed: bool = True) -> str:
    found = next((name for name in names if name in columns), "")
    if needed and not found:
        raise FileUnreadable("column", " / ".join(names))
    return found
