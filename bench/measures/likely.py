"""What is likely the same as a case: with a million stored messages, a hundred thousand of them in the window, and few.

The way is the product's own: the gate is asked about a filed case, candidates are found by the index of signatures and
by the index of the case's grid, compared, and the texts of the nearest read. Some hundred filed cases lie among the
stored signatures, about places that come again, so that there are texts to read; the rest is passed over by the index.
"""

import random
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from bench.installation import Installation
from bench.measures.placing import LARGE, SMALL, _fill, message
from bench.results import Result

FILED = 240  # real cases among them
ASKED = 60
AT_MOST, MOST_TIMES = 50.0, 8.0  # milliseconds; and how often the time of few


def measure(installation: Installation) -> Iterator[Result]:
    """Ask beside few and beside very many."""
    few, _found, _plan = _asked(installation, *SMALL)
    taken, found, plan = _asked(installation, *LARGE)
    size, median = LARGE[0], statistics.median(taken)
    yield Result("likely.case", "ms", median, n=len(taken), at_size=size, target=AT_MOST)
    slowest = statistics.quantiles(taken, n=20)[-1]
    yield Result("likely.case.p95", "ms", slowest, n=len(taken), at_size=size, target=2 * AT_MOST)
    yield Result(
        "likely.growth",
        "ms",
        median,
        floor_name=f"with {SMALL[0]:,}",
        floor_value=statistics.median(few),
        n=len(taken),
        at_size=size,
        target=MOST_TIMES,
    )
    yield Result("likely.found", "cases", statistics.mean(found), n=len(found), at_size=size)
    yield Result("likely.scans", "plans", float("Seq Scan" in plan or "placed_by_key" not in plan), target=0)


def _asked(installation: Installation, stored: int, live: int) -> tuple[list[float], list[int], str]:
    from gongzhi.algorithms.facts import Tier
    from gongzhi.algorithms.tests.in_force import put_in_force
    from gongzhi.diagnosis.facts import SIMILAR, SIMILAR_PURPOSE
    from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE
    from gongzhi.insight.topics.candidates import _counted
    from gongzhi.kernel.instants import now

    installation.prepare()
    installation.spoil()
    at, chance = now(), random.Random(5)  # noqa: S311 - made-up messages
    for code, purpose in ((CLUSTER, CLUSTER_PURPOSE), (SIMILAR, SIMILAR_PURPOSE)):
        put_in_force(code, Tier.SEARCH, at=at, purposes=(purpose,), level=1, limit_ms=60_000)
    _fill(installation, stored, live, at, chance)
    _counted.cache_clear()
    filed = [_file(message(chance), at) for _ in range(FILED)]
    taken, found = [], []
    for case_id in filed[-ASKED:]:
        milliseconds, number = _ask(case_id, at)
        taken.append(milliseconds)
        found.append(number)
    return taken[ASKED // 6 :], found, _plan(filed[-1])


def _file(text: str, at: datetime) -> UUID:
    from django.db import transaction
    from tests.small_county import TOWN

    from gongzhi.cases.facts import Channel
    from gongzhi.cases.public import Person, Place, file_case
    from gongzhi.insight.public import place_message
    from gongzhi.people.facts import RESIDENT, SYSTEM

    place, person = Place(division=TOWN), Person()
    case_id = file_case(
        text=text, place=place, channel=Channel.PORTAL, person=person, by=RESIDENT, at=at, once=uuid4()
    ).loop_id
    with transaction.atomic(durable=True):
        place_message(case_id=case_id, by=SYSTEM, at=at)
    return case_id


def _ask(case_id: UUID, at: datetime) -> tuple[float, int]:
    """Ask once, and return how long it took and how many were found: nothing of it is remembered yet."""
    from gongzhi.cases.actions.ask_likely import ask_likely
    from gongzhi.people.facts import SYSTEM

    began = time.perf_counter()
    found = ask_likely(case_id=case_id, by=SYSTEM, at=at)
    return (time.perf_counter() - began) * 1000, len(found)


def _plan(case_id: UUID) -> str:
    """Return how the database finds candidates."""
    from django.db import connection

    from gongzhi.insight.topic_models import PlacedMessage
    from gongzhi.insight.topics.candidates import _CANDIDATES

    keys = PlacedMessage.objects.values_list("keys", flat=True).get(case_id=case_id)
    values = {"keys": list(keys[:16]), "self": case_id, "of_key": 300, "most": 200}
    with connection.cursor() as cursor:
        cursor.execute(f"explain {_CANDIDATES}", values)
        return "\n".join(row[0] for row in cursor.fetchall())
