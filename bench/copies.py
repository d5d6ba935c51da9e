"""Copies of a real case as text for COPY: one template for each table, filled in by one step of the interpreter."""

import itertools
import json
import os
import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import AutoField, Model

from gongzhi.cases.models import Case
from gongzhi.kernel.commitments import commit
from gongzhi.kernel.ids import CODE_ALPHABET, new_id
from gongzhi.kernel.instants import from_text
from gongzhi.ledger.models import Entry, Fact, Opening
from gongzhi.ledger.rules import BLIND_BYTES
from gongzhi.loops.models import Card
from gongzhi.loops.rules.cards import week_mark, words_of
from gongzhi.people.public import hash_code

if TYPE_CHECKING:
    from bench.fill import Rows

CODE = "BENCHMARKS"  # every copied case is followed with its own number and this code
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
# Streets: some are named in every fiftieth case, most in few.
_FIRST, _SECOND, _THIRD = (
    "幸福平安和新光明胜利建设人民解放东红朝",
    "宁谐华泰达湖山江河桥园林苑庭轩居里坊庄星",
    "路街巷",
)
RARE = "杨柳青巷"  # in the first cases only, so that a search for it finds as many at any size
RARE_CASES = 400


class Template:
    """One real case with all its rows, cut where a copy differs: ids, instants, number, words, what is drawn by lot."""

    def __init__(
        self, *, ids: Sequence[UUID], number: str, text: str, opened_at: datetime, tables: "Sequence[Rows]"
    ) -> None:
        self.ids, self.text, self.opened_at = list(ids), text, opened_at
        self.shape = number.partition("-")[0]
        self.words = words_of(text)
        self.salt = b""
        self.instants: list[datetime] = []
        self.facts = 0
        self.positions = 0
        self._slots: dict[Any, int] = {}
        self._known = {str(one): ("id", index) for index, one in enumerate(self.ids)}
        self._known |= {number: ("number",), text: ("text",)}
        for table in tables:
            if table.model is Opening:
                self._find_commitment(table)
        self._order: list[tuple[Any, ...]] = []
        self.parts = [(table.model, *self._cut(table)) for table in tables if table.rows]

    def _find_commitment(self, table: "Rows") -> None:
        said, salt = table.columns.index("text"), table.columns.index("salt")
        for row in table.rows:
            if row[said] == self.text:
                self.salt = bytes(row[salt])
                self._known[commit(self.text, self.salt)] = ("commitment",)

    def _cut(self, table: "Rows") -> tuple[str, Callable[[Sequence[Any]], tuple[Any, ...]]]:
        picks: list[int] = []
        lines = []
        for row in table.rows:
            cells = zip(table.columns, row, strict=True)
            lines.append("\t".join(self._cell(table.model, name, value, picks) for name, value in cells))
        form = "\n".join(lines) + "\n"
        if len(picks) == 1:
            (only,) = picks
            return form, lambda values: (values[only],)
        return form, itemgetter(*picks) if picks else lambda _values: ()

    def _cell(self, model: type[Model], column: str, value: Any, picks: list[int]) -> str:
        """Return a cell as COPY reads it, with a gap for each value of a copy's own."""
        if model is Entry and column == "position":
            self.positions += 1
            return self._gap(("position", self.positions - 1), picks)
        if model is Case and column in ("public_id", "code_hash"):
            return self._gap((column,), picks)
        if model is Fact and column == "entry":
            return self._entry(bytes(value), picks)
        if model is Card and column == "words":
            return self._gap(("words",), picks)
        if isinstance(value, list):
            return "{" + ",".join(self._text(str(each), picks, model is Card) for each in value) + "}"
        if value is None:
            return r"\N"
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, datetime):
            return self._instant(value, picks)
        if isinstance(value, memoryview | bytes):
            return rf"\\x{bytes(value).hex()}"
        if isinstance(value, date | int):
            return str(value)
        return self._text(str(value), picks)

    def _text(self, text: str, picks: list[int], marks: bool = False) -> str:
        if text in self._known:
            return self._gap(self._known[text], picks)
        if marks and text.startswith("week:"):
            return self._gap(("week",), picks)
        return _escaped(text).replace("%", "%%")

    def _instant(self, instant: datetime, picks: list[int]) -> str:
        if instant not in self.instants:
            self.instants.append(instant)
        return self._gap(("instant", self.instants.index(instant)), picks) + "Z"

    def _gap(self, what: tuple[Any, ...], picks: list[int]) -> str:
        picks.append(self._slots.setdefault(what, len(self._slots)))
        return "%s"

    def _entry(self, entry: bytes, picks: list[int]) -> str:
        data: dict[str, Any] = json.loads(entry)
        assert _canonical(data) == entry.decode(), (
            "the short way to canonical bytes does not do for this fact"
        )
        self.facts += 1
        del data["blind"]
        # Ids keep their order in a copy, so its keys stand in the order of the canonical form as well.
        return "".join(self._json({**data, "blind": None}, self.facts - 1, picks))

    def _json(self, value: Any, fact: int, picks: list[int], key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            yield "{"
            for index, (name, inner) in enumerate(sorted(value.items())):
                yield ("," if index else "") + '"' + self._text_in_json(name, picks) + '":'
                yield from self._json(inner, fact, picks, name)
            yield "}"
        elif isinstance(value, list):
            yield "["
            for index, inner in enumerate(value):
                yield "," if index else ""
                yield from self._json(inner, fact, picks)
            yield "]"
        elif value is None and key == "blind":
            yield '"' + self._gap(("blind", fact), picks) + '"'
        elif isinstance(value, str):
            yield '"' + self._text_in_json(value, picks) + '"'
        else:
            yield _canonical(value)

    def _text_in_json(self, text: str, picks: list[int]) -> str:
        if text in self._known:
            return self._gap(self._known[text], picks)
        if _INSTANT.fullmatch(text):
            return self._instant(from_text(text), picks)
        # A backslash of JSON is one of bytea, and that is one of COPY.
        inner = _canonical(text)[1:-1].replace("\\", "\\\\")
        return _escaped(inner).replace("%", "%%")

    def values(self, copy: "Copy") -> list[Any]:
        """Return what stands in the gaps of a copy."""
        return [getattr(copy, what[0])(*what[1:]) for what in self._slots]


class Copy:
    """What one copy has of its own."""

    def __init__(self, template: Template, back: timedelta, figure: int, position: int, place: str) -> None:
        self._template, self._back, self._position = template, back, position
        opened_at = (template.opened_at - back).astimezone(_zone())
        self._number = f"{opened_at:%y%m%d}-{figure:07d}"
        self._figure, self._place = figure, place
        self._said = template.text + _where(place, figure)
        self._week = week_mark(opened_at.date())
        self._lot = os.urandom(BLIND_BYTES * template.facts).hex()
        self._noise = os.urandom(10).hex()
        self._stamp = f"{_first_stamp() + figure:012x}"

    def id(self, index: int) -> str:
        stamp, noise = self._stamp, self._noise
        return f"{stamp[:8]}-{stamp[8:]}-7{index:03x}-8{noise[:3]}-{noise[3:15]}"

    def instant(self, index: int) -> str:
        moment = (self._template.instants[index] - self._back).replace(tzinfo=None)
        return moment.isoformat(timespec="microseconds")

    def blind(self, index: int) -> str:
        return self._lot[index * 2 * BLIND_BYTES : (index + 1) * 2 * BLIND_BYTES]

    def position(self, index: int) -> int:
        return self._position + index

    def number(self) -> str:
        return self._number

    def text(self) -> str:
        return self._said

    def commitment(self) -> str:
        return commit(self._said, self._template.salt)

    def words(self) -> str:
        return (
            "{" + ",".join(map(str, {*self._template.words, *_words_where(self._place, self._figure)})) + "}"
        )

    def week(self) -> str:
        return self._week

    def public_id(self) -> str:
        number, signs = int(self._noise[:16], 16), []
        for _ in range(12):
            number, rest = divmod(number, len(CODE_ALPHABET))
            signs.append(CODE_ALPHABET[rest])
        return "".join(signs)

    def code_hash(self) -> str:
        return hash_code(self._number, CODE)


class Copies:
    """Writes copies, a thousand at a time, on the connection given; what they keep in order is set at the end."""

    def __init__(
        self,
        connection: Any,
        tables: Sequence[str],
        chance: random.Random,
        *,
        drop_indexes: bool,
        expected: int,
        rare: int,
    ) -> None:
        self._connection, self._tables, self._chance = connection, list(tables), chance
        self._drop, self._expected = drop_indexes, expected
        self._every = expected // rare if rare else 0
        self._streets = ["".join(signs) for signs in itertools.product(_FIRST, _SECOND, _THIRD)]
        self._weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(self._streets))))
        self._definitions: list[tuple[str, str]] = []
        self._writing: threading.Thread | None = None
        self._sent = self._waited = 0

    def __enter__(self) -> Self:
        self._run("set session_replication_role = replica")  # rows are right by construction: no checks
        if self._drop:
            self._run("set maintenance_work_mem = '512MB'")
            self._careless(True)
            self._definitions = list(self._rows(_INDEXES, [self._tables]))
            for name, _definition in self._definitions:
                self._run(f"drop index {name}")
        self._figure = (
            self._rows("select setval('gongzhi_number', nextval('gongzhi_number') + %s)", [self._expected])[
                0
            ][0]
            - self._expected
        )
        self._position = self._rows("select size from gongzhi_head", [])[0][0]
        return self

    def __exit__(self, *failed: object) -> None:
        if failed[0] is None:
            self._wait()
            self._run("update gongzhi_head set size = %s", [self._position])
            # What follows from the originals' facts was copied with them.
            self._run("update gongzhi_cursor set position = %s", [self._position])
            for _name, definition in self._definitions:
                self._run(definition)
            self._run("set session_replication_role = origin")
            if self._drop:
                self._careless(False)

    def write(self, chosen: Sequence[tuple[Template, timedelta]]) -> None:
        """Write a copy of each."""
        texts: dict[str, list[str]] = {}
        columns: dict[str, str] = {}
        places = self._chance.choices(self._streets, cum_weights=self._weights, k=len(chosen))
        for (template, back), street in zip(chosen, places, strict=True):
            self._figure += 1
            place = RARE if self._every and self._figure % self._every == 0 else street
            values = template.values(Copy(template, back, self._figure, self._position, place))
            self._position += template.positions
            for model, form, pick in template.parts:
                texts.setdefault(model._meta.db_table, []).append(form % pick(values))
                columns.setdefault(model._meta.db_table, _columns(model))
        self._wait()
        if self._drop:
            # The server writes these while the next ones are being put together.
            self._writing = threading.Thread(target=self._send, args=(texts, columns))
            self._writing.start()
        else:
            self._send(texts, columns)

    def _send(self, texts: dict[str, list[str]], columns: dict[str, str]) -> None:
        with self._connection.cursor() as cursor:
            for table in self._tables:
                if table in texts:
                    with cursor.copy(f"copy {table} ({columns[table]}) from stdin") as copy:
                        copy.write("".join(texts[table]).encode())
        self._sent += 1

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.join()
            self._writing = None
            self._waited += 1
            assert self._sent == self._waited, "the database did not take the last thousand"

    def _careless(self, careless: bool) -> None:
        """Let the server write without waiting for the disk, or wait again; a county half filled is thrown away."""
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"alter system {'set' if careless else 'reset'} {name}{' = off' if careless else ''}")
        self._run(
            f"alter system {'set' if careless else 'reset'} max_wal_size{' = 4096' if careless else ''}"
        )
        self._run("select pg_reload_conf()")

    def _run(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def _rows(self, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())


# Indexes that only make reading quicker; those that keep a promise stay.
_INDEXES = """
    select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where indrelid::regclass::text = any(%s) and not indisunique
"""


@cache
def _columns(model: type[Model]) -> str:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    return ", ".join(f'"{field.column}"' for field in fields)


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


@cache
def _first_stamp() -> int:
    """Return the milliseconds from which ids of copies count: they rise, and lie before those made from now on."""
    return (new_id().int >> 80) - 10_000_000


def _where(street: str, figure: int) -> str:
    return f"地点在{street}{_house(figure)}号楼{_door(figure)}单元。"


def _words_where(street: str, figure: int) -> list[int]:
    return [*_words_of_street(street), *_words_of_house(_house(figure), _door(figure))]


def _house(figure: int) -> int:
    return figure % 60 + 1


def _door(figure: int) -> int:
    return figure % 4 + 1


@cache
def _words_of_street(street: str) -> list[int]:
    return words_of(f"地点在{street}，号楼，单元")


@cache
def _words_of_house(house: int, door: int) -> list[int]:
    return words_of(f"{house}，{door}")


def _escaped(text: str) -> str:
    """Return a text as COPY reads it."""
    for sign, instead in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, instead)
    return text


def _canonical(value: Any) -> str:
    """Return canonical JSON the short way, ten times as fast: right where all keys are ASCII."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
