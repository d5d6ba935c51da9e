"""A whole installation in processes of its own, as `gongzhi run` starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SECONDS = 180  # patience on a machine with other work to do


class Run:
    """A `gongzhi run` in a process of its own, without the demo."""

    def __init__(self, home: Path, port: int, environment: Mapping[str, str] | None = None) -> None:
        self.log = home.parent / "run.log"
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongzhi.web.command", "run"],
                env={**os.environ, **(environment or {}), "PORT": str(port), "GONGZHI_DEMO": "0"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_bytes()[self._said_before :].decode()

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
def running(home: Path, port: int, environment: Mapping[str, str] | None = None) -> Iterator[Run]:
    """Start an installation, wait until it is ready, and stop it as Ctrl-C would."""
    run = Run(home, port, environment)
    try:
        run.wait_until("Gongzhi is ready")
        yield run
    finally:
        run.process.send_signal(signal.SIGTERM)
        run.process.wait(SECONDS)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Tell whether a process is there and not only a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
