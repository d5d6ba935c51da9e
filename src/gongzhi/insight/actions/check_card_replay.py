"""Check that hypothesis cards are what the facts say, and that no text was changed afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.insight.card_facts import CardText
from gongzhi.insight.card_queries import digest_of, text_digest
from gongzhi.insight.card_replay import Row, replay
from gongzhi.insight.models import HypothesisCard
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about


@dataclass(frozen=True)
class CardDifference:
    """A value of a card that is not what the facts say."""

    what: str
    facts: Any
    table: Any


def check_card_replay() -> Iterator[CardDifference]:
    """Fold the facts of every card and yield each value in which the table differs from them."""
    said = replay(facts_about(list(HypothesisCard.objects.values_list("id", flat=True))))
    rows = {str(row.id): _row(row) for row in HypothesisCard.objects.all()}
    for key in sorted({*said, *rows}):
        rebuilt, row = said.get(key, {}), rows.get(key, {})
        for column in sorted({*rebuilt, *row}):
            if rebuilt.get(column) != row.get(column):
                yield CardDifference(f"cards/{key}/{column}", rebuilt.get(column), row.get(column))


def _row(row: HypothesisCard) -> Row:
    return {
        "state": row.state,
        "matter": row.matter,
        "division": row.division,
        "grid": row.grid,
        "ground": row.ground,
        "key": row.key,
        "figures": row.figures,
        "unit_id": str(row.unit_id) if row.unit_id else None,
        "check_on": row.check_on.isoformat(),
        # Computed from the texts as they stand: a changed text shows even where its digest was changed as well.
        "digest": text_digest(CardText(row.expected, row.why, row.true_if, row.false_if)),
        "outcome": row.outcome,
        "late": row.late,
        "taken_at": to_text(row.taken_at) if row.taken_at else None,
        "ended_at": to_text(row.ended_at) if row.ended_at else None,
        "told_due": row.told_due,
        "told_overdue": row.told_overdue,
        "seen_digest": digest_of(row.seen, row.done) if row.outcome else "",
    }
