"""Many cases, quickly: real ones are copied row by row under new ids, numbers and times.

Whatever the product wrote about a case (loop, holders, obligations, deadlines, pauses, facts with their
canonical bytes and openings, the case itself, contact, notices) is read back and written again by COPY.
So copies need no second description of the tables, pages show them, and replaying the facts rebuilds
them exactly.
"""

import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import AutoField, Model

from bench.stories import Story, tell
from gongzhi.cases.models import Case
from gongzhi.kernel.ids import new_code, new_id
from gongzhi.kernel.instants import now, to_text
from gongzhi.ledger.models import Entry, Fact, Head, Opening
from gongzhi.ledger.rules import BLIND_BYTES
from gongzhi.loops.models import Deadline, Holder, Loop, Obligation, Pause
from gongzhi.notices.models import Notice
from gongzhi.people.models import Contact
from gongzhi.people.public import hash_code

if TYPE_CHECKING:
    from tests.small_county import County

CODE = "BENCHMARKS"  # every copied case is followed with its own number and this code
BATCH = 1000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")

# What belongs to one case: (table, column, of which rows the column names the key).
BELONGS: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (Loop, "id", Loop),
    (Holder, "loop_id", Loop),
    (Obligation, "loop_id", Loop),
    (Deadline, "obligation_id", Obligation),
    (Pause, "loop_id", Loop),
    (Case, "loop_id", Loop),
    (Contact, "id", Contact),
    (Fact, "subject", Loop),
    (Entry, "fact_id", Fact),
    (Opening, "fact_id", Fact),
    (Notice, "subject", Loop),
)


@dataclass(frozen=True)
class Rows:
    """Rows of one table: what COPY needs to write them again."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Original:
    """One real case with all its rows; `ids` are those that each copy gets new, in the order they were made in."""

    story: Story
    number: str
    ids: tuple[UUID, ...]
    tables: tuple[Rows, ...]


def fill(county: "County", cases: int) -> None:
    """Bring the county to `cases` cases. Begins with the real ones; needs a county without any."""
    told = tell(county, at=now())
    originals = [read(story, case_id) for story, case_id in told]
    weights = [original.story.weight for original in originals]
    left = cases - len(originals)
    chance = random.Random(20260302)  # noqa: S311 - the same county each time
    while left > 0:
        some = min(BATCH, left)
        copy_cases(chance.choices(originals, weights, k=some), chance)
        left -= some


def read(story: Story, case_id: UUID) -> Original:
    """Read everything that stands about one case."""
    keys: dict[type[Model], list[Any]] = {Loop: [case_id]}
    contact = Case.objects.values_list("contact", flat=True).get(loop=case_id)
    keys[Contact] = [contact] if contact else []
    tables = []
    for model, column, of in BELONGS:
        found = rows_of(model, column, keys[of])
        if model is not Loop and model is not Contact:
            name = model._meta.pk.column
            keys[model] = (
                [row[found.columns.index(name)] for row in found.rows] if name in found.columns else []
            )
        tables.append(found)
    ids = sorted({key for model in keys for key in keys[model] if isinstance(key, UUID)})
    number = Loop.objects.values_list("number", flat=True).get(id=case_id)
    return Original(story=story, number=number, ids=tuple(ids), tables=tuple(tables))


def rows_of(model: type[Model], column: str, keys: Sequence[Any], *, raw: bool = False) -> Rows:
    """Read the rows of a table whose `column` is one of `keys`; facts as data, or `raw` as their bytes.

    A key that counts itself is left out: the copy gets the next one.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    columns = tuple(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(_quoted(columns))} from {model._meta.db_table}"  # noqa: S608 - names of our tables
            f" where {column} = any(%s) order by {model._meta.pk.column}",
            [list(keys)],
        )
        rows = cursor.fetchall()
    if model is Fact and not raw:
        entry = columns.index("entry")
        rows = [(*row[:entry], _read_entry(bytes(row[entry])), *row[entry + 1 :]) for row in rows]
    return Rows(model=model, columns=columns, rows=tuple(rows))


def _read_entry(entry: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(entry)
    assert _bytes(data) == entry, "the short way to canonical bytes does not do for this fact"
    return data


def _bytes(data: dict[str, Any]) -> bytes:
    """Return canonical bytes the short way, ten times as fast: right where all keys are ASCII."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _quoted(columns: Sequence[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def copy_cases(originals: Sequence[Original], chance: random.Random) -> None:
    """Write a copy of each case, all in one transaction, and put their facts at the end of the order."""
    with transaction.atomic():
        head = Head.objects.select_for_update().get(id=1)
        numbers = _numbers(len(originals))
        position = head.size
        written: dict[type[Model], list[tuple[Any, ...]]] = {model: [] for model, _column, _of in BELONGS}
        for original, figure in zip(originals, numbers, strict=True):
            back = timedelta(seconds=chance.randrange(max(1, int(original.story.spread.total_seconds()))))
            copy = _Copy(original, figure, back, position)
            for table in original.tables:
                written[table.model].extend(copy.rows(table))
            position = copy.position
        for model, rows in written.items():
            table = next(found for found in originals[0].tables if found.model is model)
            _write(model, table.columns, rows)
        with connection.cursor() as cursor:
            cursor.execute("update gongzhi_head set size = %s", [position])
            # What follows from the originals' facts was copied with them.
            cursor.execute("update gongzhi_cursor set position = %s", [position])


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('gongzhi_number') from generate_series(1, %s)", [count])
        return [figure for (figure,) in cursor.fetchall()]


def _write(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    statement = f"copy {model._meta.db_table} ({', '.join(_quoted(columns))}) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


class _Copy:
    """One copy in the making: new ids for old ones, times moved back, a number of its own."""

    def __init__(self, original: Original, figure: int, back: timedelta, position: int) -> None:
        self.position = position
        self._back = back
        self._ids = {old: new_id() for old in original.ids}
        self._old_number = original.number
        self._number = f"{original.number.partition('-')[0]}-{figure:07d}"
        self._texts: dict[str, str] = {
            original.number: self._number,
            **{str(old): str(new) for old, new in self._ids.items()},
        }

    def rows(self, table: Rows) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one table as the copy has them."""
        for row in table.rows:
            yield tuple(
                self._value(table.model, column, value)
                for column, value in zip(table.columns, row, strict=True)
            )

    def _value(self, model: type[Model], column: str, value: Any) -> Any:
        if model is Entry and column == "position":
            self.position += 1
            return self.position - 1
        if model is Case and column == "public_id":
            return new_code(12)
        if model is Case and column == "code_hash":
            return hash_code(self._number, CODE)
        if isinstance(value, dict):
            return self._entry(value)
        if isinstance(value, UUID):
            return self._ids.get(value, value)
        if isinstance(value, datetime):
            return value - self._back
        if isinstance(value, memoryview):
            return bytes(value)
        return self._number if value == self._old_number else value

    def _entry(self, entry: dict[str, Any]) -> bytes:
        return _bytes({**self._plain(entry), "blind": os.urandom(BLIND_BYTES).hex()})

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._texts[value] if value in self._texts else self._moved(value)
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        if isinstance(value, dict):
            return {self._texts.get(key, key): self._plain(item) for key, item in value.items()}
        return value

    def _moved(self, text: str) -> str:
        """Return an instant moved back, any other text as it is; remembered, since a case repeats both."""
        moved = to_text(datetime.fromisoformat(text) - self._back) if _INSTANT.fullmatch(text) else text
        self._texts[text] = moved
        return moved
