"""How long until the first page: from an empty data folder, and from one that was used before."""

import contextlib
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.installation import HOST, Installation, folder, run_command, wait_until_ready
from bench.results import Result
from gongzhi.web.launch.ports import choose_port
from gongzhi.web.launch.postgres import Server

ROUNDS = 3
STOP_SECONDS = 40


def measure(_installation: Installation) -> Iterator[Result]:
    """Time `gongzhi run` (GONGZHI_DEMO=0) until /readyz answers 200; the floor is the bare database."""
    cold, warm, bare_cold, bare_warm = [], [], [], []
    for _ in range(ROUNDS):
        with folder() as home:
            bare_cold.append(_bare(home / "bare"))
            bare_warm.append(_bare(home / "bare"))
            cold.append(_start(home / "whole"))
            warm.append(_start(home / "whole"))
    for name, found, floor in (("cold", cold, bare_cold), ("warm", warm, bare_warm)):
        yield Result(
            f"start.{name}",
            "s",
            statistics.median(found),
            floor_name="database alone",
            floor_value=statistics.median(floor),
            n=ROUNDS,
        )


def _start(home: Path) -> float:
    """Start, wait for the first 200, stop; return the seconds until the 200."""
    port = choose_port(HOST)
    began = time.perf_counter()
    process = run_command(home, port)
    try:
        wait_until_ready(port)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()


def _bare(place: Path) -> float:
    began = time.perf_counter()
    with Server(place):
        return time.perf_counter() - began
