"""Open311: filing against the portal's own last step, and fifty published cases out of 10,000 and out of 1,000,000.

Key, scope, measure and counting are in the cost of filing, and stand beside it once more by themselves. As in `lists`,
what ended long ago grows first, then also what is open and what ended lately; the one public page of cases is asked for
as clients do. Beyond the first 10,000 cases are thin: rows of the two tables that a list reads, and no others.
"""

import itertools
import os
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from bench.fill import LATELY_DAYS, LONG_AGO_DAYS, OPEN_DAYS, Filling, Size
from bench.installation import Installation
from bench.load import BadAnswerError, Load, post, run
from bench.measures.boards import GROWN, LATELY, LOOPS, OF, OPEN
from bench.measures.filing import STEPS, TEXT, begin
from bench.measures.pages import Cost, cases, cost_of
from bench.results import Result, percentile
from bench.targets import Target
from bench.thin import thin
from bench.visits import visitor
from gongzhi.cases.models import Case
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.door import let_in
from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.instants import now
from gongzhi.loops.models import Loop
from gongzhi.people.facts import SYSTEM
from gongzhi.web.launch.terminal import say

ONE_BY_ONE = 100
ROUNDS = 4  # ours and the portal's in turn, so that both meet the same machine
MOST_SECONDS = 20.0
SAME = 1.3  # times the portal's own filing, and times the cost of a list at 10,000
LIMIT = 10_000_000  # requests of the key that is measured with
DOOR = 2_000
BASE = "/open311/v2"
LISTS = {
    "json": f"{BASE}/requests.json?page_size=50",
    "xml": f"{BASE}/requests.xml?page_size=50",
    "open": f"{BASE}/requests.json?page_size=50&status=open",
    "closed": f"{BASE}/requests.json?page_size=50&status=closed",
    "matter": f"{BASE}/requests.json?page_size=50&service_code=city.waste.street",
    "changed": f"{BASE}/requests.json?page_size=50&updated_after={{since}}",
    "changed_ever": f"{BASE}/requests.json?page_size=50&updated_after=2000-01-01",
    "box": f"{BASE}/requests.json?page_size=50&bbox=110,30,110.02,30.02",
    "wide_box": f"{BASE}/requests.json?page_size=50&bbox=110,30,110.4,30.4",
    "extended": f"{BASE}/requests.json?page_size=50&extensions=true",
}


def measure(installation: Installation) -> Iterator[Result]:
    """File in turn on the portal and here; then fill, list, fill, list."""
    yield from _filing(installation)
    yield from lists(installation)


def lists(installation: Installation) -> Iterator[Result]:
    """Fill, list, fill, list: what fifty published cases cost out of few and out of a million."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    small, large = LOOPS[0], int(os.environ.get("BENCH_LOOPS", LOOPS[1]))
    with installation.administrator() as connection:
        crowd = Filling(county, connection)
        _grow(installation, crowd, Size(OPEN, LATELY, small - OPEN - LATELY))
        least = _costs(installation)
        for name, cost in least.items():
            yield from cost.results(f"open311.{name}.at_{small}")
        for label, sizes in (
            (f"at_{large}", ((True, large - small, LONG_AGO_DAYS),)),
            (
                "grown",
                (
                    (True, LATELY * (GROWN - 1), LATELY_DAYS),
                    (False, OPEN * (GROWN - 1), OPEN_DAYS),
                ),
            ),
        ):
            installation.stop_serving()
            began = time.monotonic()
            for ended, count, days in sizes:
                thin(connection, _originals(ended=ended), count, days=days)
            installation.vacuum(without=("gongzhi_fact", "gongzhi_opening", "gongzhi_notice"))
            say(f"    {Loop.objects.count():,} cases, thin ones made in {time.monotonic() - began:.0f} s")
            for name, cost in _costs(installation).items():
                yield from cost.results(f"open311.{name}.{label}", of=OF, least=least[name], target=SAME)


def _originals(*, ended: bool) -> list[UUID]:
    """Return real cases that have ended, or not: the first that are there, which the product itself has made."""
    found = Loop.objects.filter(ended_at__isnull=not ended).order_by("id").values_list("id", flat=True)
    return list(itertools.islice(found.iterator(), 200))


def _filing(installation: Installation) -> Iterator[Result]:
    county = installation.prepare(cases=cases())
    installation.spoil()  # there will be more cases than were asked for
    port = installation.serve()
    issued = issue_key(
        name="bench",
        unit_id=county.unit("hotline"),
        scopes=[Scope.OPEN311_CREATE],
        by=SYSTEM,
        at=now(),
        per_minute=LIMIT,
        per_day=LIMIT,
    )
    installation.rest()
    loads: dict[str, list[Load]] = {"portal": [], "ours": []}
    spent = dict.fromkeys(loads, 0.0)
    for _ in range(ROUNDS):
        for name, ready, expected in (
            ("portal", _of_portal(port, ONE_BY_ONE // ROUNDS), 302),
            ("ours", [_request(issued.text) for _ in range(ONE_BY_ONE // ROUNDS)], 200),
        ):
            before, there = installation.cpu(), Case.objects.count()
            load = run(ready, port, concurrency=1, seconds=MOST_SECONDS, expected=expected, again=False)
            spent[name] += installation.cpu() - before
            loads[name].append(load)
            if Case.objects.count() - there != load.count:
                raise BadAnswerError(
                    f"{load.count} filings were acknowledged, and not as many cases are there"
                )
    all_of = {name: [each for load in found for each in load.latencies] for name, found in loads.items()}
    portal, ours = (percentile(all_of[name], 0.5) * 1000 for name in ("portal", "ours"))
    n = len(all_of["ours"])
    floor = {"floor_name": "the portal's last step", "n": n, "at_size": cases(), "target": SAME}
    yield Result("open311.filing.p50", "ms", ours, floor_value=portal, **floor)  # type: ignore[arg-type]
    per = {name: spent[name] / len(all_of[name]) * 1000 for name in loads}
    yield Result("open311.filing.cpu", "CPU-ms/request", per["ours"], floor_value=per["portal"], **floor)  # type: ignore[arg-type]
    yield _door(issued.text)


def _door(key: str) -> Result:
    """Return what key, scope, measure and counting take by themselves."""
    taken = []
    for _ in range(DOOR):
        began = time.process_time()
        let_in(key, Scope.OPEN311_CREATE, at=now())
        taken.append(time.process_time() - began)
    return Result("open311.door", "CPU-ms/request", statistics.mean(taken) * 1000, n=DOOR)


_number = iter(range(10**9))


def _request(key: str) -> bytes:
    """Return a request with what the portal's resident says; each says it a little otherwise."""
    fields = {
        "api_key": key,
        "service_code": "city.waste.street",
        "description": f"{TEXT} {next(_number)}",
        "lat": STEPS[1]["lat"],
        "long": STEPS[1]["lon"],
        "address_string": STEPS[1]["address"],
        "last_name": STEPS[2]["name"],
        "phone": STEPS[2]["phone"],
    }
    return post(f"{BASE}/requests.json", fields, {})


def _of_portal(port: int, count: int) -> list[bytes]:
    ready = []
    for _ in range(count):
        with visitor(port) as someone:
            begin(someone)
            ready.append(someone.ready(**STEPS[-1]))
    return ready


def _grow(installation: Installation, crowd: Filling, size: Size) -> None:
    installation.stop_serving()
    began = time.monotonic()
    crowd.grow(size)
    installation.vacuum()
    say(f"    {size.total:,} cases, {size.open:,} open, made in {time.monotonic() - began:.0f} s")


def _costs(installation: Installation) -> dict[str, Cost]:
    size = Loop.objects.count()
    installation.serve(worker=False)  # what is overdue would be fired, and the machine is to be idle
    since = f"{now() - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    return {
        name: cost_of(installation, Target(name, ((path.format(since=since), {}),)), size=size)
        for name, path in LISTS.items()
    }
