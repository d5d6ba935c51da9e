"""Check that the table of files says what the facts say: which were begun, and what became of those that are done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.channels.bulk.facts import BulkDone, BulkFailed, BulkStarted, BulkState
from gongzhi.channels.bulk.models import BulkFile
from gongzhi.ledger.public import facts_about, subjects_of

_KINDS = (BulkStarted.kind, BulkDone.kind, BulkFailed.kind)


@dataclass(frozen=True)
class BulkDifference:
    """A file that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_bulk() -> Iterator[BulkDifference]:
    """Yield each file in which table and facts differ. Works beside others: what differs in two looks is told."""
    first = _compare()
    if first:
        yield from (each for each in _compare() if each in first)


def _compare() -> list[BulkDifference]:
    table = {row.id: _row(row) for row in BulkFile.objects.exclude(state=BulkState.CHOOSING)}
    told: dict[UUID, dict[str, Any]] = {}
    subjects = {subject for kind in _KINDS for subject in subjects_of(kind)}
    for fact in facts_about(subjects, only=_KINDS):
        data = {
            name: value for name, value in fact.data.items() if name not in ("file_id", "unit_id", "code")
        }
        state = BulkState.FAILED if fact.kind == BulkFailed.kind else BulkState.DONE
        ended = {} if fact.kind == BulkStarted.kind else {"state": state.value}
        told.setdefault(UUID(str(fact.data["file_id"])), {}).update(data | ended)
    return [
        BulkDifference(each, f"bulk/{each}", told.get(each), table.get(each))
        for each in sorted(told.keys() | table.keys())
        if told.get(each) != table.get(each)
    ]


def _row(row: BulkFile) -> dict[str, Any]:
    begun: dict[str, Any] = {"rows": row.rows, "sha256": row.sha256, "channel": row.channel}
    if row.state == BulkState.RUNNING:
        return begun
    counted = {"filed": row.filed, "before": row.before, "bad": row.bad.count()}
    return {**begun, "state": row.state, **counted}
