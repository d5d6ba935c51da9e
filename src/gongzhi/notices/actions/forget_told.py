"""Forget what somebody was told and by which ways, when their contact is erased."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.notices.models import Message, ToldBy
from gongzhi.people.facts import Actor
from gongzhi.people.public import forget_identity


def forget_told(*, subject: UUID, because: str, by: Actor, at: datetime) -> None:
    """Delete the messages to the person behind a matter and the ways they chose, in the caller's transaction.

    A contact that was left later for a way is erased with them. The fact is the one of the erasure.
    """
    assert connection.in_atomic_block
    contacts = set(ToldBy.objects.filter(subject=subject).values_list("contact_id", flat=True))
    Message.objects.filter(subject=subject, contact__isnull=False).delete()
    ToldBy.objects.filter(subject=subject).delete()
    for contact_id in sorted(contacts):
        forget_identity(contact_id=contact_id, subject=subject, because=because, by=by, at=at)
