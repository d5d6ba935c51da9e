"""REST: the first page of a list against the ten-thousandth, at 10,000 cases and at 1,000,000; and what the door costs.

Where there are not so many pages, the last full one is asked for instead: what counts is that a page costs the same
wherever it begins.
"""

import os
import statistics
import time
from collections.abc import Iterator

from django.test import RequestFactory

from bench.fill import Filling, Size
from bench.installation import Installation
from bench.load import HOST, run
from bench.measures.boards import LATELY, LOOPS, OPEN
from bench.measures.pages import SECONDS, WARM_SECONDS
from bench.results import Result, percentile
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.cursors import cursor_of
from gongzhi.channels.rest.views.entrance import entrance
from gongzhi.channels.rest.views.guard import Key
from gongzhi.kernel.instants import now
from gongzhi.loops.models import Loop
from gongzhi.people.facts import SYSTEM
from gongzhi.web.launch.terminal import say

PAGE, DEEP = 50, 10_000
LINES = 2  # as many as there are processes: what a page costs, not what a crowd does
SAME = 1.3  # times the first page, and times the same page at 10,000 cases
DOOR, MOST_DOOR = 2_000, 0.3
WHOLE = 200
LIMIT = 10_000_000  # requests of the key that is measured with
SCOPES = (Scope.CASES_READ, Scope.CASES_READ_PLACE, Scope.CASES_READ_TEXT, Scope.LOOPS_READ)
LISTS = {
    "cases": "/api/v1/cases?limit=50",
    "cases_open": "/api/v1/cases?limit=50&ended=no",
    "loops": "/api/v1/loops?limit=50",
}


def measure(installation: Installation) -> Iterator[Result]:
    """Fill, ask for the first page and for one far on, and fill again."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    key = issue_key(
        name="bench",
        unit_id=county.unit("government"),
        scopes=SCOPES,
        by=SYSTEM,
        at=now(),
        per_minute=LIMIT,
        per_day=LIMIT,
    ).text
    small, large = LOOPS[0], int(os.environ.get("BENCH_LOOPS", LOOPS[1]))
    least: dict[str, float] = {}
    with installation.administrator() as connection:
        crowd = Filling(county, connection)
        for total in (small, large):
            installation.stop_serving()
            crowd.grow(Size(OPEN, LATELY, total - OPEN - LATELY))
            installation.vacuum()
            say(f"    {total:,} cases")
            if total == small:
                yield from _door(key)
            yield from _lists(installation, key, total, least)


def _lists(installation: Installation, key: str, total: int, least: dict[str, float]) -> Iterator[Result]:
    port = installation.serve(worker=False)
    deep = _deep()
    for name, path in LISTS.items():
        floor, floor_name = least.get(name), "the same at 10,000"
        for label, asked in (("first", path), ("deep", f"{path}&cursor={deep}")):
            if label == "deep" and "ended=no" in path:
                continue  # what is open has no ten thousand pages
            request = _get(asked, key)
            run([request], port, concurrency=LINES, seconds=WARM_SECONDS)
            before = installation.cpu()
            load = run([request], port, concurrency=LINES, seconds=SECONDS)
            cpu = (installation.cpu() - before) / load.count * 1000
            yield Result(
                f"rest.{name}.{label}.at_{total}",
                "CPU-ms/request",
                cpu,
                floor_name=floor_name if floor else None,
                floor_value=floor,
                n=load.count,
                at_size=total,
                target=SAME if floor else None,
            )
            yield Result(
                f"rest.{name}.{label}.at_{total}.p50",
                "ms",
                percentile(load.latencies, 0.5) * 1000,
                n=load.count,
                at_size=total,
            )
            if label == "first":
                least.setdefault(name, cpu)
                floor, floor_name = cpu, "the first page"


def _deep() -> str:
    """Return the cursor of page 10,000, or of the last full page where there are fewer."""
    loops = Loop.objects.filter(subject_kind="case").order_by("-opened_at", "-id")
    row = loops[min(PAGE * (DEEP - 1), loops.count() - PAGE) - 1]
    return cursor_of(row.opened_at, row.id)


def _door(key: str) -> Iterator[Result]:
    """Yield what key, scope, measure and counting take, by themselves and as a part of the smallest request."""
    request = RequestFactory().get("/api/v1/cases?limit=1", headers={"Authorization": f"Bearer {key}"})
    door, taken = Key(Scope.CASES_READ), []
    for _ in range(DOOR):
        began = time.process_time()
        door(request)
        taken.append(time.process_time() - began)
    alone = statistics.mean(taken) * 1000
    yield Result("rest.door", "CPU-ms/request", alone, n=DOOR, target=MOST_DOOR)
    whole = []
    for _ in range(WHOLE):
        asked = RequestFactory().get("/api/v1/cases?limit=50", headers={"Authorization": f"Bearer {key}"})
        began = time.process_time()
        answer = entrance(asked, "v1/cases")
        whole.append(time.process_time() - began)
        assert answer.status_code == 200, answer.content[:200]
    cost = statistics.mean(whole) * 1000
    yield Result(
        "rest.with_door",
        "CPU-ms/request",
        cost,
        floor_name="the same without it",
        floor_value=cost - alone,
        n=WHOLE,
    )


def _get(path: str, key: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\nAuthorization: Bearer {key}\r\n\r\n"
    return head.encode()
