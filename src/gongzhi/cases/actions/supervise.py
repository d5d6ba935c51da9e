"""Put a case under supervision 督办: an office above asks, the lead replies, the office above ends it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.models import Supervision
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_facts import SupervisionAsked, SupervisionEnded, SupervisionReplied
from gongzhi.cases.whistle_rules import (
    SUPERVISED,
    end_supervision_refusal,
    reply_refusal,
    supervise_refusal,
)
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.public import (
    LoopRow,
    Receipt,
    already_done,
    duties_of,
    hold,
    holders_of,
    keep_receipt,
    open_duty,
    settle_duty,
)
from gongzhi.loops.public import supervise as set_supervised
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor


def supervise(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Ask the lead for a reply by the profile's ``supervision_reply``; while nobody leads, the dispatch desk.

    Asking again, after a reply, is the same step. Raises Refused: ``cases.supervise_outside``,
    ``loops.already_ended``, ``cases.supervision_waits``, ``loops.duty_unknown`` and those of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        ensure(supervising_refusal(loop, by))
        assert by.unit_id is not None
        led = any(holders_of(case_id).get("lead", ()))
        open_duty(loop_id=case_id, what=SUPERVISED, by=by, at=at, text=text, party="" if led else "intake")
        set_supervised(loop_id=case_id, on=True, by=by, at=at)
        running = Supervision.objects.filter(loop=case_id, ended_at=None).first()
        if running is None:
            Supervision.objects.create(loop_id=case_id, unit_id=by.unit_id, asked_at=at)
        else:
            running.unit_id, running.asked_at, running.replied_at = by.unit_id, at, None
            running.save(update_fields=["unit", "asked_at", "replied_at"])
        owing = next(unit for unit in duties_of(case_id, SUPERVISED).values() if unit)
        fact = SupervisionAsked(
            unit_id=by.unit_id, owing=owing, again=running is not None, text=Private(text)
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="supervise"))


def supervising_refusal(loop: LoopRow, by: Actor) -> Refusal | None:
    """Say why this post may not put the case under supervision now, or None: for the action and for the button."""
    return supervise_refusal(
        by,
        in_scope=within(by.division, loop.division),
        ended=loop.ended_at is not None,
        waits=bool(duties_of(loop.id, SUPERVISED)),
    )


def reply_to_supervision(
    *, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let the unit that owes it reply to whoever supervises.

    Raises Refused: ``loops.no_open_duty``, ``loops.not_owner`` and those of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        owing = next(iter(duties_of(case_id, SUPERVISED).values()), None)
        ensure(reply_refusal(by, owing=owing))
        assert by.unit_id is not None
        settle_duty(loop_id=case_id, what=SUPERVISED, by=by, at=at)
        running = Supervision.objects.get(loop=case_id, ended_at=None)
        running.replied_at = at
        running.save(update_fields=["replied_at"])
        fact = SupervisionReplied(unit_id=by.unit_id, asking=running.unit_id, text=Private(text))
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="reply_to_supervision"))


def end_supervision(
    *, case_id: UUID, text: str = "", by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """End the supervision; a reply that is still owed is waived. Raises Refused ``cases.not_supervised``."""
    ensure(text_refusal(text) if text.strip() else None)
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        in_scope = within(by.division, loop.division)
        ensure(end_supervision_refusal(by, in_scope=in_scope, supervised=loop.supervised))
        assert by.unit_id is not None
        if duties_of(case_id, SUPERVISED):
            settle_duty(loop_id=case_id, what=SUPERVISED, by=by, at=at, status=ObligationStatus.WAIVED)
        set_supervised(loop_id=case_id, on=False, by=by, at=at)
        Supervision.objects.filter(loop=case_id, ended_at=None).update(ended_at=at)
        fact = SupervisionEnded(unit_id=by.unit_id, text=Private(text) if text.strip() else None)
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="end_supervision"))
