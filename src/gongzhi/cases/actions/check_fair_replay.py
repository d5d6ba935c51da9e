"""Check that the tables of exclusions and of later looks say what the facts say."""

from collections.abc import Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.cases.models import EffectCheck, Exclusion
from gongzhi.cases.replay_fair import Row, replay
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference, hold


def check_fair_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every case of which a row stands here, and yield each value that differs.

    Works beside others: what seems to differ is looked at again under the lock of its loop. A row that only
    the facts know is found as well.
    """
    loops = Exclusion.objects.order_by().values_list("loop").union(EffectCheck.objects.values_list("loop"))
    ids = iter([row[0] for row in loops])
    while some := list(islice(ids, batch)):
        for case_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(case_id)
                yield from _compare([case_id])


def _compare(case_ids: Collection[UUID]) -> list[Difference]:
    said = replay(facts_about(case_ids))
    kept = {str(row.id): _exclusion(row) for row in Exclusion.objects.filter(loop__in=case_ids)}
    kept |= {str(row.id): _check(row) for row in EffectCheck.objects.filter(loop__in=case_ids)}
    found = []
    for id_ in sorted(said.keys() | kept.keys()):
        one, other = said.get(id_, {}), kept.get(id_, {})
        for column in sorted(one.keys() | other.keys()):
            if one.get(column) != other.get(column):
                loop_id = UUID(one.get("loop") or other["loop"])
                what = f"fairness/{id_}/{column}"
                found.append(Difference(loop_id, what, one.get(column), other.get(column)))
    return found


def _exclusion(row: Exclusion) -> Row:
    return {
        "loop": str(row.loop_id),
        "ground": row.ground,
        "proposed_by": str(row.proposed_by_id),
        "state": row.state,
        "first_by": str(row.first_by) if row.first_by else None,
        "second_by": str(row.second_by) if row.second_by else None,
        "decided": row.decided_at is not None,
        "objected": row.objected_at is not None,
        "objection_upheld": row.objection_upheld,
    }


def _check(row: EffectCheck) -> Row:
    return {
        "loop": str(row.loop_id),
        "state": row.state,
        "look_at": to_text(row.look_at),
        "done": row.done_at is not None,
    }
