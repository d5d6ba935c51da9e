"""Hand obligations from one person to another, or back to their unit."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import lock
from gongzhi.loops.facts import ObligationTaken
from gongzhi.loops.models import Obligation
from gongzhi.people.facts import Actor


def take(*, obligation_id: UUID, account_id: UUID, by: Actor, at: datetime) -> None:
    """Give an open obligation of the actor's unit to one person of it.

    Raises Refused ``loops.not_owner`` or ``loops.already_settled``.
    """
    with transaction.atomic(durable=True):
        loop_id = Obligation.objects.values_list("loop", flat=True).get(id=obligation_id)
        lock(loop_id, at)
        row = Obligation.objects.get(id=obligation_id)
        if row.unit_id != by.unit_id:
            raise Refused(Refusal("loops.not_owner"))
        if row.settled_at is not None:
            raise Refused(Refusal("loops.already_settled"))
        _give(row, account_id, by=by, at=at)


def hand_over(*, account_id: UUID, to: UUID | None, by: Actor, at: datetime) -> int:
    """Hand everything an account has in hand to another, or (None) back to the unit's common inbox.

    Runs inside the caller's transaction; loops are locked in the order of their ids. Returns how many.
    """
    assert connection.in_atomic_block
    held = Obligation.objects.filter(account_id=account_id, settled_at=None).order_by("loop_id", "id")
    loops = sorted(set(held.values_list("loop", flat=True)))
    for loop_id in loops:
        lock(loop_id, at)
    # Read again: somebody may have settled one while this waited for its loop.
    rows = list(held.filter(loop__in=loops))
    for row in rows:
        _give(row, to, by=by, at=at)
    return len(rows)


def _give(row: Obligation, account_id: UUID | None, *, by: Actor, at: datetime) -> None:
    row.account_id = account_id
    row.save(update_fields=["account_id"])
    fact = ObligationTaken(obligation_id=row.id, account_id=account_id)
    record(fact, subject=row.loop_id, by=by.name(), at=at)
