"""Tell units that the day of a card has come, and once more when it has passed without a check."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.insight.card_facts import CardDue, CardState
from gongzhi.insight.card_queries import day_of, due_cards
from gongzhi.insight.models import HypothesisCard
from gongzhi.ledger.public import record
from gongzhi.notices.facts import NewNotice
from gongzhi.notices.public import enqueue
from gongzhi.people.facts import Actor

TITLE = 40


def tell_of_cards(*, by: Actor, at: datetime, limit: int = 50) -> int:
    """Tell the units whose cards are due, each in a transaction of its own; return how many were told."""
    found = due_cards(on=day_of(at), limit=limit)
    return sum(_tell(card_id, by, at) for card_id in found)


def _tell(card_id: UUID, by: Actor, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = HypothesisCard.objects.select_for_update(skip_locked=True).filter(id=card_id).first()
        if row is None or row.state != CardState.OPEN or row.unit_id is None:
            return False
        overdue = row.check_on < day_of(at)
        if row.told_overdue or (row.told_due and not overdue):
            return False
        fact_id = record(CardDue(overdue=overdue), subject=row.id, by=by.name(), at=at)
        told = "told_overdue" if overdue else "told_due"
        setattr(row, told, True)
        row.save(update_fields=[told])
        title = row.expected if len(row.expected) <= TITLE else row.expected[: TITLE - 1] + "…"
        enqueue(
            [
                NewNotice(
                    unit_id=row.unit_id,
                    fact_id=fact_id,
                    code="card_overdue" if overdue else "card_due",
                    subject=row.id,
                    number="",
                    title=title,
                    at=at,
                )
            ]
        )
    return True
