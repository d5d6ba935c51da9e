"""Joint work 联办: call a co-handler in, and settle its part."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import Step, lock, open_co_obligation, settle
from gongzhi.loops.facts import CoHandlerCalled, ObligationSettled, ObligationStatus
from gongzhi.loops.models import Holder, Obligation
from gongzhi.loops.rules.kinds import YES
from gongzhi.people.facts import Actor


def call_in(*, loop_id: UUID, unit_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """Let the owner of a joint work state call in a co-handler, inside the caller's transaction.

    The lead stays responsible. Raises Refused: ``loops.no_joint_work``, ``loops.not_owner``,
    ``loops.co_handler_already``, ``loops.judges_it`` (who helps has worked on it, and would judge the own work).
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    ensure(_call_refusal(step, unit_id, by))
    joint = step.state.joint
    assert joint is not None
    Holder.objects.create(loop=step.loop, party=joint.co, unit_id=unit_id)
    open_co_obligation(step, unit_id)
    fact = CoHandlerCalled(unit_id=unit_id, text=Private(text) if text else None, changes=step.changes())
    record(fact, subject=loop_id, by=by.name(), at=at)


def _call_refusal(step: Step, unit_id: UUID, by: Actor) -> Refusal | None:
    state = step.state
    if state.joint is None:
        return Refusal("loops.no_joint_work")
    if by.unit_id not in step.holders.get(state.owner, ()):
        return Refusal("loops.not_owner")
    if unit_id in step.holders.get(state.joint.co, ()) or unit_id in step.holders.get(state.owner, ()):
        return Refusal("loops.co_handler_already")
    judges = {party for each in step.setting.definition.transitions if each.kind in YES for party in each.by}
    if any(unit_id in step.holders.get(party, ()) for party in judges):
        return Refusal("loops.judges_it")
    return None


def settle_part(*, loop_id: UUID, done: bool, text: str, by: Actor, at: datetime) -> None:
    """Let a co-handler report its part done, or refuse it with a reason; the loop stays in its state.

    Raises Refused: ``loops.no_open_part``, ``loops.reason_missing``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    party = step.state.joint.co if step.state.joint else ""
    row = Obligation.objects.filter(
        loop=loop_id, party=party, unit=by.unit_id, settled_at=None, beside=False
    ).first()
    if row is None or by.unit_id is None:
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
    )
    record(fact, subject=loop_id, by=by.name(), at=at)
