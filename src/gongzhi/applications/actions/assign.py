"""Give an application to the office that has the power for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.step import step
from gongzhi.applications.facts import LeadNamed
from gongzhi.applications.models import Application
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.organization.facts import DutyGround
from gongzhi.organization.public import check_duty
from gongzhi.people.facts import Actor

# The three ways a lead is named: first, after a return, by arbitration.
ASSIGNING = ("assign", "redispatch", "decide")


def assign(
    *,
    application_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    note: str = "",
    reason: str = "",
    once: UUID | None = None,
) -> None:
    """Name the office that examines by one of `ASSIGNING`.

    Who may decide about a right is laid down by law: nobody overrules the duty table here. Raises Refused:
    the refusals of the duty table, and those of the loop.
    """
    assert event in ASSIGNING
    with transaction.atomic(durable=True):
        loop = hold(application_id)
        if once and already_done(once):
            return
        ground = check_duty(unit_id, loop.matter, at=at)
        if not isinstance(ground, DutyGround):
            raise Refused(ground)
        words = Words(reason=reason, text=note, citation=ground.citation)
        step(event, application_id=application_id, by=by, at=at, words=words, names=unit_id, once=once)
        row = Application.objects.get(loop=application_id)
        row.lead_id = unit_id
        row.save(update_fields=["lead"])
        fact = LeadNamed(
            unit_id=unit_id, citation=ground.citation, as_proposed=unit_id == row.proposed_unit_id
        )
        record(fact, subject=application_id, by=by.name(), at=at)
