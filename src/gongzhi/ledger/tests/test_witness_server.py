"""The stand-alone witness: its file, its port, and requests that race, hang or never end."""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gongzhi.ledger import witness_server
from gongzhi.ledger.notes import CosignatureSigner, Ed25519Signer, Verifier, open_note
from gongzhi.ledger.tests.test_witnessing import FORGED, HONEST, LOG, WITNESS, asked, note_of
from gongzhi.ledger.tree import root_of
from gongzhi.ledger.witness_server import WitnessServer
from gongzhi.ledger.witness_store import FileStore
from gongzhi.ledger.witnessing import MAX_REQUEST, SIZE_TYPE, StoreError, Watched, origin_hash, witness

OTHER = CosignatureSigner(Ed25519Signer("witness.example/w2", b"\x09" * 32))


def store(path: Path, own: Verifier = WITNESS.verifier) -> FileStore:
    if not path.exists():
        FileStore.create(path, own)
    return FileStore(path, own, [LOG.verifier])


@contextmanager
def serving(path: Path, told: list[str] | None = None) -> Iterator[WitnessServer]:
    lines = [] if told is None else told
    server = WitnessServer(
        ("127.0.0.1", 0), store(path), WITNESS, clock=lambda: 1_800_000_000, tell=lines.append
    )
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(server: WitnessServer, body: bytes, path: str = "/add-checkpoint") -> tuple[int, str, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as line:
        line.request("POST", path, body)
        found = line.getresponse()
        return found.status, found.read().decode(), found.headers["Content-Type"]


def raw(server: WitnessServer, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_every_answer_of_the_protocol_over_http(tmp_path: Path) -> None:
    told: list[str] = []
    with serving(tmp_path / "state", told) as server:
        shown = f"/{origin_hash(LOG.name)}/checkpoint"
        with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as line:
            # One connection for all: what follows an answer is read as the next request.
            for body, status in [(asked(0, 7), 200), (asked(7, 20), 200), (asked(7, 20), 409), (b"", 400)]:
                line.request("POST", "/add-checkpoint", body)
                found = line.getresponse()
                assert (found.status, bool(found.read())) == (status, True)
            line.request("GET", shown)
            note = line.getresponse().read()
        cosigned = open_note(note, [LOG.verifier, WITNESS.verifier])
        assert cosigned.body == note_of(20).split("\n\n")[0] + "\n"
        assert len(cosigned.verified) == 2
        assert ask(server, asked(7, 20)) == (409, "20\n", SIZE_TYPE)
        assert ask(server, asked(20, 20, FORGED))[0] == 422
        assert ask(server, asked(20, 30, FORGED))[0] == 422
        assert ask(server, asked(20, 7).replace(b"old 7", b"old 20"))[0] == 400
        assert ask(server, asked(20, 30).replace(b"log.example/ev", b"lag.example/ev"))[0] == 404
        assert ask(server, asked(20, 30).replace(b"\n30\n", b"\n31\n"))[0] == 403
        assert ask(server, asked(20, 30), "/elsewhere")[0] == 404
    assert "200 cosigned log.example/evidence" in told
    assert "422 forked log.example/evidence" in told
    assert "422 inconsistent_old_root log.example/evidence" in told
    assert "404 unknown_log lag.example/evidence" in told


def test_what_is_too_long_unfinished_or_has_no_length_is_not_read(tmp_path: Path) -> None:
    told: list[str] = []
    start = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"
    with serving(tmp_path / "state", told) as server:
        assert ask(server, b"old 7\n\n" + b"x" * MAX_REQUEST)[0] == 413
        assert raw(server, start + b"\r\n").startswith(b"HTTP/1.1 411")
        assert raw(server, start + b"Content-Length: -1\r\n\r\n").startswith(b"HTTP/1.1 411")
        assert raw(server, start + b"Content-Length: 9999999999999\r\n\r\n").startswith(b"HTTP/1.1 413")
        chunked = start + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nold"
        assert raw(server, chunked).startswith(b"HTTP/1.1 411")
        assert raw(server, start + b"Content-Length: 50\r\n\r\nold 7") == b""
        assert ask(server, asked(0, 7))[0] == 200
    assert "400 broken_off" in told


def test_an_origin_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    told: list[str] = []
    with serving(tmp_path / "state", told) as server:
        assert ask(server, b"old 0\n\n\x1b[2J\xe2\x80\xaeevil\n1\n")[0] == 400
    assert told == ["400 control_character ?[2J?evil"]


def test_who_dawdles_loses_the_line_and_keeps_nobody_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then never runs into a time-out; the whole connection has an end."""
    monkeypatch.setattr(witness_server, "LONGEST", 1)
    monkeypatch.setattr(witness_server, "MAX_CONNECTIONS", 3)
    told: list[str] = []
    with serving(tmp_path / "state", told) as server:
        lines = [socket.create_connection(("127.0.0.1", server.server_port)) for _ in range(3)]
        began = time.monotonic()
        ended = 0
        while ended < 3:
            ended = 0
            for line in lines:
                try:
                    line.sendall(b"P")
                except OSError:
                    ended += 1
            assert time.monotonic() - began < 10
            time.sleep(0.1)
        for line in lines:
            line.close()
        assert ask(server, asked(0, 7))[0] == 200


def test_of_two_racing_requests_neither_rolls_the_log_back(tmp_path: Path) -> None:
    """The race of the specification: two are checked, the larger is kept, then the smaller would be.

    Both have read the same state when they come to keep what they checked; a barrier makes sure of it.
    """
    path = tmp_path / "state"
    for _round in range(10):
        path.unlink(missing_ok=True)
        real = store(path)
        assert witness(asked(0, 7), real, WITNESS).status == 200
        together = threading.Barrier(2)

        class Both:
            def __init__(self, real: FileStore, together: threading.Barrier) -> None:
                self.real, self.together, self.waits = real, together, True

            def find(self, origin: str) -> Watched | None:
                return self.real.find(origin)

            def swap(self, before: Watched, after: Watched) -> bool:
                if self.waits:
                    self.waits = False
                    self.together.wait(timeout=10)
                return self.real.swap(before, after)

        answers: dict[int, int] = {}

        def run(size: int, both: Both, answers: dict[int, int] = answers) -> None:
            answers[size] = witness(asked(7, size), both, WITNESS).status

        threads = [threading.Thread(target=run, args=(size, Both(real, together))) for size in (10, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers.values()) == [200, 409]
        winner = max(answers, key=lambda size: answers[size] == 200)
        kept = real.find(LOG.name)
        assert kept is not None
        assert (kept.size, kept.root) == (winner, root_of(HONEST[:winner]))


def test_many_at_once_over_http_grow_one_history(tmp_path: Path) -> None:
    """Whoever was cosigned was the largest at that moment: the sizes that got a 200 are what the file went through."""
    with serving(tmp_path / "state") as server:
        won: list[int] = []

        def grow(size: int) -> None:
            old = 0
            while old < size:
                status, body, _kind = ask(server, asked(old, size))
                if status == 200:
                    won.append(size)
                    return
                assert status == 409
                old = int(body)

        threads = [threading.Thread(target=grow, args=[size]) for size in range(1, 21)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = server.store.find(LOG.name)
    assert kept is not None
    assert kept.size == 20 == max(won)
    assert len(set(won)) == len(won)


def test_the_file_belongs_to_one_key_and_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "state"
    kept = store(path)
    assert witness(asked(0, 7), kept, WITNESS).status == 200
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreError, match="other_key"):
        store(path, OTHER.verifier)
    with pytest.raises(FileExistsError):
        FileStore.create(path, WITNESS.verifier)
    path.unlink()
    with pytest.raises(StoreError, match="state_unusable"):
        kept.find(LOG.name)
    assert not path.exists()


def test_what_cannot_be_kept_is_not_cosigned(tmp_path: Path) -> None:
    with serving(tmp_path / "state") as server:
        with closing(sqlite3.connect(tmp_path / "state")) as database:
            database.execute("drop table watched")
        assert ask(server, asked(0, 7)) == (503, "state_unusable\n", "text/plain; charset=utf-8")


LOOP = """
import sys
from pathlib import Path
from gongzhi.ledger.tests.test_witness_server import store
from gongzhi.ledger.tests.test_witnessing import WITNESS, asked
from gongzhi.ledger.witnessing import witness
kept = store(Path(sys.argv[1]))
for size in range(int(sys.argv[2]), 41):
    if witness(asked(size - 1, size), kept, WITNESS).status == 200:
        print(size, flush=True)
"""


def test_a_killed_witness_never_falls_behind_what_it_said(tmp_path: Path) -> None:
    """Killed at any moment, it knows at least the last size whose cosignature somebody holds."""
    path, said = tmp_path / "state", 0
    for killed_after in (1, 5, 9, 14):
        command = [sys.executable, "-c", LOOP, str(path), str(said + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
            assert process.stdout
            for line in process.stdout:
                said = int(line)
                if said >= killed_after:
                    process.send_signal(signal.SIGKILL)
                    break
            said = max([said, *map(int, process.stdout.read().split())])
        kept = store(path).find(LOG.name)
        assert kept is not None
        assert said <= kept.size
        assert kept.root == root_of(HONEST[: kept.size])
        said = kept.size
    assert said >= 14


def test_the_witness_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys, gongzhi.ledger.witness_server, gongzhi.ledger.witness_store\n"
        "print([name for name in ('django', 'psycopg') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
