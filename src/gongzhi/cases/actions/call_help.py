"""Call other units in to help with a case 协办, and urge them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.helping import citation_for, standing
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_facts import HelperUrged
from gongzhi.cases.whistle_rules import help_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, call_in, hold, keep_receipt
from gongzhi.people.facts import Actor


def call_help(
    *, case_id: UUID, unit_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Give another unit a task within a case, with its own deadline; the lead stays responsible.

    Where the duty table gives the unit the matter its line goes with it; a unit without any may be asked
    all the same. Raises Refused: ``loops.not_entitled``, ``loops.not_owner``, ``cases.help_at_work`` and
    those of the loop and of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        ensure(help_refusal(by, standing(case_id)))
        citation = citation_for(unit_id, loop.matter, at=at)
        call_in(loop_id=case_id, unit_id=unit_id, text=text, by=by, at=at, citation=citation)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="call_help"))


def urge_helper(*, case_id: UUID, unit_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the lead urge a unit whose part is open; it is told. Raises Refused ``loops.no_open_part`` as well."""
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        case = standing(case_id)
        ensure(help_refusal(by, case))
        if unit_id not in case.open_parts:
            raise Refused(Refusal("loops.no_open_part"))
        record(HelperUrged(unit_id=unit_id), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="urge_helper"))
