"""Let due timers go off."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.ledger.public import record
from gongzhi.loops.actions.move import move_by_clock
from gongzhi.loops.actions.shift import next_instant
from gongzhi.loops.actions.steps import Step, lock
from gongzhi.loops.facts import DeadlineFired, Threshold
from gongzhi.loops.models import Deadline
from gongzhi.loops.rules.definition import OnDue
from gongzhi.people.facts import SYSTEM

_NEXT = {"": Threshold.AMBER, Threshold.AMBER: Threshold.RED, Threshold.RED: Threshold.SUPERVISE}

# The lock is on the loop, as with every other step, and a loop at work elsewhere is left for later:
# several workers share the timers without waiting for each other. The partial index on next_at holds
# the running timers only, so the cost does not grow with what is over.
_CLAIM = """
    select l.id
    from gongzhi_deadline d
    join gongzhi_obligation o on o.id = d.obligation_id
    join gongzhi_loop l on l.id = o.loop_id
    where d.next_at <= %s
    order by d.next_at
    limit 1
    for update of l skip locked
"""


def fire_due(*, at: datetime, limit: int = 100) -> int:
    """Let up to `limit` loops with passed timers take note of them, soonest first; return how many.

    Each loop is a transaction of its own. Safe to run in several workers at once.
    """
    fired = 0
    while fired < limit:
        took_note = _fire_one(at)
        if took_note is None:
            break
        fired += took_note
    return fired


def _fire_one(at: datetime) -> bool | None:
    """None: no loop is left to take. False: another worker finished with this one in the meantime."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [at])
            found = cursor.fetchone()
        if found is None:
            return None
        step = lock(found[0], at)
        # Asked again under the lock: the claim may have read the timer just before another worker's commit.
        due = _due(step.loop.id, at)
        for deadline_id in due:
            _fire(step, deadline_id)
        return bool(due)


def _due(loop_id: UUID, at: datetime) -> list[UUID]:
    rows = Deadline.objects.filter(obligation__loop=loop_id, next_at__lte=at)
    return list(rows.order_by("next_at", "id").values_list("id", flat=True))


def _fire(step: Step, deadline_id: UUID) -> None:
    # A `go` of an earlier timer of this loop may have cancelled this one.
    deadline = Deadline.objects.select_related("obligation").get(id=deadline_id)
    while deadline.next_at is not None and deadline.next_at <= step.at:
        beside = deadline.obligation.beside
        on_due = OnDue(escalate=_told_beside(step, deadline.what)) if beside else step.state.on_due
        threshold = _NEXT[deadline.fired]
        deadline.fired = threshold
        deadline.next_at = next_instant(deadline)
        deadline.save(update_fields=["fired", "next_at"])
        own = (
            not beside and deadline.what == step.loop.state and deadline.obligation.party == step.state.owner
        )
        told = "" if threshold is Threshold.AMBER or on_due is None else on_due.escalate or ""
        fact = DeadlineFired(
            deadline_id=deadline.id,
            obligation_id=deadline.obligation_id,
            what=deadline.what,
            threshold=threshold,
            told=told,
        )
        record(fact, subject=step.loop.id, by=SYSTEM.name(), at=step.at)
        if threshold is Threshold.SUPERVISE and not beside:
            step.loop.supervised = True
            step.loop.save(update_fields=["supervised"])
        if threshold is Threshold.RED and own and on_due and on_due.go:
            move_by_clock(step, to=on_due.go, by=SYSTEM)
            return


def _told_beside(step: Step, what: str) -> str | None:
    duty = step.setting.definition.beside.get(what)
    return duty.escalate if duty else None
