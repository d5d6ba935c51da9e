"""Take back what the desk dispatched, or a program by itself, and send it where it belongs, in one step."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.dispatch import name_lead
from gongzhi.cases.actions.step import step
from gongzhi.cases.models import Case
from gongzhi.cases.rules import classify_refusal, power_refusal, undo_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import LoopRow, Words, already_done, hold, holders_of
from gongzhi.organization.public import duty_for
from gongzhi.people.facts import Actor

_STEPS = ("loops.moved", "cases.lead_named")


def taking_back_refusal(loop: LoopRow, facts: Sequence[Recorded]) -> Refusal | None:
    """Say why the desk may not take a case back now, or None: for the action and for the button."""
    event, ordered = "", False
    for fact in facts:
        if fact.kind == "loops.moved":
            event = fact.data["event"]
        elif fact.kind == "cases.lead_named":
            ordered = bool(fact.data["overruled"] or fact.data["reason"])
    return undo_refusal(state=loop.state, event=event, ordered=ordered)


def undo(
    *,
    case_id: UUID,
    matter: str,
    by: Actor,
    at: datetime,
    unit_id: UUID | None = None,
    note: str = "",
    once: UUID | None = None,
) -> None:
    """Take a case back that nobody has signed for, set its matter and dispatch it; what was proposed was wrong then.

    Without `unit_id` it goes to the unit the duty table names first. Raises Refused: ``cases.not_yours``,
    ``cases.not_the_desks``, ``cases.no_unit``, and those of `classify` and `dispatch`.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        ensure(power_refusal("undo", by))
        ensure(classify_refusal(by, intake=holders_of(case_id).get("intake", ())))
        ensure(taking_back_refusal(loop, facts_about([case_id], only=_STEPS)))
        loop = step("undo", case_id=case_id, by=by, at=at)
        classify_held(loop=loop, matter=matter, by=by, at=at)
        if unit_id is None:
            first = next(iter(duty_for(matter, loop.division, at=at)), None)
            if first is None:
                raise Refused(Refusal("cases.no_unit"))
            unit_id = first.unit.id
        name_lead(
            hold(case_id),
            Case.objects.get(loop=case_id),
            unit_id,
            event="dispatch",
            by=by,
            at=at,
            words=Words(text=note),
            once=once,
        )
