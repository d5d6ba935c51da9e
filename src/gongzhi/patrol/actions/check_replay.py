"""Check that the tables of patrol say what the facts say; loops check their own tables."""

from collections.abc import Collection, Iterator
from itertools import chain, islice
from uuid import UUID

from django.db import transaction

from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference, hold
from gongzhi.patrol.actions.check_sensors import check_sensors
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.replay import Row, replay


def check_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every event, round and sensor and yield each value in which the tables differ from them.

    Works beside others: one that seems to differ is looked at again under the lock of its loop.
    """
    ids = chain.from_iterable(
        table.objects.order_by("loop").values_list("loop", flat=True).iterator()
        for table in (PatrolEvent, Round)
    )
    while some := list(islice(ids, batch)):
        for loop_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(loop_id)
                yield from _compare([loop_id])
    yield from check_sensors(batch=batch)


def _compare(ids: Collection[UUID]) -> list[Difference]:
    said = replay(facts_about(ids))
    kept: dict[UUID, Row] = {row.loop_id: _event(row) for row in PatrolEvent.objects.filter(loop__in=ids)}
    kept |= {
        row.loop_id: {"grid": row.grid, "result": row.result, "events": row.events}
        for row in Round.objects.filter(loop__in=ids)
    }
    found = []
    for loop_id, row in kept.items():
        rebuilt = said.get(str(loop_id), {})
        for column in sorted(row):
            if rebuilt.get(column) != row[column]:
                what = f"patrol/{loop_id}/{column}"
                found.append(Difference(loop_id, what, rebuilt.get(column), row[column]))
    return found


def _event(row: PatrolEvent) -> Row:
    return {
        "source": row.source,
        "grade": row.grade,
        "grid": row.grid,
        "has_photo": bool(row.photo),
        "lead": str(row.lead_id) if row.lead_id else None,
        "citation": row.citation,
        "overruled": row.overruled,
    }
