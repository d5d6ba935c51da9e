"""A city's node and a county's node: a directive goes down, answers come up, whatever dies or is cut between.

Two installations with two databases pull each other's facts over HTTP, through a wire that is cut now and
then, while their processes are killed. In the end both tell the same, nothing is lost, nothing happened twice.
"""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.small_county import write_files

from gongzhi.web.tests.conftest import ROOT
from gongzhi.web.tests.node_at_work import ISSUED
from gongzhi.web.tests.running import SECONDS, Run, free_port, running
from gongzhi.web.tests.test_kills import kill

pytestmark = pytest.mark.slow

SEED = 2027
STORIES = """
import json
from gongzhi.directives.models import Directive
from gongzhi.federation.models import Mirror
from gongzhi.ledger.public import facts_about
rows = {}
for mirror in Mirror.objects.all():
    moved = [f for f in facts_about([mirror.loop_id]) if f.kind == "loops.moved"]
    story = [[f.data["event"], f.data["to_state"], f.at.isoformat()] for f in moved]
    rows[str(mirror.loop_id)] = [str(mirror.remote_id), story]
from gongzhi.web.replays import all_differences
print("told:", json.dumps(rows), list(all_differences()))
"""


@dataclass
class Node:
    """One installation: its folder, its port, and the environment its commands run in."""

    name: str
    home: Path
    port: int

    @property
    def environment(self) -> Mapping[str, str]:
        return {"GONGZHI_HOME": str(self.home), "GONGZHI_NODE": self.name, "GONGZHI_LANG": "en"}

    def gongzhi(self, *arguments: object) -> str:
        """Run a command on this node and return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "gongzhi.web.command", *map(str, arguments)],
            env={**os.environ, **self.environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def told(self) -> tuple[dict[str, tuple[str, list[list[str]]]], str]:
        """Return each mirrored directive with its steps, and how the facts differ from the tables."""
        said = self.gongzhi("django", "shell", "-c", STORIES)
        line = next(line for line in said.splitlines() if line.startswith("told:"))
        rows, end = json.JSONDecoder().raw_decode(line.removeprefix("told: "))
        return rows, line.removeprefix("told: ")[end:].strip()


class Wire:
    """A wire to a port that can be cut: what is under way breaks off, what comes new is refused."""

    def __init__(self, target: int) -> None:
        self.target, self.whole = target, True
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                here, _address = self.server.accept()
            except OSError:
                return
            if not self.whole:
                here.close()
                continue
            try:
                there = socket.create_connection(("127.0.0.1", self.target), timeout=SECONDS)
            except OSError:
                here.close()
                continue
            self.open += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(512):
                other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.close()

    def cut(self) -> None:
        """Cut it; what is on it is lost."""
        self.whole = False
        for each in self.open:
            with contextlib.suppress(OSError):
                each.close()
        self.open.clear()

    def mend(self) -> None:
        self.whole = True


@contextlib.contextmanager
def at_work(node: Node, part: str) -> Iterator[None]:
    """Let the staff of a node work."""
    command = [sys.executable, "-m", "gongzhi.web.tests.node_at_work", part]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **node.environment}) as staff:
        try:
            yield
        finally:
            staff.send_signal(signal.SIGTERM)
    assert staff.returncode == 0


def test_two_nodes_tell_the_same_whatever_dies_or_is_cut(tmp_path_factory: pytest.TempPathFactory) -> None:
    above = tmp_path_factory.mktemp("nodes")
    made = (each for each in above.parents if each.name.startswith(("pytest-", "popen-")))
    for folder in (above, *made):
        folder.chmod(0o711)  # the account of the database passes through
    city, county = (Node(name, above / name / "home", free_port()) for name in ("city", "county"))
    for node in (city, county):
        node.home.parent.mkdir(mode=0o711)
        node.home.parent.chmod(0o711)
    write_files(above / "files")
    with (
        running(city.home, city.port, city.environment) as city_run,
        running(county.home, county.port, county.environment) as county_run,
    ):
        down, up = Wire(city.port), Wire(county.port)
        link(city, county, down, up, above / "files")
        with at_work(city, "issuer"), at_work(county, "addressee"):
            disturb([city_run, county_run], [down, up], random.Random(SEED))
            wait_until_all_ended(city)
        time.sleep(12)  # two turns of asking: what is still on its way arrives
        compare(city, county)
        for node in (city, county):
            assert "✗" not in node.gongzhi("federation", "status")


def link(city: Node, county: Node, down: Wire, up: Wire, files: Path) -> None:
    """Import the same units on both nodes, and tie the two with one key."""
    for node in (city, county):
        node.gongzhi("organization", "import", files)
    city.gongzhi("federation", "add", "county", f"http://127.0.0.1:{up.port}")
    key = city.home / "links" / "county.key"
    county.gongzhi("federation", "add", "city", f"http://127.0.0.1:{down.port}", "--key", key)
    city.gongzhi("federation", "host", "town", "county")
    county.gongzhi("federation", "host", "government", "city")


def disturb(runs: list[Run], wires: list[Wire], draw: random.Random) -> None:
    """Kill what serves and what works, and cut the wires, one after the other."""
    for target in ("worker", "web child", "worker", "database child", "worker"):
        for run in runs:
            kill(run, target, draw)
            wire = draw.choice(wires)
            wire.cut()
            time.sleep(draw.uniform(0.5, 2.5))
            wire.mend()
    for run in runs:
        run.wait_until_ready()


def wait_until_all_ended(city: Node) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        rows, _differences = city.told()
        ended = [story for _remote, story in rows.values() if story and story[-1][1] == "concluded"]
        if len(ended) == ISSUED:
            return
        assert time.monotonic() < deadline, rows
        time.sleep(1)


def compare(city: Node, county: Node) -> None:
    ours, city_differs = city.told()
    theirs, county_differs = county.told()
    assert (city_differs, county_differs) == ("[]", "[]")
    assert len(ours) == len(theirs) == ISSUED
    for loop_id, (remote_id, story) in ours.items():
        other_id, other_story = theirs[remote_id]
        assert other_id == loop_id
        assert story == other_story  # the same steps at the same instants, none lost, none twice
        assert len({tuple(step) for step in story}) == len(story)
