"""Ten times more than the server can do, and one address that floods it: who is served, how fast, and what is left.

DIGIT's own load test at a million cases (performance/docs/findings.md, March 2026) ends a burst with 57 % errors and
does not recover. Here what is too much is refused at once, every acknowledged case is there afterwards, and the
next request after the burst is served in its usual time.
"""

import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bench.installation import Installation
from bench.load import HOST, BadAnswerError, Line, get, run
from bench.measures.filing import _prepare
from bench.measures.pages import CONCURRENCY, cases
from bench.results import Result
from gongzhi.cases.models import Case

BEFORE, OFFERED = 120, 600  # filings: to know what the server can do, and to throw at it
CONNECTIONS = 300
BURST_SECONDS = 5.0
MOST_RECOVERY = 5.0
LOOKS, FLOOD_RATE, MOST_SLOWER = 60, 100, 1.5


def measure(installation: Installation) -> Iterator[Result]:
    """A burst of filings, then a flood from one address beside an ordinary visitor."""
    installation.prepare(cases=cases())
    installation.spoil()
    port = installation.serve()
    installation.rest()
    yield from _burst(port)
    yield from _flood(installation)


def _burst(port: int) -> Iterator[Result]:
    usual = run(_prepare(port, BEFORE), port, concurrency=CONCURRENCY, seconds=30, expected=302, again=False)
    capacity, median = usual.per_second, statistics.median(usual.latencies)
    ready, there = _prepare(port, OFFERED), Case.objects.count()
    crowd = _Crowd(ready, port)
    crowd.rush(BURST_SECONDS)
    recovered = _recovery(_prepare_quietly(port), port, usual=median)
    filed = Case.objects.count() - there - recovered[1]
    if filed < crowd.acknowledged:
        raise BadAnswerError(f"{crowd.acknowledged} filings were acknowledged, and {filed} cases are there")
    offered = sum(crowd.statuses.values()) / BURST_SECONDS
    yield Result("bursts.offered", "of capacity", offered / capacity, n=sum(crowd.statuses.values()))
    yield Result(
        "bursts.served",
        "filings/s",
        crowd.acknowledged / BURST_SECONDS,
        floor_name="capacity",
        floor_value=capacity,
        n=crowd.acknowledged,
    )
    yield Result("bursts.refused", "answers", crowd.statuses[503] + crowd.statuses[429], n=CONNECTIONS)
    yield Result("bursts.lost", "cases", max(0, crowd.acknowledged - filed), n=crowd.acknowledged, target=0)
    yield Result("bursts.recovery", "s", recovered[0], target=MOST_RECOVERY)


class _Crowd:
    """Connections that send filings without a pause; what was refused is sent again, as an impatient person does."""

    def __init__(self, ready: Sequence[bytes], port: int) -> None:
        self._ready, self._port, self._lock = list(ready), port, threading.Lock()
        self.statuses: Counter[int] = Counter()
        self.acknowledged = 0

    def rush(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._one, args=(until,), daemon=True) for _ in range(CONNECTIONS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def _one(self, until: float) -> None:
        line, mine = Line(self._port), b""
        while time.monotonic() < until:
            if not mine:
                with self._lock:
                    if not self._ready:
                        return
                    mine = self._ready.pop()
            with suppress(OSError, BadAnswerError):
                status, _head, _body = line.ask(mine)
                with self._lock:
                    self.statuses[status] += 1
                    self.acknowledged += status == 302
                if status == 302:
                    mine = b""
        line.close()


def _prepare_quietly(port: int) -> list[bytes]:
    """Prepare filings when the burst is over; a server that is still full may refuse for a moment."""
    until = time.monotonic() + 60
    while True:
        try:
            return _prepare(port, 1)
        except BadAnswerError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _recovery(ready: list[bytes], port: int, *, usual: float) -> tuple[float, int]:
    """Return the seconds until a filing takes at most twice its usual time again, and how many were filed for that."""
    began, filed = time.monotonic(), 0
    while time.monotonic() - began < 60:
        load = run(ready, port, concurrency=1, seconds=10, expected=302, again=False)
        filed += load.count
        if load.latencies[0] <= 2 * usual:
            break
        ready = _prepare_quietly(port)
    return time.monotonic() - began, filed


def _flood(installation: Installation) -> Iterator[Result]:
    installation.stop_serving()
    before = os.environ.get("GONGZHI_ADDRESS_RATE")
    os.environ["GONGZHI_ADDRESS_RATE"] = "20"
    try:
        port = installation.serve()
        visit = _from("198.51.100.2", "/")
        quiet = _latencies(visit, port)
        over, statuses = threading.Event(), Counter[int]()
        flood = [
            threading.Thread(target=_keep_asking, args=(port, over, statuses), daemon=True) for _ in range(4)
        ]
        for each in flood:
            each.start()
        time.sleep(1.5)  # the burst every address may have is over
        loud = _latencies(visit, port)
        over.set()
        for each in flood:
            each.join()
    finally:
        installation.stop_serving()
        os.environ["GONGZHI_ADDRESS_RATE"] = before if before is not None else "0"
    yield Result("bursts.flood_refused", "answers 429", statuses[429], n=sum(statuses.values()))
    yield Result(
        "bursts.others_meanwhile",
        "ms",
        loud * 1000,
        floor_name="the same page without the flood",
        floor_value=quiet * 1000,
        n=LOOKS,
        target=MOST_SLOWER,
    )


def _from(address: str, path: str) -> bytes:
    return get(path).replace(b"\r\n\r\n", f"\r\nX-Forwarded-For: {address}\r\n\r\n".encode())


def _latencies(request: bytes, port: int) -> float:
    line, found = Line(port), []
    for _ in range(LOOKS):
        began = time.perf_counter()
        status, _head, _body = line.ask(request)
        if status != 200:
            raise BadAnswerError(f"an ordinary visitor at {HOST} was answered with {status}")
        found.append(time.perf_counter() - began)
        time.sleep(0.1)
    line.close()
    return statistics.median(found)


def _keep_asking(port: int, over: threading.Event, statuses: Counter[int]) -> None:
    """Ask a quarter of `FLOOD_RATE` times a second, always from one address."""
    line, request = Line(port), _from("198.51.100.1", "/")
    while not over.wait(4 / FLOOD_RATE):
        status, _head, _body = line.ask(request)
        statuses[status] += 1
    line.close()
