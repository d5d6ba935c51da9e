"""Small duties within a state: take an obligation, do a further duty, try a call, urge."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import lock
from gongzhi.loops.facts import CallAttempted, DeadlineMet, StateKind, Urged
from gongzhi.loops.models import Deadline
from gongzhi.loops.rules.moves import may_urge
from gongzhi.people.facts import Actor


def meet(*, loop_id: UUID, what: str, text: str, by: Actor, at: datetime) -> None:
    """Record that a further duty of the present state was done (the first contact), in the caller's transaction.

    Doing it again is allowed and recorded; the timer is stopped by the first time.
    Raises Refused ``loops.not_owner`` or ``loops.no_such_duty``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    if what not in step.state.also:
        raise Refused(Refusal("loops.no_such_duty"))
    if by.unit_id not in step.holders.get(step.state.owner, ()):
        raise Refused(Refusal("loops.not_owner"))
    running = Deadline.objects.filter(obligation__loop=loop_id, what=what, cancelled_at=None)
    step.cancelled.extend(running.values_list("id", flat=True))
    running.update(cancelled_at=at, next_at=None)
    fact = DeadlineMet(what=what, text=Private(text) if text else None, changes=step.changes())
    record(fact, subject=loop_id, by=by.name(), at=at)


def attempt_call(*, loop_id: UUID, by: Actor, at: datetime) -> int:
    """Record a call that reached nobody, in the caller's transaction; return which attempt it was.

    Attempts of one day count once: calling three times in an hour is no three attempts (time profile:
    ``callback: on_different_days``). Raises Refused ``loops.not_owner``, ``loops.no_callback`` or
    ``loops.called_today``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    if step.state.kind is not StateKind.CALLBACK:
        raise Refused(Refusal("loops.no_callback"))
    if by.unit_id not in step.holders.get(step.state.owner, ()):
        raise Refused(Refusal("loops.not_owner"))
    zone = step.setting.calendar.zone
    last = step.loop.called_at
    if last is not None and last.astimezone(zone).date() == at.astimezone(zone).date():
        raise Refused(Refusal("loops.called_today"))
    since = step.loop.entered_at
    step.loop.calls = 1 if last is None or last < since else step.loop.calls + 1
    step.loop.called_at = at
    step.loop.save(update_fields=["calls", "called_at"])
    record(CallAttempted(attempt=step.loop.calls), subject=loop_id, by=by.name(), at=at)
    return step.loop.calls


def urge(*, loop_id: UUID, by: Actor, at: datetime) -> None:
    """Record that the resident urges the office 催办, in the caller's transaction.

    Raises Refused ``loops.already_ended``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    ensure(may_urge(step.loop.ended_at))
    step.loop.urged += 1
    step.loop.save(update_fields=["urged"])
    record(Urged(times=step.loop.urged), subject=loop_id, by=by.name(), at=at)
