"""Kill -9 between fact, batch, tile and checkpoint: nothing is lost, nothing is sequenced twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Checkpoint, Entry, Fact, Tile
from gongzhi.ledger.tests.test_sequence import everything_holds, facts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_there(
    transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begin with empty tables and a folder of keys of one's own, for the processes started here as well."""
    call_command("flush", interactive=False, verbosity=0)
    tmp_path.chmod(0o700)
    settings.GONGZHI_KEYS = tmp_path / "keys"
    monkeypatch.setenv("GONGZHI_HOME", str(tmp_path))
    assert not Fact.objects.exists()


SECONDS = 120
# Where the process is at the moment it is killed: at the first write to this table in a batch.
PLACES = ("pendingfact", "entry", "logkey", "tile", "edge", "checkpoint", "head", "commit")


def start() -> "subprocess.Popen[bytes]":
    """Start a sequencer on the database of this test."""
    return process("from gongzhi.ledger.public import sequence\nwhile sequence(limit=300): pass")


def process(work: str) -> "subprocess.Popen[bytes]":
    """Start a process that does some work on the database of this test, with the keys of this test."""
    found = connection.settings_dict
    parts = {
        "host": found["HOST"],
        "port": found["PORT"],
        "user": found["USER"],
        "password": found["PASSWORD"],
    }
    address = " ".join(f"{key}={value}" for key, value in {**parts, "dbname": found["NAME"]}.items() if value)
    program = f"import django\ndjango.setup()\n{work}"
    return subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": address})


@contextmanager
def slow_at(table: str) -> Iterator[None]:
    """Let every write to a table take so long that the process can be caught at it; "commit": the very last moment."""
    on = "gongzhi_head" if table == "commit" else f"gongzhi_{table}"
    if table == "commit":
        when, each = "create constraint trigger slow after", "deferrable initially deferred for each row"
    else:
        when, each = "create trigger slow before", "for each statement"
    with connection.cursor() as cursor:
        cursor.execute(
            "create function takes_long() returns trigger language plpgsql as"
            " $$ begin perform pg_sleep(1.5); return null; end $$"
        )
        cursor.execute(f"{when} insert or update or delete on {on} {each} execute function takes_long()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # waits until the server has noticed that its client is gone
            cursor.execute("drop function takes_long cascade")


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def asleep() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
        return bool(cursor.fetchone()[0])


def state() -> tuple[object, ...]:
    checkpoints = list(Checkpoint.objects.order_by("size").values_list("size", "note"))
    return (
        ledger.size(),
        ledger.tree_size(),
        ledger.waiting(),
        Entry.objects.count(),
        Tile.objects.count(),
        checkpoints,
    )


@pytest.mark.parametrize("table", PLACES)
def test_killed_at_this_very_write_nothing_of_the_batch_stays_and_the_next_does_it_all(table: str) -> None:
    facts(40)
    if table != "logkey":
        ledger.sequence()
    facts(520)
    before = state()
    with slow_at(table):
        sequencer = start()
        wait_for(asleep)
        sequencer.send_signal(signal.SIGKILL)
        sequencer.wait(SECONDS)
    if table == "commit":  # the server was asked already, and does it: then all of the batch is there
        assert state()[:4] == (340, 340, 220, 340)
    else:
        assert state() == before
    with start() as again:
        assert again.wait(SECONDS) == 0
    assert ledger.size() == ledger.tree_size() == Entry.objects.count() == Fact.objects.count() == 560
    assert not ledger.waiting()
    everything_holds()
    assert list(ledger.faults()) == []


def test_killed_while_it_records_a_fact_is_there_whole_or_not_at_all() -> None:
    with slow_at("pendingfact"):
        recorder = process("from gongzhi.ledger.tests.test_sequence import facts\nfacts(3)")
        wait_for(asleep)
        assert Fact.objects.count() == 0
        recorder.send_signal(signal.SIGKILL)
        recorder.wait(SECONDS)
    assert (Fact.objects.count(), ledger.waiting()) == (0, 0)
    facts(1)
    assert ledger.sequence() == 1
    assert list(ledger.faults()) == []
