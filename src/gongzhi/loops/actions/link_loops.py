"""Tie loops together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.ledger.public import record, record_many
from gongzhi.loops.facts import LoopLinked
from gongzhi.loops.models import Link
from gongzhi.people.facts import Actor


def link_loops(*, from_id: UUID, to_id: UUID, role: str, by: Actor, at: datetime) -> bool:
    """Link two loops inside the caller's transaction; return False where they were linked so already.

    `role` is a word of the package that links: what `to_id` is for `from_id`. Whether the actor may is that
    package's rule.
    """
    assert connection.in_atomic_block
    _, made = Link.objects.get_or_create(source_id=from_id, target_id=to_id, role=role, defaults={"at": at})
    if made:
        record(LoopLinked(to_id=to_id, role=role), subject=from_id, by=by.name(), at=at)
    return made


def link_many(*, from_id: UUID, to_ids: Sequence[UUID], role: str, by: Actor, at: datetime) -> None:
    """Link one loop to many new ones inside the caller's transaction."""
    assert connection.in_atomic_block
    Link.objects.bulk_create(Link(source_id=from_id, target_id=to_id, role=role, at=at) for to_id in to_ids)
    facts = [(LoopLinked(to_id=to_id, role=role), from_id) for to_id in to_ids]
    record_many(facts, by=by.name(), at=at)
