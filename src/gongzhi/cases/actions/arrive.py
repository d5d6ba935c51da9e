"""Say that a department has come to the place 报到: no photo, no position, only the word of whoever is there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.helping import standing
from gongzhi.cases.models import WhistleCall
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_facts import DepartmentArrived
from gongzhi.cases.whistle_rules import ARRIVE, part_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt, meet_part
from gongzhi.people.facts import Actor


def arrive(*, case_id: UUID, text: str = "", by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Record that the own unit is on the place; late or not follows from the time it was called for.

    Raises Refused: ``cases.not_called``, ``cases.arrived_already``, ``loops.no_open_part``.
    """
    ensure(text_refusal(text) if text.strip() else None)
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        calls = WhistleCall.objects.filter(whistle__loop=case_id, whistle__concluded_at=None)
        call = calls.filter(unit=by.unit_id).first()
        if call is None:
            raise Refused(Refusal("cases.not_called"))
        ensure(part_refusal(by, standing(case_id)))
        if call.arrived_at is not None:
            raise Refused(Refusal("cases.arrived_already"))
        meet_part(loop_id=case_id, what=ARRIVE, text="", by=by, at=at)
        call.arrived_at = at
        call.save(update_fields=["arrived_at"])
        fact = DepartmentArrived(
            whistle_id=call.whistle_id,
            unit_id=call.unit_id,
            late=at > call.arrive_by,
            text=Private(text) if text.strip() else None,
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="arrive"))
