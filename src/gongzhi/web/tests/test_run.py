"""`gongzhi run` as a newcomer types it: up, killed here and there, up again, stopped, started once more."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from gongzhi.web.launch.addresses import saved_addresses

SECONDS = 60


class Run:
    """A `gongzhi run` in a process of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.log = home.parent / "run.log"
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongzhi.web.command", "run"],
                env={**os.environ, "PORT": str(port), "GONGZHI_DEMO": "0"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(json.load(answer)["ready"])
        except (OSError, urllib.error.URLError):
            return False

    def wait_until(self, words: str) -> None:
        deadline = time.monotonic() + SECONDS
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS
        while not self.ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def children(self, words: str) -> list[int]:
        """Return the processes started by this run whose command line holds `words`."""
        found = subprocess.run(
            ["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 2) for line in found.stdout.splitlines()[1:]]
        family = {self.process.pid}
        for _generation in range(3):
            family |= {int(pid) for pid, parent, _arguments in rows if int(parent) in family}
        return [int(pid) for pid, _parent, arguments in rows if int(pid) in family and words in arguments]


@contextmanager
def running(home: Path, port: int) -> Iterator[Run]:
    run = Run(home, port)
    try:
        run.wait_until("Gongzhi is ready")
        yield run
    finally:
        run.process.send_signal(signal.SIGTERM)
        run.process.wait(SECONDS)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_starts_survives_kills_stops_cleanly_and_keeps_the_data(home: Path, port: int) -> None:
    with running(home, port) as run:
        assert f"{run.url}/" in run.said()
        assert "gongzhi admin create" in run.said(), "without a terminal it says what to type"
        addresses = saved_addresses()
        assert addresses is not None
        with psycopg.connect(addresses.owner) as connection:
            connection.execute("create table kept as select 1 as number")

        for words, sentence in [
            ("gongzhi.web.command worker", "The process worker ended (SIGKILL) and was started again"),
            ("granian", "The process web ended (SIGKILL) and was started again"),
            ("postgres -D", "The database is back"),
        ]:
            os.kill(run.children(words)[0], signal.SIGKILL)
            run.wait_until(sentence)
            run.wait_until_ready()

        one_of_the_web_workers = run.children("granian")[-1]
        os.kill(one_of_the_web_workers, signal.SIGKILL)
        run.wait_until_ready()
        everybody = run.children("")

    assert run.process.returncode == 0
    assert "Stopped. Your data are kept" in run.said()
    assert not [pid for pid in everybody if alive(pid)], "nothing is left behind"

    with running(home, port), psycopg.connect((saved_addresses() or addresses).owner) as connection:
        assert connection.execute("select number from kept").fetchone() == (1,)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_busy_port_is_said_before_anything_is_started(home: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        run = Run(home, port)
        assert run.process.wait(SECONDS) == 1
    assert f"Port {port} is used by another program" in run.said()
    assert "Traceback" not in run.said()
    assert not (home / "database").exists()
