"""A log and its witness in two processes: honest growth is cosigned, a forked history is refused."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from gongzhi.ledger.note_keys import CosignatureSigner, Ed25519Signer
from gongzhi.web.launch.database import Database, open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home

GROW = """
from django.db import transaction
from gongzhi.kernel.instants import now
from gongzhi.ledger.facts import Heartbeat
from gongzhi.ledger.public import keys_in_force, last_checkpoint, record, sequence
with transaction.atomic():
    for _ in range({count}):
        record(Heartbeat(), subject=None, by="system", at=now())
sequence()
print("size:", last_checkpoint().size, "key:", keys_in_force()[0])
"""
# Whoever has the server itself passes every trigger. He is careful: the whole tree goes, and is made anew and signed.
REWRITE = """
    set session_replication_role = replica;
    update gongzhi_fact set entry = convert_to(replace(convert_from(entry, 'utf8'), '"system"', '"nobody"'), 'utf8')
    where id = (select fact_id from gongzhi_entry where position = 1);
    delete from gongzhi_cosignature;
    delete from gongzhi_checkpoint;
    delete from gongzhi_tile;
    delete from gongzhi_edge;
    update gongzhi_head set tree_size = 0;
    update gongzhi_head set unhashed_since = now();
"""


class Witness:
    """`gongzhi witness run` in a process of its own, in a folder of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.log = folder, folder / "said"
        with self.log.open("ab") as log:
            self._before = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongzhi.web.command", "witness", "run", *words],
                env={**os.environ, "GONGZHI_HOME": str(folder), "GONGZHI_LANG": "en"},
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_bytes()[self._before :].decode()

    def found(self, pattern: str) -> str:
        """Wait until it has said this, and return the part in brackets."""
        end = time.monotonic() + 60
        while not (match := re.search(pattern, self.said())):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)
        return match[1]


@contextmanager
def witnessing(folder: Path, *words: str) -> Iterator[Witness]:
    folder.mkdir(exist_ok=True)
    witness = Witness(folder, *words)
    try:
        witness.found("(It listens at)")
        yield witness
    finally:
        witness.process.send_signal(signal.SIGTERM)
        assert witness.process.wait(30) in (0, -signal.SIGKILL)


@dataclass(frozen=True)
class Node:
    """An installation: its folder, and its database."""

    home: Path
    database: Database


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with migrated_home() as home, open_database(start=True, say=pytest.fail) as database:
        yield Node(home, database)


def grow(count: int) -> tuple[int, str]:
    said = gongzhi("django", "shell", "-v", "0", "-c", GROW.format(count=count))
    match = re.search(r"size: (\d+) key: (\S+)", said)
    assert match, said
    return int(match[1]), match[2]


def rewrite(database: Database) -> None:
    assert database.server
    with psycopg.connect(database.server.url(database="gongzhi"), autocommit=True) as connection:
        connection.execute(REWRITE)


def test_a_witness_in_another_process_refuses_a_forked_history(tmp_path: Path, node: Node) -> None:
    """The operator of the log alters one record and signs the whole history anew, with the right key."""
    size, vkey = grow(5)
    words = ("--log", vkey, "--name", "audit.example/witness", "--listen", "127.0.0.1:0")
    with witnessing(tmp_path / "audit", *words) as witness:
        key, url = witness.found(r"This witness is (\S+)"), witness.found(r"It listens at (\S+)")
        policy = node.home / "keys" / "policy"
        policy.write_text(f"witness audit {key} {url}\nquorum audit\n")
        honest = gongzhi("ledger", "witnesses", "--ask")
        assert f"audit  cosigned size {size}" in honest
        assert f"✓ “audit” is satisfied up to size {size}" in honest
        larger, _vkey = grow(300)
        assert f"✓ “audit” is satisfied up to size {larger}" in gongzhi("ledger", "witnesses", "--ask")
        assert witness.said().count(" 200 cosigned ") == 2

        rewrite(node.database)
        forked, same_key = grow(0)
        assert (forked, same_key) == (larger, vkey)
        refused = gongzhi("ledger", "witnesses", "--ask", code=1)
        assert "audit  has cosigned nothing yet" in refused
        assert "✗ refuses since" in refused
        assert "it saw another history of this log" in refused
        assert " 422 forked " in witness.said()

        # Growing on does not help, and neither does a witness that dies and comes back.
        grow(5)
        witness.process.kill()
        witness.process.wait(30)
    with witnessing(tmp_path / "audit", "--log", vkey, "--listen", "127.0.0.1:0") as again:
        assert again.found(r"This witness is (\S+)") == key
        url = again.found(r"It listens at (\S+)")
        policy.write_text(f"witness audit {key} {url}\nquorum audit\n")
        gongzhi("ledger", "witnesses", "--ask", code=1)
        assert " 422 inconsistent_" in again.said()


@pytest.mark.slow
def test_a_node_is_a_witness_as_well(node: Node) -> None:
    vkey = Ed25519Signer("peer.example/evidence", b"\x05" * 32).verifier.vkey()
    key = gongzhi("witness", "key", "--name", "county.example/witness").strip()
    assert gongzhi("witness", "key", "--name", "another.example/name").strip() == key
    kept = node.home / "keys" / "witness.key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert CosignatureSigner.from_skey(kept.read_text()).verifier.vkey() == key
    assert "No log is watched" in gongzhi("witness", "list")
    assert "✓ peer.example/evidence is watched." in gongzhi("witness", "trust", vkey)
    listed = gongzhi("witness", "list")
    assert "peer.example/evidence  size 0" in listed
    assert vkey in listed
    assert "is trusted no more" in gongzhi("witness", "trust", vkey, "--end")
    assert "No log is watched" in gongzhi("witness", "list")
    assert "is no key of a log" in gongzhi("witness", "trust", "nonsense", code=1)
    policy = node.home / "keys" / "policy"
    policy.unlink(missing_ok=True)
    assert "No policy says" in gongzhi("ledger", "witnesses", code=1)
    policy.write_text("quorum nobody\n")
    assert "line 1: a name stands here that no line before it has given" in gongzhi(
        "ledger", "witnesses", code=1
    )


def test_key_and_state_stay_together(tmp_path: Path) -> None:
    """Whoever lost the state has forgotten what it said, and could contradict itself; so it does not start."""
    vkey = Ed25519Signer("log.example/evidence", b"\x05" * 32).verifier.vkey()
    home = str(tmp_path / "home")

    def start(*words: str) -> str:
        return gongzhi("witness", "run", *words, code=1, GONGZHI_HOME=home, GONGZHI_LANG="en")

    assert "no key yet, and no name" in start("--log", vkey)
    assert "cannot be the name of a key" in start("--log", vkey, "--name", "with space")
    assert "is no key of a log" in start("--log", "nonsense", "--name", "audit.example/w")
    assert "is no address" in start("--log", vkey, "--listen", "8090")
    folder = tmp_path / "home" / "witness"
    with witnessing(tmp_path / "home", "--log", vkey, "--name", "audit.example/w", "--listen", "127.0.0.1:0"):
        assert (folder / "key").stat().st_mode & 0o777 == 0o600
    (folder / "state").rename(folder / "elsewhere")
    assert "is there, but" in start("--log", vkey, "--listen", "127.0.0.1:0")
    (folder / "state").write_bytes(b"no database")
    assert "is not the state of a witness" in start("--log", vkey, "--listen", "127.0.0.1:0")
    (folder / "elsewhere").replace(folder / "state")
    (folder / "key").write_text(Ed25519Signer("audit.example/w", b"\x06" * 32).skey())
    assert "belongs to another key" in start("--log", vkey, "--listen", "127.0.0.1:0")
    (folder / "key").write_text("no key")
    assert "holds no key" in start("--log", vkey, "--listen", "127.0.0.1:0")
