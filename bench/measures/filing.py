"""Filing a case over HTTP, against the same rows written bare.

The floor takes one real filing apart: every statement with which it wrote rows is caught, and replayed as
a prepared statement, all in one transaction of one client, with fsync on, new ids and numbers each time.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.small_county import COUNTY, IN_WEST

from bench.installation import HOST, Installation
from bench.load import BadAnswerError, Load, run
from bench.measures.pages import CONCURRENCY, cases, queries_in, results
from bench.results import Result
from bench.visits import Visitor, forms, visitor
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.kernel.ids import new_code, new_id
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT

ONE_BY_ONE = 100
AT_ONCE = 240
MOST_SECONDS = 20.0
MOST_TIMES = 6.0  # what its rows cost, bare
TEXT = "西街口的垃圾桶满了三天没人收。晚上有老鼠，气味很大，路过的人都绕着走，请尽快清运。"
# The steps of a report, and what a resident types in each; the last one files.
STEPS: tuple[dict[str, str], ...] = (
    {"text": TEXT},
    {"lon": "110.005", "lat": "30.005", "address": "西街口公交站旁"},
    {"filer": "NAMED", "name": "周某", "phone": "13900000000"},
)
_WRITES = re.compile(r"\b(insert\s+into|update|delete\s+from)\s+\"?(gongzhi_\w+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{6}-\d{7,}")


def measure(installation: Installation) -> Iterator[Result]:
    """File from one connection and from eight; each filing is a resident with a session of their own."""
    installation.prepare(cases=cases())
    installation.spoil()  # there will be more cases than were asked for
    port = installation.serve()
    installation.rest()
    _action()  # the first one reads calendar, profile and grids
    writes = catch_writes(_action)
    floor = replay(installation, writes, ONE_BY_ONE)
    yield _against(writes, floor, "filing.action", [_seconds(_action) for _ in range(ONE_BY_ONE)])
    with visitor(port) as someone:
        file_one(someone)
        yield Result("filing.requests", "requests", someone.requests, at_size=cases())
    writes = capture()
    yield Result("filing.queries", "SQL/request", writes.queries, at_size=cases())
    floor = replay(installation, writes, ONE_BY_ONE)
    load, cpu = _file(installation, port, ONE_BY_ONE, concurrency=1)
    yield _against(writes, floor, "filing.one", load.latencies)
    yield from results("filing.one", load, cpu)
    load, cpu = _file(installation, port, AT_ONCE, concurrency=CONCURRENCY)
    yield from results("filing.eight", load, cpu)


def _against(writes: "Filing", floor: float, name: str, latencies: Sequence[float]) -> Result:
    return Result(
        name,
        "ms",
        statistics.median(latencies) * 1000,
        floor_name=f"its {len(writes)} writes, bare",
        floor_value=floor * 1000,
        n=len(latencies),
        at_size=cases(),
        target=MOST_TIMES,
    )


def _action() -> None:
    """File one case in this process: what of a filing is not the web."""
    file_case(
        text=TEXT,
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address=STEPS[1]["address"]),
        channel=Channel.PORTAL,
        person=Person(filer=Filer.NAMED, name=STEPS[2]["name"], phone=STEPS[2]["phone"]),
        by=RESIDENT,
        at=now(),
        once=new_id(),
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _file(installation: Installation, port: int, count: int, *, concurrency: int) -> tuple[Load, float]:
    """Send the last step of so many reports; return the load and the processor seconds of all parts."""
    prepared = _prepare(port, count)
    cpu, there = installation.cpu(), Case.objects.count()
    load = run(prepared, port, concurrency=concurrency, seconds=MOST_SECONDS, expected=302, again=False)
    cpu = installation.cpu() - cpu
    filed = Case.objects.count() - there
    if filed != load.count:
        raise BadAnswerError(f"{load.count} filings were acknowledged, and {filed} cases are there")
    return load, cpu


def file_one(someone: Visitor) -> None:
    """Go through the whole report, up to the receipt."""
    begin(someone)
    someone.submit(**STEPS[-1])


def begin(someone: Visitor) -> None:
    """Fill in everything but the last step."""
    someone.open("/report")
    for step in STEPS[:-1]:
        someone.submit(**step)


def _prepare(port: int, count: int) -> list[bytes]:
    """Return the last request of so many reports, each begun by a resident of its own."""
    ready = []
    for _ in range(count):
        with visitor(port) as someone:
            begin(someone)
            ready.append(someone.ready(**STEPS[-1]))
    return ready


@dataclass(frozen=True)
class Write:
    """One statement that wrote rows, as it went to the database, and the table it wrote to first."""

    table: str
    sql: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True)
class Filing:
    """The writes of one filing, what in them was made for this filing only, and how many queries there were."""

    writes: tuple[Write, ...]
    ids: frozenset[UUID]
    words: frozenset[str]
    queries: int

    def __len__(self) -> int:
        return len(self.writes)

    def fresh(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return the statements for another filing: new ids, another number, another public id."""
        ids = {old: new_id() for old in sorted(self.ids)}
        words = {old: _another(old) for old in self.words}
        texts = {str(old): str(new) for old, new in ids.items()} | words
        return [
            (write.sql, tuple(_replace(value, ids, texts) for value in write.parameters))
            for write in self.writes
        ]


def _another(word: str) -> str:
    """Return a word of the same shape: a number (marked, so that no real one meets it) or a code."""
    if _NUMBER.fullmatch(word):
        return f"{word[:6]}-{new_id().int % 10**12:012d}B"
    return new_code(len(word))


def _replace(value: Any, ids: dict[UUID, UUID], texts: dict[str, str]) -> Any:
    if isinstance(value, UUID):
        return ids.get(value, value)
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, list | tuple):
        return [_replace(item, ids, texts) for item in value]
    if isinstance(value, bytes | memoryview):
        found = bytes(value)
        for old, new in texts.items():
            found = found.replace(old.encode(), new.encode())
        return found
    return value


def capture() -> Filing:
    """File one case through the pages in this process and return what it wrote, sessions left out."""
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    client = Client(headers={"accept-language": "zh-CN"})
    path, values = "/report", _form(client.get("/report"), STEPS[0])
    for step in STEPS[:-1]:
        answer = client.post(path, {**values, **step})
        path = answer.headers["Location"]
        values = _form(client.get(path), STEPS[STEPS.index(step) + 1])
    return catch_writes(lambda: _send(client, path, {**values, **STEPS[-1]}))


def _send(client: Client, path: str, values: dict[str, str]) -> None:
    answer = client.post(path, values)
    if answer.status_code != 302:
        raise BadAnswerError(f"{path} answered with {answer.status_code}")


def catch_writes(file: Callable[[], object]) -> Filing:
    """Return what `file` writes; it files one case on Django's own connection."""
    caught: list[Write] = []
    first = new_id()
    with CaptureQueriesContext(connection) as captured, connection.execute_wrapper(_catch(caught)):
        file()
    last = new_id()
    found = {value for write in caught for value in _flat(write.parameters) if isinstance(value, UUID)}
    # Ids rise in the order they are made in, so those of this filing lie between two made around it;
    # the key of the request (version 5) is made from the page.
    ids = frozenset(value for value in found if first < value < last or value.version == 5)
    case = Case.objects.select_related("loop").get(loop__in=ids)
    return Filing(tuple(caught), ids, frozenset({case.loop.number, case.public_id}), queries_in(captured))


def _form(answer: Any, step: dict[str, str]) -> dict[str, str]:
    for form in forms(answer.content.decode()):
        if form.method == "post" and set(step) <= form.names:
            return form.values
    raise BadAnswerError(f"the page has no form with the fields {', '.join(step)}")


def _catch(caught: list[Write]) -> Callable[..., Any]:
    def catch(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if found := _WRITES.search(sql):
            assert not many
            caught.append(Write(found[2], sql, tuple(parameters or ())))
        return execute(sql, parameters, many, context)

    return catch


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value


def replay(installation: Installation, filing: Filing, times: int) -> float:
    """Write the rows of `times` more filings; return the median seconds of one transaction."""
    ready = [filing.fresh() for _ in range(times + 1)]
    taken = []
    with installation.administrator() as bare:
        assert bare.execute("show fsync").fetchone() == ("on",)
        assert bare.execute("show synchronous_commit").fetchone() == ("on",)
        before = _filed(bare)
        for statements in ready:
            began = time.perf_counter()
            with bare.transaction(), bare.cursor() as cursor:
                for sql, parameters in statements:
                    cursor.execute(sql.encode(), parameters, prepare=True)
            taken.append(time.perf_counter() - began)
        assert _filed(bare) - before == len(ready), "the replay did not write all rows"
    return statistics.median(taken[1:])  # the first one prepares


def _filed(bare: psycopg.Connection[Any]) -> int:
    found = bare.execute("select count(*) from gongzhi_loop").fetchone()
    return int(found[0]) if found else 0
