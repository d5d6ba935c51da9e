"""See who applied, for a while and on record; or be connected with them without seeing the number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.models import Application
from gongzhi.applications.rules import contact_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt
from gongzhi.people.facts import Actor, RevealWish
from gongzhi.people.public import (
    Call,
    RevealView,
    ask_call,
    ask_reveal,
    call_again,
    connect_call,
    latest_reveal,
)


def reveal(
    *, application_id: UUID, wish: RevealWish, by: Actor, at: datetime, once: UUID | None = None
) -> RevealView:
    """Open the identity behind an application to somebody who works on it now.

    The same `once` again changes nothing and returns what became of the first. Raises Refused:
    ``applications.not_yours``, ``applications.ended``, ``applications.no_contact``, and those of
    `people.ask_reveal`.
    """
    with transaction.atomic(durable=True):
        contact_id = _contact(application_id, by)
        if once and already_done(once) and (before := latest_reveal(application_id, by)):
            return before
        asked = ask_reveal(
            contact_id=contact_id, subject=application_id, wish=wish, by=by, at=at, second_needed=False
        )
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="reveal"))
        return asked


def call_applicant(
    *, application_id: UUID, purpose: str, desk_phone: str, by: Actor, at: datetime, once: UUID | None = None
) -> Call:
    """Be connected with whoever applied, by telephone and without seeing the number.

    The call is on record before the exchange gets the number. Raises Refused as `reveal` does, and
    ``people.desk_phone_malformed``, ``people.no_phone``.
    """
    with transaction.atomic(durable=True):
        contact_id = _contact(application_id, by)
        again = call_again(application_id, by, at=at) if once and already_done(once) else None
        call = again or ask_call(
            contact_id=contact_id,
            subject=application_id,
            purpose=purpose,
            desk_phone=desk_phone,
            by=by,
            at=at,
        )
        if once and not again:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="call_applicant"))
    connect_call(call)
    return call


def _contact(application_id: UUID, by: Actor) -> UUID:
    """Hold an application and return its contact to somebody entitled."""
    loop = hold(application_id)
    contact_id = Application.objects.values_list("contact", flat=True).get(loop=application_id)
    holders = {unit for units in holders_of(application_id).values() for unit in units if unit}
    ensure(contact_refusal(by, holders=holders, open_=loop.ended_at is None))
    if contact_id is None:
        raise Refused(Refusal("applications.no_contact"))
    return contact_id
