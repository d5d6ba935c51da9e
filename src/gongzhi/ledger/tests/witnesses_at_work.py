"""Witnesses at work for tests: real ones on a port, and one that gives whatever answer it is told to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.db import transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.instants import now
from gongzhi.ledger import collecting
from gongzhi.ledger.actions.record import record
from gongzhi.ledger.actions.sequence import sequence
from gongzhi.ledger.collecting import Collector
from gongzhi.ledger.notes import CosignatureSigner, Ed25519Signer, parse_vkey, signature_line
from gongzhi.ledger.queries import facts_about, keys_in_force
from gongzhi.ledger.stored_tree import last_checkpoint
from gongzhi.ledger.tests.test_actions import Noted
from gongzhi.ledger.witness_server import WitnessServer
from gongzhi.ledger.witness_store import FileStore
from gongzhi.ledger.witnesses import key_text, subject_of


def signer(name: str) -> CosignatureSigner:
    return CosignatureSigner(Ed25519Signer(f"{name}.example/w", name.ljust(32).encode()))


def note(number: int, at: datetime | None = None) -> None:
    with transaction.atomic():
        record(Noted(number, Private("楼道灯不亮")), subject=None, by="system", at=at or now())


def grow(count: int = 1) -> int:
    for number in range(count):
        note(number)
    sequence()
    newest = last_checkpoint()
    assert newest is not None
    return newest.size


class Place:
    """A witness with its file, which may be stopped and started again elsewhere."""

    def __init__(self, name: str, folder: Path, clock: Callable[[], float]) -> None:
        self.signer, self.path, self.clock = signer(name), folder / name, clock
        self.told: list[str] = []
        FileStore.create(self.path, self.signer.verifier)

    @property
    def key(self) -> str:
        return key_text(self.signer.verifier.public)

    @contextmanager
    def serving(self) -> Iterator[str]:
        logs = [parse_vkey(vkey) for vkey in keys_in_force()]
        store = FileStore(self.path, self.signer.verifier, logs)
        server = WitnessServer(("127.0.0.1", 0), store, self.signer, clock=self.clock, tell=self.told.append)
        with served(server) as url:
            yield url


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def place(name: str, folder: Path, clock: Callable[[], float] = lambda: now().timestamp()) -> Place:
    return Place(name, folder, clock)


def write_policy(keys: Path, places: dict[Place, str], quorum: str = "") -> None:
    lines = [
        f"witness w{n} {each.signer.verifier.vkey()} {url}" for n, (each, url) in enumerate(places.items())
    ]
    names = " ".join(f"w{number}" for number in range(len(places)))
    lines += [f"group q {quorum or 'all'} {names}", "quorum q"]
    (keys / "policy").write_text("\n".join(lines) + "\n")


def rounds(collector: Collector, count: int = 4, at: datetime | None = None) -> datetime:
    """Let it have its turns, some seconds apart, as the worker does."""
    moment = at or now()
    for _turn in range(count):
        collector.turn(at=moment)
        collector.wait(15)
        moment += collecting.BETWEEN
    return moment


def refusals(of: Place) -> list[tuple[int, str]]:
    found = facts_about([subject_of(of.signer.verifier.public)])
    return [(fact.data["size"], fact.data["code"]) for fact in found]


@contextmanager
def answering(status: int, body: bytes, kind: str = "text/plain") -> Iterator[str]:
    """Serve one answer to whatever is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


def line_of(one: Place, *, seconds: int, body: str | None = None) -> bytes:
    newest = last_checkpoint()
    assert newest is not None
    text = newest.note.split("\n\n")[0] + "\n" if body is None else body
    return signature_line(text, one.signer.at(seconds)).encode()
