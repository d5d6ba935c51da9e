"""Finish the own part of a case on which several offices work, or refuse it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.helping import standing
from gongzhi.cases.models import WhistleCall
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_rules import part_refusal
from gongzhi.kernel.refusals import Refusal, ensure
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt, settle_part
from gongzhi.people.facts import Actor


def finish_part(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Say that the own part is done, in words. Raises Refused ``loops.no_open_part`` and those of a text."""
    ensure(text_refusal(text))
    _settle(case_id, done=True, text=text, citation="", by=by, at=at, once=once)


def refuse_part(
    *, case_id: UUID, reason: str, citation: str = "", by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Say that the part is not the own unit's, with a reason and the line that says so.

    Raises Refused ``cases.reason_missing`` and as `finish_part`.
    """
    ensure(text_refusal(reason) if reason.strip() else Refusal("cases.reason_missing"))
    _settle(case_id, done=False, text=reason, citation=citation, by=by, at=at, once=once)


def _settle(
    case_id: UUID, *, done: bool, text: str, citation: str, by: Actor, at: datetime, once: UUID | None
) -> None:
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        ensure(part_refusal(by, standing(case_id)))
        settle_part(loop_id=case_id, done=done, text=text, by=by, at=at, citation=citation)
        called = WhistleCall.objects.filter(whistle__loop=case_id, whistle__concluded_at=None)
        called.filter(unit=by.unit_id, over_at=None).update(over_at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="part"))
