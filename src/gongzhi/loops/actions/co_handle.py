"""Joint work 联办: call a co-handler in, and settle its part."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import Step, lock, open_co_obligation, planned, settle
from gongzhi.loops.facts import DeadlineMet, ObligationStatus
from gongzhi.loops.joint_facts import CoHandlerCalled, ObligationSettled
from gongzhi.loops.models import Deadline, Holder, Obligation
from gongzhi.loops.rules.kinds import YES
from gongzhi.people.facts import Actor


def call_in(
    *,
    loop_id: UUID,
    unit_id: UUID,
    text: str,
    by: Actor,
    at: datetime,
    citation: str = "",
    also: Mapping[str, str] | None = None,
) -> UUID:
    """Let the owner of a joint work state call in a co-handler, inside the caller's transaction; return its part.

    `also` are further deadlines of the part: what is due, and the key of the time profile, or a duration.
    A unit whose part is over may be called in again. The lead stays responsible. Raises Refused:
    ``loops.no_joint_work``, ``loops.not_owner``, ``loops.co_handler_already``, ``loops.judges_it`` (who helps
    has worked on it, and would judge the own work).
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    ensure(_call_refusal(step, unit_id, by))
    joint = step.state.joint
    assert joint is not None
    Holder.objects.get_or_create(loop=step.loop, party=joint.co, unit_id=unit_id)
    further = tuple(replace(planned(step, key), what=what) for what, key in (also or {}).items())
    part = open_co_obligation(step, unit_id, also=further)
    fact = CoHandlerCalled(
        unit_id=unit_id, text=Private(text) if text else None, changes=step.changes(), citation=citation
    )
    record(fact, subject=loop_id, by=by.name(), at=at)
    return part


def _call_refusal(step: Step, unit_id: UUID, by: Actor) -> Refusal | None:
    state = step.state
    if state.joint is None:
        return Refusal("loops.no_joint_work")
    if by.unit_id not in step.holders.get(state.owner, ()):
        return Refusal("loops.not_owner")
    if unit_id in step.holders.get(state.owner, ()) or _open_part(step, unit_id):
        return Refusal("loops.co_handler_already")
    judges = {party for each in step.setting.definition.transitions if each.kind in YES for party in each.by}
    if any(unit_id in step.holders.get(party, ()) for party in judges):
        return Refusal("loops.judges_it")
    return None


def _open_part(step: Step, unit_id: UUID | None) -> Obligation | None:
    party = step.state.joint.co if step.state.joint else ""
    parts = Obligation.objects.filter(loop=step.loop, party=party, unit=unit_id, settled_at=None)
    return parts.filter(beside=False).first() if unit_id else None


def meet_part(*, loop_id: UUID, what: str, text: str, by: Actor, at: datetime) -> None:
    """Record that a co-handler did a further duty of its open part (came to the place), in the caller's transaction.

    A timer that still runs for it is stopped. Raises Refused ``loops.no_open_part``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    part = _open_part(step, by.unit_id)
    if part is None:
        raise Refused(Refusal("loops.no_open_part"))
    running = Deadline.objects.filter(obligation=part, what=what, cancelled_at=None)
    step.cancelled.extend(running.values_list("id", flat=True))
    running.update(cancelled_at=at, next_at=None)
    fact = DeadlineMet(what=what, text=Private(text) if text else None, changes=step.changes())
    record(fact, subject=loop_id, by=by.name(), at=at)


def settle_part(*, loop_id: UUID, done: bool, text: str, by: Actor, at: datetime, citation: str = "") -> UUID:
    """Let a co-handler report its part done, or refuse it with a reason; the loop stays in its state. Return the part.

    Raises Refused: ``loops.no_open_part``, ``loops.reason_missing``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    row = _open_part(step, by.unit_id)
    if row is None:
        raise Refused(Refusal("loops.no_open_part"))
    if not done and not text.strip():
        raise Refused(Refusal("loops.reason_missing"))
    status = ObligationStatus.DONE if done else ObligationStatus.REFUSED
    settle(step, status, only=row.id)
    fact = ObligationSettled(
        obligation_id=row.id,
        status=status,
        text=Private(text) if text else None,
        changes=step.changes(),
        citation=citation,
    )
    record(fact, subject=loop_id, by=by.name(), at=at)
    return row.id
