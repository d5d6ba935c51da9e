"""Take contact data."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.canonical import encode
from gongzhi.kernel.commitments import commit, new_salt
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, ContactLeft
from gongzhi.people.marks import mark_of
from gongzhi.people.models import Contact
from gongzhi.people.vault.identity import Identity, keep


def leave_contact(
    *,
    name: str,
    phone: str,
    helper_name: str,
    helper_phone: str,
    subject: UUID,
    by: Actor,
    at: datetime,
    email: str = "",
    address: str = "",
) -> UUID | None:
    """Keep contact data for `subject` inside the caller's transaction; None when nothing was left."""
    assert connection.in_atomic_block
    said = [name, phone, helper_name, helper_phone]
    if email or address:
        said += [email, address]
    if not any(said):
        return None
    salt, phone_to_mark = new_salt(), phone or helper_phone
    contact = Contact.objects.create(
        has_name=bool(name),
        has_phone=bool(phone),
        has_email=bool(email),
        has_address=bool(address),
        by_helper=bool(helper_name or helper_phone),
        mark=mark_of(phone_to_mark),
        salt=salt,
        left_at=at,
    )
    identity = Identity(
        name=name,
        phone=phone,
        helper_name=helper_name,
        helper_phone=helper_phone,
        email=email,
        address=address,
    )
    keep(contact.id, identity, subject=subject, at=at)
    data = encode(said).decode()
    fact = ContactLeft(
        contact_id=contact.id, commitment=commit(data, salt), by_helper=bool(helper_name or helper_phone)
    )
    record(fact, subject=subject, by=by.name(), at=at)
    return contact.id
