"""Ask the resident something, and take the reply: the authority's clock pauses in between."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.helped import note_helped
from gongzhi.cases.actions.step import step
from gongzhi.cases.rules import text_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Receipt, Words, already_done, hold, keep_receipt, reply_to_question
from gongzhi.people.facts import Actor, HelpedAct


def ask(*, case_id: UUID, question: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Ask the resident. The clock runs again with the reply, or when the time to answer is over."""
    ensure(text_refusal(question))
    with transaction.atomic(durable=True):
        step("ask", case_id=case_id, by=by, at=at, words=Words(text=question), once=once)


def reply(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Take the resident's reply. Raises Refused ``loops.no_question`` when none is open."""
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.ADD, case_id=case_id, by=by, at=at)
        reply_to_question(loop_id=case_id, text=text, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="reply"))
