"""Answer the resident, where the unit wants it with the approval of its head."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.add_photo import add_photos, drop_draft_photos, named, photos_go_out
from gongzhi.cases.actions.family import hold_family
from gongzhi.cases.actions.grade import grade
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import AnswerDrafted, AnswerSentBack, CameWith, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.rules import (
    answer_needs_approval,
    draft_refusal,
    finding_refusal,
    power_refusal,
    text_refusal,
)
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, Words, already_done, hold, keep_receipt
from gongzhi.people.facts import Actor

_DRAFT = ["draft", "drafted_by", "draft_finding", "draft_reason"]


def answer(
    *,
    case_id: UUID,
    text: str,
    finding: Finding,
    by: Actor,
    at: datetime,
    reason: str = "",
    photos: Sequence[bytes] = (),
    once: UUID | None = None,
) -> bool:
    """Answer the case; return False when the answer waits for the head's approval instead, its photos with it.

    `finding` is the office's own grade of the answer; the resident's judgement stands beside it. `reason`: why
    it is not possible, where that is the finding. Raises Refused: ``cases.text_missing``,
    ``cases.text_too_long``, ``cases.why_not_missing``, ``loops.not_entitled`` and those of the loop.
    """
    ensure(text_refusal(text))
    ensure(finding_refusal(finding, reason=reason))
    ensure(power_refusal("answer", by))
    with named(photos) as files, transaction.atomic(durable=True):
        loop = hold_family(case_id)
        if once and (receipt := already_done(once)):
            return receipt.event != "draft"
        case = Case.objects.select_related("lead").get(loop=case_id)
        lead = case.lead
        if lead and answer_needs_approval(by, unit_approves=lead.approves_answers):
            ensure(draft_refusal(by, lead=lead.id, state=loop.state))
            _draft(case, text=text, finding=finding, reason=reason, by=by, at=at)
            if files:
                drop_draft_photos(case_id=case_id)
            add_photos(case_id=case_id, photos=files, came_with=CameWith.DRAFT, by=by, at=at)
            if once:
                keep_receipt(Receipt(key=once, loop_id=case_id, event="draft"))
            return False
        words = Words(text=text, reason=reason)
        step("answer", case_id=case_id, by=by, at=at, words=words, once=once)
        grade(case_id=case_id, finding=finding, by=by, at=at)
        add_photos(case_id=case_id, photos=files, came_with=CameWith.ANSWER, by=by, at=at)
        photos_go_out(case_id=case_id, by=by, at=at)
        _clear(case)
        return True


def answer_at_once(
    *,
    case_id: UUID,
    text: str,
    finding: Finding,
    by: Actor,
    at: datetime,
    reason: str = "",
    once: UUID | None = None,
) -> None:
    """Answer on the spot, by whoever took the call 当场答复; the resident judges it all the same."""
    ensure(text_refusal(text))
    ensure(finding_refusal(finding, reason=reason))
    with transaction.atomic(durable=True):
        hold_family(case_id)
        if once and already_done(once):
            return
        words = Words(text=text, reason=reason)
        step("answer_at_once", case_id=case_id, by=by, at=at, words=words, once=once)
        grade(case_id=case_id, finding=finding, by=by, at=at)


def approve(*, case_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the head of the unit send the drafted answer out. Raises Refused ``cases.no_draft``."""
    with transaction.atomic(durable=True):
        hold_family(case_id)
        if once and already_done(once):
            return
        case = _held_draft(case_id, by)
        if not case.draft_finding:  # written before answers were graded
            raise Refused(Refusal("cases.finding_missing"))
        words = Words(text=case.draft, reason=case.draft_reason)
        step("answer", case_id=case_id, by=by, at=at, words=words, once=once)
        grade(case_id=case_id, finding=Finding(case.draft_finding), by=by, at=at)
        photos_go_out(case_id=case_id, by=by, at=at)
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
        drop_draft_photos(case_id=case_id)
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


def _draft(case: Case, *, text: str, finding: Finding, reason: str, by: Actor, at: datetime) -> None:
    case.draft, case.drafted_by = text, by.account_id
    case.draft_finding, case.draft_reason = finding, reason
    case.save(update_fields=_DRAFT)
    fact = AnswerDrafted(
        text=Private(text), finding=finding, reason=Private(reason) if reason.strip() else None
    )
    record(fact, subject=case.loop_id, by=by.name(), at=at)


def _clear(case: Case) -> None:
    if case.draft:
        case.draft, case.drafted_by, case.draft_finding, case.draft_reason = "", None, "", ""
        case.save(update_fields=_DRAFT)
