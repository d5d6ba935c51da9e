"""Put a loop under supervision 督办, or end that."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import lock
from gongzhi.loops.joint_facts import Supervised
from gongzhi.people.facts import Actor


def supervise(*, loop_id: UUID, on: bool, by: Actor, at: datetime) -> None:
    """Set whether a loop stands under supervision, in the caller's transaction. Who may is the caller's rule.

    A deadline long over sets it by itself. What is so already is not recorded again.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    if step.loop.supervised == on:
        return
    step.loop.supervised = on
    step.loop.save(update_fields=["supervised"])
    record(Supervised(on=on), subject=loop_id, by=by.name(), at=at)
