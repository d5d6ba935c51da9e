"""Tell whoever owes a case that the limit of the platform above is near, or over."""

from datetime import datetime

from django.db import transaction

from gongzhi.channels.upper.facts import AMBER, RED, LimitNear
from gongzhi.channels.upper.models import UpperOrder
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def warn_limits(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Record the moments of their limits that have come; return how many. It reads an index of those that wait.

    Their limit is an instant of theirs: no pause and no extension here moves it, and nothing ends by it.
    """
    with transaction.atomic(durable=True):
        rows = UpperOrder.objects.select_for_update(skip_locked=True).filter(warn_at__lte=at)
        found = list(rows.order_by("warn_at")[:limit])
        for row in found:
            _warn(row, by, at)
    return len(found)


def _warn(row: UpperOrder, by: Actor, at: datetime) -> None:
    over = row.due_at is not None and at >= row.due_at
    row.warned = RED if over else AMBER
    row.warn_at = None if over else row.due_at
    row.save(update_fields=["warned", "warn_at"])
    if row.over_at is None and row.due_at is not None:
        fact = LimitNear(loop_id=row.loop_id, threshold=row.warned, due_at=row.due_at)
        record(fact, subject=None, by=by.name(), at=at)
