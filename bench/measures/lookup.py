"""In which grid does a point lie: against the bare index of the geometry library over the same polygons."""

import statistics
import time
from collections.abc import Iterator

from bench.installation import Installation
from bench.results import Result
from gongzhi.organization.bench import bench_lookup
from gongzhi.organization.public import locate
from gongzhi.organization.queries import grid_index

QUICK_SINGLES = 10_000


def measure(installation: Installation) -> Iterator[Result]:
    """Import some 50,000 grids and look points up, one by one and in bulk."""
    installation.begin_anew()

    found = bench_lookup(singles=QUICK_SINGLES)
    grids = int(found["grids"])
    yield Result(
        "lookup.single",
        "us",
        found["single_microseconds"],
        floor_name="bare STRtree",
        floor_value=found["bare_microseconds"],
        n=QUICK_SINGLES,
        at_size=grids,
    )
    yield Result("lookup.bulk", "points/s", found["bulk_per_second"], n=200_000, at_size=grids)
    yield Result("lookup.import", "s", found["import_seconds"], at_size=grids)
    yield Result("lookup.first", "s", found["first_lookup_seconds"], at_size=grids)
    yield Result("lookup.refresh_check", "us", _idle_check(), n=200, at_size=grids)


def _idle_check() -> float:
    """Time one look-up that also asks whether grids changed: what a page pays every two seconds."""

    taken = []
    for _ in range(200):
        grid_index.expire()
        began = time.perf_counter()
        locate(119.001, 27.001)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6
