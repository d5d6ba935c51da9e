"""Let the log grow where nothing happens."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.facts import Heartbeat
from gongzhi.ledger.models import Checkpoint, Head, PendingFact


def keep_growing(*, every: timedelta, by: str, at: datetime) -> bool:
    """Record a fact when the last checkpoint is older than `every` and nothing waits; tell whether it was needed.

    A log that has not begun is left alone.
    """
    with transaction.atomic(durable=True):
        if Head.objects.select_for_update().first() is None or PendingFact.objects.exists():
            return False
        if Checkpoint.objects.filter(at__gt=Now() - every).exists() or not Checkpoint.objects.exists():
            return False
        record(Heartbeat(), subject=None, by=by, at=at)
    return True
