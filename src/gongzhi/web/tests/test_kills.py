"""Kill -9 at any moment: what was acknowledged is there, nothing is half done, nothing happened twice.

A whole installation takes reports over HTTP while staff work on them; its processes are killed at random
moments, in the end all at once, as a power cut would.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from tests.small_county import WEST, write_files

from gongzhi.ledger.rules import read_entry
from gongzhi.web.launch.addresses import saved_addresses
from gongzhi.web.tests.conftest import CHECK_REPLAY, ROOT, gongzhi
from gongzhi.web.tests.running import SECONDS, Run, alive, free_port, running
from gongzhi.web.tests.visitors import Receipt, Visitor

pytestmark = pytest.mark.slow

SEED = 2026
RESIDENTS = 3
# The supervisor gives up on a process that dies more than five times a minute, so none is killed that often.
TARGETS = ("web", "web child", "worker", "database", "database child") * 2


@dataclass
class Acknowledged:
    """What residents and staff were told has happened, as they noted it down."""

    receipts: list[Receipt] = field(default_factory=list)
    added: list[tuple[str, str]] = field(default_factory=list)
    steps: list[dict[str, str]] = field(default_factory=list)
    retries: int = 0


def resident(name: int, port: int, stopped: threading.Event, told: Acknowledged) -> None:
    """Report one thing after the other and add a word to each."""
    count = 0
    while not stopped.is_set():
        count += 1
        visitor = Visitor(port)
        receipt = visitor.file(f"第{name}位居民的第{count}件事：西街口的垃圾桶满了。", WEST)
        told.receipts.append(receipt)
        word = f"第{name}位居民的第{count}次补充。"
        visitor.add(word)
        told.added.append((receipt.number, word))
        told.retries += visitor.retries


@contextlib.contextmanager
def at_work(port: int, notes: Path, told: Acknowledged) -> Iterator[None]:
    """Let residents and staff work; at the end let each finish what they have begun."""
    stopped = threading.Event()
    failures: list[BaseException] = []

    def watched(name: int) -> None:
        try:
            resident(name, port, stopped, told)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=watched, args=[name]) for name in range(RESIDENTS)]
    command = [sys.executable, "-m", "gongzhi.web.tests.staff_at_work"]
    with notes.open("wb") as file, subprocess.Popen(command, cwd=ROOT, stdout=file) as staff:
        try:
            for thread in threads:
                thread.start()
            yield
            stopped.set()
            for thread in threads:
                thread.join(2 * SECONDS)
            wait_for(lambda: '"answer"' in notes.read_text() or staff.poll() is not None)
        finally:
            stopped.set()
            staff.send_signal(signal.SIGTERM)
    told.steps = [json.loads(line) for line in notes.read_text().splitlines()]
    assert not failures, failures
    assert not any(thread.is_alive() for thread in threads)
    assert staff.returncode == 0


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until it has happened."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def kill(run: Run, target: str, draw: random.Random) -> None:
    """Kill -9 one process of an installation, if it is there at this moment."""
    words, of_its_children = {
        "web": ("granian", False),
        "web child": ("granian", True),
        "worker": ("gongzhi.web.command worker", False),
        "database": ("postgres -D", False),
        "database child": ("postgres: ", True),
    }[target]
    found = run.children(words)
    chosen = found[:1] if not of_its_children else found[1:] and [draw.choice(found[1:])]
    for pid in chosen:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def power_cut(run: Run) -> None:
    """Kill -9 everything at once and wait until all of it is gone."""
    everybody = [run.process.pid, *run.children("")]
    for pid in everybody:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    run.process.wait(SECONDS)
    wait_for(lambda: not any(alive(pid) for pid in everybody))


def test_killed_anywhere_nothing_acknowledged_is_lost_halved_or_doubled(home: Path) -> None:
    draw, told, port = random.Random(SEED), Acknowledged(), free_port()
    files = home.parent / "county"
    write_files(files)
    with running(home, port) as run:
        gongzhi("organization", "import", files)
        with at_work(port, home.parent / "notes", told):
            time.sleep(1)
            for target in draw.sample(TARGETS, len(TARGETS)):
                kill(run, target, draw)
                time.sleep(draw.uniform(0.1, 2.5))
            run.wait_until_ready()
        power_cut(run)
    with running(home, port) as run:
        stands_as_told(told, port)


def stands_as_told(told: Acknowledged, port: int) -> None:
    """Compare what people were told with what is on record."""
    addresses = saved_addresses()
    assert addresses
    assert len(told.receipts) >= RESIDENTS
    assert {step["event"] for step in told.steps} == {"dispatch", "sign", "answer"}
    assert told.retries, "no kill was ever noticed: the test proves nothing"
    with psycopg.connect(addresses.owner, autocommit=True) as database:
        wait_for(lambda: not database.execute("select from gongzhi_pendingfact limit 1").fetchall())
        wait_for(lambda: not database.execute("select from gongzhi_head where tree_size < size").fetchall())
        nothing_lost(database, told)
        nothing_halved(database)
    for receipt in (told.receipts[0], told.receipts[-1]):
        assert receipt.text in Visitor(port).follow(receipt)
    assert "differences: []" in gongzhi("django", "shell", "-v", "0", "-c", CHECK_REPLAY)
    assert "✓ Every entry, hash, signature and text is what was signed." in gongzhi("ledger", "verify")


def nothing_lost(database: psycopg.Connection, told: Acknowledged) -> None:
    """Everything acknowledged is there with its facts, once, and nobody's retry made a second one."""
    facts: dict[str, list] = {}
    for (entry,) in database.execute("select entry from gongzhi_fact order by id"):
        fact = read_entry(bytes(entry))
        facts.setdefault(str(fact.subject), []).append(fact)
    rows = database.execute(
        "select number, loop_id::text, text from gongzhi_case join gongzhi_loop on id = loop_id"
    ).fetchall()
    cases = {number: (case_id, text) for number, case_id, text in rows}
    doubled = [text for text, times in Counter(text for _, _, text in rows).items() if times > 1]
    assert not doubled
    for receipt in told.receipts:
        case_id, text = cases[receipt.number]
        kinds = Counter(fact.kind for fact in facts[case_id])
        assert text == receipt.text
        assert (kinds["loops.opened"], kinds["cases.filed"]) == (1, 1)
    said = Counter(text for (text,) in database.execute("select text from gongzhi_opening").fetchall())
    for number, word in told.added:
        assert said[word] == 1, (number, word)
    for step in told.steps:
        moves = Counter(fact.data["event"] for fact in facts[step["case"]] if fact.kind == "loops.moved")
        assert moves[step["event"]] == 1, step


def nothing_halved(database: psycopg.Connection) -> None:
    """No loop without an owner and a deadline, no case without a loop, no fact out of the order."""

    def none(query: str) -> None:
        assert database.execute(query).fetchall() == [], query

    none("""select id from gongzhi_loop l where ended_at is null and not exists (
        select from gongzhi_obligation o join gongzhi_deadline d on d.obligation_id = o.id
        where o.loop_id = l.id and o.settled_at is null and d.cancelled_at is null)""")
    none("select id from gongzhi_loop where not exists (select from gongzhi_case where loop_id = id)")
    none("select id from gongzhi_fact f where not exists (select from gongzhi_entry where fact_id = f.id)")
    entries = "select count(*), min(position), max(position) + 1, (select size from gongzhi_head) from gongzhi_entry"
    count, first, after, size = database.execute(entries).fetchone() or ()
    assert (first, after, size) == (0, count, count)
