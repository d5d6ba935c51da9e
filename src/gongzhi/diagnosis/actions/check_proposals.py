"""Check that proposals are what the facts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.replay import AGAIN, SECOND, Row, replay
from gongzhi.ledger.public import facts_about


@dataclass(frozen=True)
class ProposalDifference:
    """A value of a proposal that is not what the facts say."""

    what: str
    facts: Any
    table: Any


def check_proposals() -> Iterator[ProposalDifference]:
    """Fold the facts of every proposal and yield each value in which the table differs from them.

    Where words stood, and what somebody may need, is in no fact.
    """
    rows = {str(row.loop_id): _row(row) for row in MatterProposal.objects.all()}
    said = replay(facts_about([row.loop_id for row in MatterProposal.objects.only("loop")]))
    for key in sorted({*said, *rows}):
        rebuilt, row = said.get(key, {}), rows.get(key, {})
        for column in sorted({*rebuilt, *row}):
            if rebuilt.get(column) != row.get(column):
                yield ProposalDifference(f"diagnosis/{key}/{column}", rebuilt.get(column), row.get(column))


def _row(row: MatterProposal) -> Row:
    return {
        "matter": row.matter,
        "confidence": row.confidence,
        "others": [each["code"] for each in row.others],
        "unit_id": str(row.unit_id) if row.unit_id else None,
        "urgency": row.urgency,
        "article": str(row.article) if row.article else None,
        "entry": row.entry,
        "version": row.version,
        "why_not": list(row.why_not),
        "dispatched": row.dispatched_at is not None,
        "decided": row.decided,
        "decider": row.decider,
        "verified": row.verified,
        "second": {name: row.second[name] for name in SECOND} if row.second else None,
        "danger": row.danger,
        "again": {name: row.again[name] for name in AGAIN}
        | {"others": [each["code"] for each in row.again["others"]]}
        if row.again
        else None,
    }
