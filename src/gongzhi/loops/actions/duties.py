"""Duties beside the state: owed by a party whatever becomes of the state, also after the end."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import Step, lock, open_obligation, planned, set_holder, settle
from gongzhi.loops.facts import NewDeadline, ObligationStatus
from gongzhi.loops.joint_facts import DutyOpened, DutySettled
from gongzhi.loops.models import Obligation
from gongzhi.people.facts import Actor


def open_duty(
    *,
    loop_id: UUID,
    what: str,
    by: Actor,
    at: datetime,
    unit_id: UUID | None = None,
    text: str = "",
    party: str = "",
    several: bool = False,
) -> UUID:
    """Let a party owe `what`, as the loop's definition names it under ``beside``; return the obligation.

    Inside the caller's transaction. `unit_id` plays the party from now on; without it, whoever plays it
    owes; `party` owes it in the place of the one the definition names. The same duty is owed once at a time,
    unless `several` may be. Whether the actor may ask for it is the caller's rule. Raises Refused:
    ``loops.duty_unknown`` (the loop runs by an older definition), ``loops.duty_open_already``,
    ``loops.nobody_owes`` (nobody plays the party).
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    duty = step.setting.definition.beside.get(what)
    if duty is None:
        raise Refused(Refusal("loops.duty_unknown", {"what": what}))
    owing = party or duty.party
    open_already = Obligation.objects.filter(loop=loop_id, what=what, beside=True, settled_at=None)
    if not several and open_already.exists():
        raise Refused(Refusal("loops.duty_open_already", {"what": what}))
    if unit_id is not None:
        set_holder(step, owing, unit_id)
    units = [unit for unit in step.holders.get(owing, ()) if unit]
    if not units:
        raise Refused(Refusal("loops.nobody_owes", {"what": what, "party": owing}))
    own = _due(step, duty.due, what)
    found = open_obligation(step, party=owing, unit_id=units[0], what=what, deadlines=(own,), beside=True)
    fact = DutyOpened(
        what=what,
        party=owing,
        holders=step.holder_names(),
        text=Private(text) if text else None,
        changes=step.changes(),
    )
    record(fact, subject=loop_id, by=by.name(), at=at)
    return found


def _due(step: Step, key: str, what: str) -> NewDeadline:
    return replace(planned(step, key), what=what)


def settle_duty(
    *,
    loop_id: UUID,
    what: str,
    by: Actor,
    at: datetime,
    status: ObligationStatus = ObligationStatus.DONE,
    text: str = "",
    only: UUID | None = None,
) -> UUID:
    """Settle the open duty `what` of a loop inside the caller's transaction; return the obligation.

    A member of staff acts for the unit that owes it; whoever asked for it may waive it, by the caller's
    rule. `only`: this one, where several are owed. Raises Refused ``loops.no_open_duty``, ``loops.not_theirs``.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    rows = Obligation.objects.filter(loop=loop_id, what=what, beside=True, settled_at=None)
    row = (rows.filter(id=only) if only else rows).order_by("id").first()
    if row is None:
        raise Refused(Refusal("loops.no_open_duty", {"what": what}))
    waived = status is ObligationStatus.WAIVED
    if by.unit_id is not None and by.unit_id != row.unit_id and not waived:
        raise Refused(Refusal("loops.not_theirs", {"event": what, "party": row.party}))
    settle(step, status, only=row.id)
    fact = DutySettled(
        what=what,
        obligation_id=row.id,
        status=status,
        text=Private(text) if text else None,
        changes=step.changes(),
    )
    record(fact, subject=loop_id, by=by.name(), at=at)
    return row.id
