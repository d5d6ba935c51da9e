"""Put new facts up for the hooks that want to hear of them: a reader of the order, with a cursor of its own."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from gongzhi.channels.events.facts import DeliveryState
from gongzhi.channels.events.models import Delivery
from gongzhi.channels.events.queries import actor_of_hook, running_hooks
from gongzhi.channels.events.visible import Sight
from gongzhi.ledger.facts import Recorded


def enqueue_events(*, facts: Sequence[Recorded], at: datetime) -> int:
    """Write a message for each hook and fact, inside the transaction that moves the reader's cursor.

    A hook hears of what happened after it was made. The fact is the record of why; a message adds none.
    """
    assert connection.in_atomic_block
    hooks = running_hooks()
    if not hooks:
        return 0
    sight, rows = Sight(facts), []
    for hook, key in hooks:
        rows += [
            Delivery(
                hook_id=hook.id,
                fact_id=fact.id,
                kind=fact.kind,
                position=fact.position or 0,
                state=DeliveryState.WAITING,
                next_at=at,
            )
            for fact in sight.of(actor_of_hook(key), hook.kinds)
            if fact.at >= hook.made_at
        ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
