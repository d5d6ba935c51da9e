"""Get in touch with the resident, and look at how to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.add_photo import add_photos, named
from gongzhi.cases.discretion import contact_refusal
from gongzhi.cases.facts import CameWith
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt, meet
from gongzhi.people.facts import Actor
from gongzhi.people.public import ContactView
from gongzhi.people.public import show_contact as show

FIRST_CONTACT = "first_contact"


def make_contact(
    *,
    case_id: UUID,
    note: str,
    by: Actor,
    at: datetime,
    photos: Sequence[bytes] = (),
    once: UUID | None = None,
) -> None:
    """Record that the office reached the resident 首次联系, with photos of how it looks. Raises as the loop does."""
    if not by.may("case.handle"):
        raise Refused(Refusal("loops.not_entitled"))
    with named(photos) as files, transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        meet(loop_id=case_id, what=FIRST_CONTACT, text=note, by=by, at=at)
        add_photos(case_id=case_id, photos=files, came_with=CameWith.CONTACT, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="contact"))


def show_contact(
    *, case_id: UUID, reason: str, by: Actor, at: datetime, once: UUID | None = None
) -> ContactView:
    """Return the contact data of a case to somebody who works on it now, for a reason on record.

    A request shows them once: the same `once` again is refused, since a look without a record is none.
    Raises Refused: ``cases.not_yours``, ``cases.no_contact``, ``cases.shown_already``,
    ``people.contact_not_entitled``, ``people.reason_missing``.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            raise Refused(Refusal("cases.shown_already"))
        case = Case.objects.only("contact", "confidential").get(loop=case_id)
        open_, holders = loop.ended_at is None, holders_of(case_id)
        ensure(contact_refusal(by, holders=holders, open_=open_, confidential=case.confidential))
        if case.contact_id is None:
            raise Refused(Refusal("cases.no_contact"))
        shown = show(
            contact_id=case.contact_id,
            reason=reason,
            subject=case_id,
            by=by,
            at=at,
            relaying=case.confidential,
        )
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="show_contact"))
        return shown
