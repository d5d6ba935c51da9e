"""Settle a message no program understood: it becomes a case, somebody calls, or nothing comes of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, Source
from gongzhi.channels.sms.facts import WAITING, SmsSettled, SmsState
from gongzhi.channels.sms.models import IncomingSms
from gongzhi.channels.sms.rules import settle_refusal, settle_words_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.notices.facts import Way, Wish
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.people.public import Call, ask_call, connect_call, forget_identity

NOTHING_CAME_OF_IT = "SETTLED"


def file_sms(*, sms_id: UUID, division: str, by: Actor, at: datetime) -> Filed:
    """File a message as it was sent; it keeps its id and its sender. Again, it is the case it became.

    Raises Refused ``loops.not_entitled``, ``sms.settled_already``, and those of filing.
    """
    row = IncomingSms.objects.get(id=sms_id)
    again = row.state == SmsState.FILED
    ensure(settle_refusal(by, waiting=again or row.state in WAITING))
    filed = cases.file_case(
        text=row.text or "-",
        place=Place(division=division),
        channel=Channel.SMS,
        person=Person(
            filer=Filer.NAMED, phone="-", told=Wish((Way.SMS,))
        ),  # who it is stands in the vault already
        source=Source(at=row.sent_at, id=row.id, contact_id=row.contact_id),
        by=RESIDENT,
        at=at,
        once=row.id,
    )
    _settle(sms_id, SmsState.FILED, by=by, at=at)
    return filed


def settle_sms(*, sms_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Note that nothing comes of a message, and forget what it says and who sent it.

    Raises Refused ``loops.not_entitled``, ``sms.settled_already``, ``sms.reason_missing``, ``sms.reason_too_long``.
    """
    ensure(settle_words_refusal(reason))
    _settle(sms_id, SmsState.SETTLED, reason=reason, by=by, at=at)


def call_sender(*, sms_id: UUID, purpose: str, desk_phone: str, by: Actor, at: datetime) -> Call:
    """Be connected with the sender, without seeing the number. Raises as `people.ask_call` does."""
    with transaction.atomic(durable=True):
        row = IncomingSms.objects.select_for_update().get(id=sms_id)
        ensure(settle_refusal(by, waiting=row.state in WAITING and row.contact_id is not None))
        assert row.contact_id
        call = ask_call(
            contact_id=row.contact_id,
            subject=row.id,
            purpose=purpose,
            desk_phone=desk_phone,
            by=by,
            at=at,
            relaying=True,
        )
    connect_call(call)
    return call


def _settle(sms_id: UUID, state: SmsState, *, by: Actor, at: datetime, reason: str = "") -> None:
    with transaction.atomic(durable=True):
        row = IncomingSms.objects.select_for_update().get(id=sms_id)
        if row.state == state:
            return
        ensure(settle_refusal(by, waiting=row.state in WAITING))
        row.state, row.text, row.settled_at = state, "", at
        row.loop_id = row.id if state is SmsState.FILED else None
        row.save(update_fields=["state", "text", "settled_at", "loop"])
        why = Private(reason) if reason else None
        record(SmsSettled(sms_id=row.id, state=state, reason=why), subject=row.id, by=by.name(), at=at)
        if state is SmsState.SETTLED and row.contact_id:
            forget_identity(
                contact_id=row.contact_id, subject=row.id, because=NOTHING_CAME_OF_IT, by=by, at=at
            )
