"""Propose a whistle to the town that leads a case, and the town's answer if it does not follow."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.helping import standing
from gongzhi.cases.models import Case
from gongzhi.cases.rules import reason_refusal, text_refusal
from gongzhi.cases.whistle_facts import WhistleDeclined, WhistleProposed
from gongzhi.cases.whistle_rules import decline_refusal, propose_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt
from gongzhi.people.facts import Actor


def propose_whistle(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Propose to call departments to the place; whether to whistle is for the town.

    Raises Refused: ``cases.not_yours``, ``cases.whistle_town_only``, ``cases.whistle_at_work``,
    ``cases.whistle_open``, ``cases.whistle_proposed_already`` and those of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        ensure(propose_refusal(by, standing(case_id)))
        Case.objects.filter(loop=case_id).update(whistle_proposed=True)
        record(WhistleProposed(text=Private(text)), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="propose_whistle"))


def decline_whistle(*, case_id: UUID, reason: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the town say why it does not whistle. Raises Refused ``cases.whistle_not_proposed`` and as `whistle`."""
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        ensure(decline_refusal(by, standing(case_id)))
        Case.objects.filter(loop=case_id).update(whistle_proposed=False)
        record(WhistleDeclined(reason=Private(reason)), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="decline_whistle"))
