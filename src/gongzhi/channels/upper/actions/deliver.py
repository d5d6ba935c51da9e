"""How messages to the platform above are delivered: states of delivery, which the fact behind each tells of."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.channels.upper.facts import MessageAgain, MessageSetAside, State
from gongzhi.channels.upper.models import UpperMessage
from gongzhi.channels.upper.rules.sending import LEASE, is_given_up, next_try
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

MAY = ("case.dispatch", "organization.manage")


def claim(*, message_id: UUID, by: Actor, at: datetime) -> bool:
    """Take a message for sending, for two minutes; False when another sender has it. `by`: who sends."""
    with transaction.atomic(durable=True):
        row = UpperMessage.objects.select_for_update(skip_locked=True).filter(id=message_id).first()
        if row is None or row.state != State.WAITING or (row.next_at and row.next_at > at):
            return False
        row.tries, row.next_at = row.tries + 1, at + LEASE
        row.save(update_fields=["tries", "next_at"])
        return True


def note_sent(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """Note that the platform above has a message."""
    with transaction.atomic(durable=True):
        UpperMessage.objects.filter(id=message_id).exclude(state=State.SENT).update(
            state=State.SENT, sent_at=at, next_at=None, code=""
        )


def note_not_sent(*, message_id: UUID, code: str, refused: bool, by: Actor, at: datetime) -> None:
    """Note that it did not take a message: tried again later, unless it was refused, or tried for days."""
    with transaction.atomic(durable=True):
        row = UpperMessage.objects.select_for_update().get(id=message_id)
        if row.state != State.WAITING:
            return
        given_up = is_given_up(row.made_at, at)
        row.state = State.REFUSED if refused else State.DEAD if given_up else State.WAITING
        row.next_at = next_try(row.tries, at) if row.state == State.WAITING else None
        row.code = code[:80]
        row.save(update_fields=["state", "next_at", "code"])


def send_again(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """Try a message again, after looking; under its old key, so it is done once whatever they have.

    Raises Refused ``loops.not_entitled``, ``upper.no_message``.
    """
    with transaction.atomic(durable=True):
        row = _looked_at(message_id, by)
        if row.state == State.WAITING:
            return
        row.state, row.tries, row.next_at, row.sent_at, row.made_at = State.WAITING, 0, None, None, at
        row.save(update_fields=["state", "tries", "next_at", "sent_at", "made_at"])
        record(MessageAgain(message_id=row.id), subject=row.order_id, by=by.name(), at=at)


def set_aside(*, message_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Go on without a message the platform above does not take; the reason is on record.

    Raises Refused ``loops.not_entitled``, ``loops.reason_missing``, ``upper.no_message``.
    """
    if not reason.strip():
        raise Refused(Refusal("loops.reason_missing"))
    with transaction.atomic(durable=True):
        row = _looked_at(message_id, by)
        if row.state in (State.ASIDE, State.SENT):
            return
        row.state, row.next_at = State.ASIDE, None
        row.save(update_fields=["state", "next_at"])
        fact = MessageSetAside(message_id=row.id, reason=Private(reason))
        record(fact, subject=row.order_id, by=by.name(), at=at)


def _looked_at(message_id: UUID, by: Actor) -> UpperMessage:
    if not any(map(by.may, MAY)):
        raise Refused(Refusal("loops.not_entitled"))
    row = UpperMessage.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        raise Refused(Refusal("upper.no_message"))
    return row
