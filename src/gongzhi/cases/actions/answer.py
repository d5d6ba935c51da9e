"""Answer the resident, where the unit wants it with the approval of its head."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import AnswerDrafted, AnswerSentBack
from gongzhi.cases.models import Case
from gongzhi.cases.rules import answer_needs_approval, draft_refusal, power_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, Words, already_done, hold, keep_receipt
from gongzhi.people.facts import Actor


def answer(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> bool:
    """Answer the case; return False when the answer waits for the head's approval instead.

    Raises Refused: ``cases.text_missing``, ``cases.text_too_long``, ``loops.not_entitled`` and those of the loop.
    """
    ensure(text_refusal(text))
    ensure(power_refusal("answer", by))
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and (receipt := already_done(once)):
            return receipt.event != "draft"
        case = Case.objects.select_related("lead").get(loop=case_id)
        lead = case.lead
        if lead and answer_needs_approval(by, unit_approves=lead.approves_answers):
            ensure(draft_refusal(by, lead=lead.id, state=loop.state))
            case.draft, case.drafted_by = text, by.account_id
            case.save(update_fields=["draft", "drafted_by"])
            record(AnswerDrafted(text=Private(text)), subject=case_id, by=by.name(), at=at)
            if once:
                keep_receipt(Receipt(key=once, loop_id=case_id, event="draft"))
            return False
        step("answer", case_id=case_id, by=by, at=at, words=Words(text=text), once=once)
        _clear(case)
        return True


def answer_at_once(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Answer on the spot, by whoever took the call 当场答复; the resident judges it all the same."""
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        step("answer_at_once", case_id=case_id, by=by, at=at, words=Words(text=text), once=once)


def approve(*, case_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the head of the unit send the drafted answer out. Raises Refused ``cases.no_draft``."""
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        case = _held_draft(case_id, by)
        step("answer", case_id=case_id, by=by, at=at, words=Words(text=case.draft), once=once)
        _clear(case)


def send_back(*, case_id: UUID, reason: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the head of the unit send the drafted answer back to the handler, with a reason."""
    if not reason.strip():
        raise Refused(Refusal("cases.reason_missing"))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        case = _held_draft(case_id, by)
        _clear(case)
        record(AnswerSentBack(reason=Private(reason)), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="send_back"))


def _held_draft(case_id: UUID, by: Actor) -> Case:
    loop = hold(case_id)
    case = Case.objects.get(loop=case_id)
    if not by.may("case.approve"):
        raise Refused(Refusal("loops.not_entitled"))
    ensure(draft_refusal(by, lead=case.lead_id, state=loop.state))
    if not case.draft:
        raise Refused(Refusal("cases.no_draft"))
    return case


def _clear(case: Case) -> None:
    if case.draft:
        case.draft, case.drafted_by = "", None
        case.save(update_fields=["draft", "drafted_by"])
