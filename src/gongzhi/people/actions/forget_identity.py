"""Destroy an identity with its key."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, IdentityErased
from gongzhi.people.models import Contact
from gongzhi.people.vault.identity import forget


def forget_identity(*, contact_id: UUID, subject: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Destroy who is behind `subject` inside the caller's transaction; False when it was gone already.

    What stays tells that there was a person, and no more: the mark of the telephone number and the salt of the
    commitment go as well, so that nobody can try numbers out.
    """
    assert connection.in_atomic_block
    contact = Contact.objects.select_for_update().get(id=contact_id)
    if contact.erased_at is not None:
        return False
    fact = record(
        IdentityErased(contact_id=contact_id, because=because), subject=subject, by=by.name(), at=at
    )
    forget(contact_id, fact=fact)
    contact.mark, contact.salt, contact.erased_at = "", b"", at
    contact.save(update_fields=["mark", "salt", "erased_at"])
    return True
