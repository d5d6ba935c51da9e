"""Take and show contact data."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.canonical import encode
from gongzhi.kernel.commitments import Private, commit, new_salt
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, ContactLeft, ContactShown
from gongzhi.people.marks import mark_of
from gongzhi.people.models import Contact
from gongzhi.people.queries import ContactView
from gongzhi.people.rules import show_contact_refusal
from gongzhi.people.vault.identity import Identity, keep, read


def leave_contact(
    *, name: str, phone: str, helper_name: str, helper_phone: str, subject: UUID, by: Actor, at: datetime
) -> UUID | None:
    """Keep contact data for `subject` inside the caller's transaction; None when nothing was left."""
    assert connection.in_atomic_block
    if not any((name, phone, helper_name, helper_phone)):
        return None
    salt, phone_to_mark = new_salt(), phone or helper_phone
    contact = Contact.objects.create(
        has_name=bool(name),
        has_phone=bool(phone),
        by_helper=bool(helper_name or helper_phone),
        mark=mark_of(phone_to_mark),
        salt=salt,
        left_at=at,
    )
    identity = Identity(name=name, phone=phone, helper_name=helper_name, helper_phone=helper_phone)
    keep(contact.id, identity, subject=subject, at=at)
    data = encode([name, phone, helper_name, helper_phone]).decode()
    fact = ContactLeft(
        contact_id=contact.id, commitment=commit(data, salt), by_helper=bool(helper_name or helper_phone)
    )
    record(fact, subject=subject, by=by.name(), at=at)
    return contact.id


def show_contact(
    *, contact_id: UUID, reason: str, subject: UUID, by: Actor, at: datetime, relaying: bool = False
) -> ContactView:
    """Return contact data and record who looked and why, inside the caller's transaction.

    The caller has checked that the actor works on `subject`, or is the desk that passes on what is to be
    said (`relaying`). Raises Refused with
    ``people.contact_not_entitled`` or ``people.reason_missing``.
    """
    assert connection.in_atomic_block
    ensure(show_contact_refusal(by, reason=reason, relaying=relaying))
    fact = record(
        ContactShown(contact_id=contact_id, reason=Private(reason)), subject=subject, by=by.name(), at=at
    )
    found = read(contact_id, fact=fact)
    return ContactView(
        name=found.name if found else "",
        phone=found.phone if found else "",
        helper_name=found.helper_name if found else "",
        helper_phone=found.helper_phone if found else "",
    )
