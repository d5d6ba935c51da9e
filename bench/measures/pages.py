"""What a page costs at 10,000 cases: time, processor time over all processes, and queries."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.installation import HOST, Installation
from bench.load import BadAnswerError, Load, run
from bench.results import Result, percentile
from bench.targets import CASES, Target, find_targets
from gongzhi.web.launch.terminal import say

CONCURRENCY = 8  # what peers were measured with
SECONDS = 4.0
WARM_SECONDS = 1.0
MOST_FOR_CLIENT = 0.2
TAKEN = ("cpu", "p50")
MOST_QUERIES = {"case_sheet": 25.0}  # of a page, however much stands behind it
# Statements that only frame a transaction ask for no rows.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def cases() -> int:
    """Return how many cases there are to be; ``BENCH_CASES`` says another number."""
    return int(os.environ.get("BENCH_CASES", CASES))


def measure(installation: Installation) -> Iterator[Result]:
    """Ask for each page from eight connections, and for one of each in this process to count its queries."""
    county = installation.prepare(cases=cases())
    port = installation.serve()
    targets, missing = find_targets(county, port)
    for target in targets:
        load, cpu = _load(installation, port, target)
        yield from results(f"pages.{target.name}", load, cpu)
        size = sum(load.sizes) / load.count
        yield Result(f"pages.{target.name}.bytes", "bytes", size, n=load.count, at_size=cases())
        yield Result(
            f"pages.{target.name}.queries",
            "SQL/request",
            queries_of(target),
            n=len(target.visits),
            at_size=cases(),
            target=MOST_QUERIES.get(target.name),
        )
    if missing:
        raise BadAnswerError("; ".join(missing))


def results(name: str, load: Load, cpu: float) -> Iterator[Result]:
    """Yield what a load says: its processor time first, since it moves least with the machine."""
    n, size = load.count, cases()
    yield Result(f"{name}.cpu", "CPU-ms/request", cpu / n * 1000, n=n, at_size=size)
    yield Result(f"{name}.rate", "requests/s", load.per_second, n=n, at_size=size)
    yield Result(f"{name}.p50", "ms", percentile(load.latencies, 0.5) * 1000, n=n, at_size=size)
    yield Result(f"{name}.p99", "ms", percentile(load.latencies, 0.99) * 1000, n=n, at_size=size)
    if load.client_cpu > MOST_FOR_CLIENT * load.seconds:
        share = 100 * load.client_cpu / load.seconds
        say(f"    the client itself used {share:.0f} % of one processor: the rate of {name} is a lower bound")


@dataclass(frozen=True)
class Cost:
    """What a page costs: each figure with its unit and how often it was asked for. `size`: what is behind it."""

    size: int
    figures: Mapping[str, tuple[str, float, int]]

    def results(
        self, name: str, *, of: str = "", least: "Cost | None" = None, target: float | None = None
    ) -> Iterator[Result]:
        """Yield the figures, as shares of those of `least` where it is given; `target` is for what a page takes."""
        for figure, (unit, value, n) in self.figures.items():
            yield Result(
                f"{name}.{figure}",
                unit,
                value,
                floor_name=of if least else None,
                floor_value=least.figures[figure][1] if least else None,
                n=n,
                at_size=self.size,
                target=target if figure in TAKEN else None,
            )


def cost_of(installation: Installation, target: Target, *, size: int) -> Cost:
    """Ask for a page from eight connections, then in this process to count its queries."""
    load, cpu = _load(installation, installation.serve(), target)
    count = load.count
    return Cost(
        size,
        {
            "cpu": ("CPU-ms/request", cpu / count * 1000, count),
            "rate": ("requests/s", load.per_second, count),
            "p50": ("ms", percentile(load.latencies, 0.5) * 1000, count),
            "queries": ("SQL/request", queries_of(target), len(target.visits)),
        },
    )


def _load(installation: Installation, port: int, target: Target) -> tuple[Load, float]:
    """Warm a page, then ask for it from eight connections; return what came back and the processor seconds."""
    requests = target.requests()
    run(requests, port, concurrency=CONCURRENCY, seconds=WARM_SECONDS)
    before = installation.cpu()
    load = run(requests, port, concurrency=CONCURRENCY, seconds=SECONDS)
    return load, installation.cpu() - before


def queries_of(target: Target) -> float:
    """Return the mean number of queries of the page, with this process's memory warm."""
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    _count(*target.visits[0])
    return sum(_count(path, cookies) for path, cookies in target.visits) / len(target.visits)


def _count(path: str, cookies: Mapping[str, str]) -> int:
    client = Client(headers={"accept-language": "zh-CN"})
    client.cookies.load(dict(cookies))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path} answered with {answer.status_code}"
    return queries_in(captured)


def queries_in(captured: CaptureQueriesContext) -> int:
    """Return how many statements asked for rows or wrote some."""
    return sum(not query["sql"].startswith(FRAME) for query in captured)
