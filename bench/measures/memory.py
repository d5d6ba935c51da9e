"""How much memory all processes take together, before and after they were used."""

import time
from collections.abc import Iterator

from bench.installation import Installation
from bench.load import run
from bench.measures.pages import CONCURRENCY, cases
from bench.results import Result
from bench.targets import find_targets

REST_SECONDS = 3.0
SECONDS_EACH = 2.0


def measure(installation: Installation) -> Iterator[Result]:
    """Sum the proportional set sizes of web server, worker and database."""
    county = installation.prepare(cases=cases())
    installation.stop_serving()
    port = installation.serve()
    time.sleep(REST_SECONDS)
    yield from _results("idle", installation)
    targets, _missing = find_targets(county, port)
    count = 0
    for target in targets:
        count += run(target.requests(), port, concurrency=CONCURRENCY, seconds=SECONDS_EACH).count
    yield from _results("after_load", installation, n=count)


def _results(name: str, installation: Installation, n: int = 1) -> Iterator[Result]:
    parts = installation.memory()
    yield Result(f"memory.{name}", "MB", sum(parts.values()), n=n, at_size=cases())
    for part, megabytes in parts.items():
        yield Result(f"memory.{name}.{part}", "MB", megabytes, n=n, at_size=cases())
