"""After the decision: received or not right, withdrawn, opened again, rated, urged."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.helped import note_helped
from gongzhi.applications.actions.step import step
from gongzhi.applications.facts import Grade, Rated
from gongzhi.applications.models import Rating
from gongzhi.applications.queries import resident_application
from gongzhi.applications.rules import TEXT_LIMIT, rate_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, Words, already_done, hold, keep_receipt
from gongzhi.loops.public import urge as urge_loop
from gongzhi.people.facts import Actor, ActorKind, HelpedAct


def confirm(
    *,
    application_id: UUID,
    received: bool,
    by: Actor,
    at: datetime,
    text: str = "",
    once: UUID | None = None,
) -> None:
    """Take whether the decision arrived and is right, from the applicant or through the callback desk.

    Not right needs a few words. Raises Refused ``applications.text_missing`` and those of the loop.
    """
    if not received:
        ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.JUDGE, application_id=application_id, by=by, at=at)
        event = "received" if received else "not_right"
        step(event, application_id=application_id, by=by, at=at, words=Words(text=text), once=once)


def withdraw(*, application_id: UUID, why: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the applicant ask to withdraw; the callback desk asks whether it is meant."""
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.WITHDRAW, application_id=application_id, by=by, at=at)
        step("withdraw", application_id=application_id, by=by, at=at, words=Words(text=why), once=once)


def confirm_withdrawal(
    *, application_id: UUID, meant: bool, note: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let the callback desk record what the applicant said: meant, or pressed into it."""
    event = "withdrawal_confirmed" if meant else "withdrawal_not_meant"
    with transaction.atomic(durable=True):
        step(event, application_id=application_id, by=by, at=at, words=Words(text=note), once=once)


def reopen(*, application_id: UUID, why: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Open an ended application again within the window of the profile. Raises Refused as the loop does."""
    ensure(text_refusal(why))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.JUDGE, application_id=application_id, by=by, at=at)
        step("reopen", application_id=application_id, by=by, at=at, words=Words(text=why), once=once)


def rate(
    *, application_id: UUID, grade: Grade, by: Actor, at: datetime, text: str = "", once: UUID | None = None
) -> None:
    """Take the applicant's rating 好差评: once, by nobody else, unseen by whoever handled it.

    Raises Refused: ``applications.only_applicant_rates``, ``applications.nothing_to_rate``,
    ``applications.rated_already``, ``applications.text_too_long``.
    """
    if len(text) > TEXT_LIMIT:
        raise Refused(Refusal("applications.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)}))
    with transaction.atomic(durable=True):
        loop = hold(application_id)
        if once and already_done(once):
            return
        view = resident_application(application_id)
        assert view is not None
        ended = loop.ended_at is not None
        note_helped(HelpedAct.JUDGE, application_id=application_id, by=by, at=at)
        ensure(rate_refusal(by, decided=view.settled, ended=ended, rated=view.rated))
        Rating(application_id=application_id, grade=grade, text=text, rated_at=at).save(force_insert=True)
        fact = Rated(grade=int(grade), text=Private(text) if text else None)
        record(fact, subject=application_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="rate"))


def urge(*, application_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the applicant urge the office 催办; whoever owes the next step is told."""
    if by.kind is not ActorKind.RESIDENT:
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.ADD, application_id=application_id, by=by, at=at)
        urge_loop(loop_id=application_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="urge"))
