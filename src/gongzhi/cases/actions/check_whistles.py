"""Check that the tables of whistles and supervision say what the facts say."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.cases.models import Case, Supervision, Whistle, WhistleCall
from gongzhi.cases.whistle_replay import Rebuilt, Row, replay
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference, hold


def check_whistles(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every case and yield each value in which these tables differ from them.

    Works beside others: a case that seems to differ is looked at again under the lock of its loop.
    """
    ids = iter(Case.objects.order_by("loop").values_list("loop", flat=True).iterator())
    while some := list(islice(ids, batch)):
        for case_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(case_id)
                yield from _compare([case_id])


def _compare(case_ids: Collection[UUID]) -> list[Difference]:
    said, kept = replay(facts_about(case_ids)), _tables(case_ids)
    found = []
    for case_id in case_ids:
        facts, tables = _flat(said.get(str(case_id), Rebuilt())), _flat(kept[str(case_id)])
        found += [
            Difference(case_id, f"whistles/{case_id}/{key}", facts.get(key), tables.get(key))
            for key in sorted(facts.keys() | tables.keys())
            if facts.get(key) != tables.get(key)
        ]
    return found


def _flat(case: Rebuilt) -> Row:
    found: Row = {"proposed": case.proposed}
    for name in ("whistles", "calls", "supervisions"):
        rows: dict[str, Row] = getattr(case, name)
        found |= {f"{name}/{key}/{column}": row[column] for key, row in rows.items() for column in row}
    return found


def _tables(case_ids: Collection[UUID]) -> dict[str, Rebuilt]:
    proposed = Case.objects.filter(loop__in=case_ids).values_list("loop", "whistle_proposed")
    found = {str(case_id): Rebuilt(proposed=asked) for case_id, asked in proposed}
    for row in Whistle.objects.filter(loop__in=case_ids):
        found[str(row.loop_id)].whistles[str(row.id)] = {
            "town": str(row.town_id),
            "ground": row.ground,
            "called_at": _plain(row.called_at),
            "arrive_by": _plain(row.arrive_by),
            "concluded_at": _plain(row.concluded_at),
            "ending": row.ending,
        }
    for call in WhistleCall.objects.filter(whistle__loop__in=case_ids).select_related("whistle"):
        case = found[str(call.whistle.loop_id)]
        case.calls[f"{call.whistle_id}/{call.unit_id}"] = {
            name: _plain(getattr(call, name)) for name in _CALL
        }
    for each in Supervision.objects.filter(loop__in=case_ids):
        key = _plain(each.ended_at) or ""
        found[str(each.loop_id)].supervisions[key] = {
            "unit": str(each.unit_id),
            "asked_at": _plain(each.asked_at),
            "replied_at": _plain(each.replied_at),
        }
    return found


_CALL = (
    "obligation",
    "citation",
    "arrive_by",
    "arrived_at",
    "over_at",
    "rating",
    "rated_at",
    "objected_at",
    "objection_duty",
    "upheld",
)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return to_text(value) if hasattr(value, "tzinfo") else value
