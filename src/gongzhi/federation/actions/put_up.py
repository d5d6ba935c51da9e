"""Put up for each neighbour the facts that are meant for it, in the order of the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.federation.actions.deliver import DELIVERIES, SUBJECTS
from gongzhi.federation.facts import LoopShared
from gongzhi.federation.models import Mirror, Neighbour, Outgoing, Shared
from gongzhi.federation.queries import hosts
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about, record
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import Actor


def put_up(*, facts: Sequence[Recorded], by: Actor, at: datetime) -> None:
    """Number the next facts for the neighbours they concern; runs in the transaction of its reader's cursor.

    A loop is shared with a node from the moment one of its parties works there; then what was recorded of
    it before goes too. What a node told us is not told back to it.
    """
    assert connection.in_atomic_block
    known = _receivers([fact.subject for fact in facts if fact.subject])
    hosted = hosts()
    for fact in facts:
        if fact.subject is None or fact.kind not in DELIVERIES:
            continue
        for node in sorted(_newly_concerned(fact, hosted) - known.get(fact.subject, set())):
            _share(fact.subject, node, fact, by, at)
            known.setdefault(fact.subject, set()).add(node)
        for node in sorted(known.get(fact.subject, ())):
            _number(node, fact)


def _receivers(loop_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for table in (Shared, Mirror):
        for loop, node in table.objects.filter(loop__in=set(loop_ids)).values_list("loop_id", "neighbour_id"):
            found.setdefault(loop, set()).add(node)
    return found


def _newly_concerned(fact: Recorded, hosted: Mapping[UUID, str]) -> set[str]:
    """Return the nodes on which somebody who plays a part works. A kind that cannot be told there stays here."""
    if not hosted or fact.kind != "loops.moved":
        return set()
    held = {part for value in fact.data["holders"].values() for part in value.split(",") if part}
    nodes = {hosted[UUID(unit)] for unit in held if UUID(unit) in hosted}
    if not nodes:
        return set()
    row = loop_row(fact.subject) if fact.subject else None
    return nodes if row and row.subject_kind in SUBJECTS else set()


def _share(loop_id: UUID, node: str, fact: Recorded, by: Actor, at: datetime) -> None:
    Shared.objects.get_or_create(loop_id=loop_id, neighbour_id=node)
    record(LoopShared(node=node), subject=loop_id, by=by.name(), at=at)
    for earlier in facts_about([loop_id], whole=True):
        if earlier.id < fact.id and earlier.kind in DELIVERIES:
            _number(node, earlier)


def _number(node: str, fact: Recorded) -> None:
    if fact.actor == f"node:{node}":
        return
    if Outgoing.objects.filter(neighbour=node, fact_id=fact.id).exists():
        return
    row = Neighbour.objects.select_for_update().get(node=node)
    row.sent += 1
    row.save(update_fields=["sent"])
    Outgoing.objects.create(neighbour=row, seq=row.sent, fact_id=fact.id)
