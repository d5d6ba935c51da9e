"""Record facts, inside the transaction of the changes they tell of."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.facts import Happening
from gongzhi.ledger.rules import BLIND_BYTES, entry_bytes, seal
from gongzhi.ledger.tiles import MAX_ENTRY

# One round trip: the fact, its openings, and its place in the queue of the sequencer.
_INSERT = """
    with fact as (
        insert into gongzhi_fact (id, node, kind, subject, actor, at, entry)
        values (%s, %s, %s, %s, %s, %s, %s)
        returning id
    ), opening as (
        insert into gongzhi_opening (fact_id, field, salt, text)
        select fact.id, new.field, new.salt, new.text
        from fact, unnest(%s::text[], %s::bytea[], %s::text[]) as new (field, salt, text)
    )
    insert into gongzhi_pendingfact (fact_id) select id from fact
"""


def record(fact: Happening, *, subject: UUID | None, by: str, at: datetime) -> UUID:
    """Record `fact` about `subject` (a loop, an account, a unit …), done by `by` at `at`; return its id.

    `by` is `Actor.name()`. Must run inside the transaction which makes the change, or the two could
    come apart: outside one it raises RuntimeError. A fact whose entry no bundle could hold raises ValueError.
    """
    (fact_id,) = record_many([(fact, subject)], by=by, at=at)
    return fact_id


def record_many(facts: Sequence[tuple[Happening, UUID | None]], *, by: str, at: datetime) -> list[UUID]:
    """Record several facts, each with its subject, as `record` does; return their ids in the same order."""
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of the change it tells of")
    prepared = [_columns(fact, subject, by, at) for fact, subject in facts]
    with connection.cursor() as cursor:
        if len(prepared) == 1:
            cursor.execute(_INSERT, prepared[0])
        elif prepared:
            cursor.executemany(_INSERT, prepared)
    return [columns[0] for columns in prepared]


def _columns(fact: Happening, subject: UUID | None, by: str, at: datetime) -> tuple[Any, ...]:
    data, openings = seal(fact)
    fact_id = new_id()
    entry = entry_bytes(
        fact_id=fact_id,
        node=settings.GONGZHI_NODE,
        kind=fact.kind,
        subject=subject,
        actor=by,
        at=at,
        data=data,
        blind=os.urandom(BLIND_BYTES),
    )
    if len(entry) > MAX_ENTRY:
        raise ValueError(f"an entry has at most {MAX_ENTRY} bytes; this {fact.kind} has {len(entry)}")
    salts, texts = [salt for salt, _ in openings.values()], [text for _, text in openings.values()]
    node = settings.GONGZHI_NODE
    return (fact_id, node, fact.kind, subject, by, at, entry, list(openings), salts, texts)
