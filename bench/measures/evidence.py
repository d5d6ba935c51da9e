"""What it costs to keep a fact: its canonical bytes, the record itself, its place in the order."""

import time
from collections.abc import Iterator

from django.db import transaction

from bench.installation import Installation
from bench.results import Result
from bench.stories import tell
from gongzhi.cases.facts import Noted
from gongzhi.kernel.canonical import decode, encode
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Fact
from gongzhi.ledger.public import record, sequence, waiting
from gongzhi.loops.models import Loop
from gongzhi.people.facts import SYSTEM

FACTS = 3000
PER_TRANSACTION = 100


def measure(installation: Installation) -> Iterator[Result]:
    """Record facts about a real case and place them; the floor writes the same rows bare."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()

    tell(county, at=now())
    entries = [decode(bytes(entry)) for entry in Fact.objects.values_list("entry", flat=True)]
    began, rounds = time.perf_counter(), 0
    while time.perf_counter() - began < 1.0:
        for entry in entries:
            encode(entry)
        rounds += len(entries)
    yield Result(
        "evidence.canonical",
        "us/fact",
        (time.perf_counter() - began) / rounds * 1e6,
        n=rounds,
    )
    recorded = _record()
    rows = [bytes(entry) for entry in Fact.objects.order_by("-id").values_list("entry", flat=True)[:FACTS]]
    yield Result(
        "evidence.record",
        "us/fact",
        recorded / FACTS * 1e6,
        floor_name="the same rows, bare",
        floor_value=_bare(installation, rows) / FACTS * 1e6,
        n=FACTS,
        at_size=Fact.objects.count(),
    )
    assert waiting() >= FACTS
    placed, began = 0, time.perf_counter()
    while some := sequence():
        placed += some
    yield Result("evidence.sequence", "facts/s", placed / (time.perf_counter() - began), n=placed)


def _record() -> float:
    """Record facts with one private text each, a hundred in a transaction; return the seconds."""

    subject = Loop.objects.values_list("id", flat=True)[0]
    began = time.perf_counter()
    for _ in range(FACTS // PER_TRANSACTION):
        with transaction.atomic(durable=True):
            for _ in range(PER_TRANSACTION):
                record(Noted(text=Private("已通知维修人员。")), subject=subject, by=SYSTEM.name(), at=now())
    return time.perf_counter() - began


def _bare(installation: Installation, entries: list[bytes]) -> float:
    """Write a fact, its place in the queue and an opening by prepared statements; return the seconds."""

    subject, salt = new_id(), bytes(32)
    ids = [new_id() for _ in entries]
    with installation.administrator() as connection:
        began = time.perf_counter()
        for first in range(0, len(entries), PER_TRANSACTION):
            with connection.transaction():
                for fact_id, entry in zip(
                    ids[first : first + PER_TRANSACTION],
                    entries[first : first + PER_TRANSACTION],
                    strict=True,
                ):
                    connection.execute(_FACT, [fact_id, subject, entry], prepare=True)
                    connection.execute(_OPENING, [fact_id, salt, "已通知维修人员。"], prepare=True)
        return time.perf_counter() - began


_FACT = """
    with fact as (
        insert into gongzhi_fact (id, node, kind, subject, actor, at, entry)
        values (%s, 'bench', 'cases.noted', %s, 'system', now(), %s) returning id
    )
    insert into gongzhi_pendingfact (fact_id) select id from fact
"""
_OPENING = "insert into gongzhi_opening (fact_id, field, salt, text) values (%s, 'text', %s, %s)"
