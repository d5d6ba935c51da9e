"""Take back what a program dispatched by itself, and send it where it belongs, in one step."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.dispatch import name_lead
from gongzhi.cases.actions.step import step
from gongzhi.cases.models import Case
from gongzhi.cases.rules import power_refusal, undo_refusal
from gongzhi.diagnosis.public import by_itself
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.organization.public import duty_for
from gongzhi.people.facts import Actor


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
    """Take a case back that nobody has signed for, set its matter and dispatch it; that counts as a correction.

    Without `unit_id` it goes to the unit the duty table names first. Raises Refused: ``cases.not_by_itself``,
    ``cases.no_unit``, and those of `classify` and `dispatch`.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        ensure(power_refusal("undo", by))
        ensure(undo_refusal(state=loop.state, by_itself=case_id in by_itself([case_id])))
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
