"""See who reported a case, for a while and on record; or be connected with them without seeing the number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.discretion import contact_refusal, is_relaying
from gongzhi.cases.models import Case
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
    *, case_id: UUID, wish: RevealWish, by: Actor, at: datetime, once: UUID | None = None
) -> RevealView:
    """Open the identity behind a case to somebody who works on it now; a confidential one needs a second person.

    The same `once` again changes nothing and returns what became of the first. Raises Refused:
    ``cases.not_yours``, ``cases.ended``, ``cases.contact_confidential``, ``cases.no_contact``, and those of
    `people.ask_reveal`.
    """
    with transaction.atomic(durable=True):
        case, relaying = _case(case_id, by)
        if once and already_done(once) and (before := latest_reveal(case_id, by)):
            return before
        asked = ask_reveal(
            contact_id=_contact(case),
            subject=case_id,
            wish=wish,
            by=by,
            at=at,
            second_needed=case.confidential,
            relaying=relaying,
        )
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="reveal"))
        return asked


def call_resident(
    *, case_id: UUID, purpose: str, desk_phone: str, by: Actor, at: datetime, once: UUID | None = None
) -> Call:
    """Be connected with whoever reported a case, by telephone and without seeing the number.

    In a confidential case as well: nobody of the staff learns who it is, so no second person is asked. The call
    is on record before the exchange gets the number. Raises Refused as `reveal` does, and
    ``people.desk_phone_malformed``, ``people.no_phone``.
    """
    with transaction.atomic(durable=True):
        case, relaying = _case(case_id, by)
        again = call_again(case_id, by, at=at) if once and already_done(once) else None
        call = again or ask_call(
            contact_id=_contact(case),
            subject=case_id,
            purpose=purpose,
            desk_phone=desk_phone,
            by=by,
            at=at,
            relaying=relaying,
        )
        if once and not again:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="call_resident"))
    connect_call(call)
    return call


def _case(case_id: UUID, by: Actor) -> tuple[Case, bool]:
    """Hold a case and return it to somebody entitled, with whether they pass on what is to be said."""
    loop = hold(case_id)
    case = Case.objects.only("contact", "confidential").get(loop=case_id)
    open_, holders = loop.ended_at is None, holders_of(case_id)
    ensure(contact_refusal(by, holders=holders, open_=open_, confidential=case.confidential))
    return case, is_relaying(by, holders=holders, confidential=case.confidential)


def _contact(case: Case) -> UUID:
    if case.contact_id is None:
        raise Refused(Refusal("cases.no_contact"))
    return case.contact_id
