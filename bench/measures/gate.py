"""A use of the gate, against the rows it writes, bare; and the daily look at many uses.

The algorithm itself does nothing, so what is measured is the gate: reading the entry, asking the rules, the savepoint,
the hash of the reasons, the row of the use, its fact.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from bench.installation import Installation
from bench.measures.filing import Filing, Write, _catch, _flat
from bench.results import Result
from gongzhi.algorithms.facts import Result as Said
from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import invoke, offer, watch_due
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.people.facts import SYSTEM

CODE = "bench.gate"
USES = 400
WATCHED = 100_000  # uses in the window of the daily look
MOST_TIMES = 6.0  # what its rows cost, bare
MOST_SECONDS = 5.0
REASONS = tuple({"words": f"词{n}", "weight": n / 100, "for": n % 2 == 0} for n in range(12))


def measure(installation: Installation) -> Iterator[Result]:
    """Ask an entry in force again and again; then look at it with a hundred thousand uses in the window."""
    from gongzhi.algorithms.tests.in_force import put_in_force

    installation.prepare()
    installation.spoil()
    offer(CODE, _says)
    put_in_force(CODE, Tier.RULES, at=now(), purposes=("bench",))
    _use()
    writes = _writes()
    floor = _bare(installation, writes)
    taken = [_seconds() for _ in range(USES)]
    yield Result(
        "gate.use",
        "ms",
        statistics.median(taken) * 1000,
        floor_name=f"its {len(writes)} writes, bare",
        floor_value=floor * 1000,
        n=USES,
        target=MOST_TIMES,
    )
    _fill()
    began = time.perf_counter()
    watch_due(by=SYSTEM, at=now() + timedelta(minutes=1))
    took = time.perf_counter() - began
    yield Result("gate.daily_look", "s", took, at_size=WATCHED, target=MOST_SECONDS)


def _writes() -> Filing:
    """Return what one use writes, with the ids that were made for it."""
    caught: list[Write] = []
    first = new_id()
    with connection.execute_wrapper(_catch(caught)):
        _use()
    last = new_id()
    found = {value for write in caught for value in _flat(write.parameters) if isinstance(value, UUID)}
    return Filing(tuple(caught), frozenset(value for value in found if first < value < last), frozenset(), 0)


def _bare(installation: Installation, writes: Filing) -> float:
    """Write the same rows under new ids, prepared, in a transaction each; return the median seconds of one."""
    ready, taken = [writes.fresh() for _ in range(USES + 1)], []
    with installation.administrator() as bare:
        for statements in ready:
            began = time.perf_counter()
            with bare.transaction(), bare.cursor() as cursor:
                for sql, parameters in statements:
                    cursor.execute(sql.encode(), parameters, prepare=True)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])  # the first one prepares


def _says(given: Any, *, version: str) -> Said:
    return Said(value="city.waste", confidence=0.93, reasons=REASONS)


def _use() -> None:
    with transaction.atomic(durable=True):
        answer = invoke(
            code=CODE,
            given="",
            purpose="bench",
            tier=Tier.RULES,
            about=uuid4(),
            kind="case",
            groups={"channel": "web", "length": "short"},
            by=SYSTEM,
            at=now(),
        )
    assert answer.result is not None, answer.without


def _seconds() -> float:
    began = time.perf_counter()
    _use()
    return time.perf_counter() - began


def _fill() -> None:
    """Put as many judged uses into the window, by the rows alone."""
    one = AlgorithmUse.objects.filter(version__algorithm__code=CODE).first()
    assert one is not None
    for start in range(0, WATCHED, 10_000):
        AlgorithmUse.objects.bulk_create(
            AlgorithmUse(
                version_id=one.version_id,
                at=one.at,
                purpose="bench",
                tier=one.tier,
                outcome="SHOWN",
                groups={"channel": ("web", "phone", "counter")[n % 3], "length": ("short", "long")[n % 2]},
                value="a",
                decided="a" if n % 10 else "b",
                agreed=bool(n % 10),
                looked_ms=4000 + n % 1000,
            )
            for n in range(start, start + 10_000)
        )
