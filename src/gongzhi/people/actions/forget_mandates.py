"""Forget what a mandate holds of a person: with the contact of its matter, or a while after it was over."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from gongzhi.people.actions.forget_identity import forget_identity
from gongzhi.people.erasures import CONTACT, TIME_OVER
from gongzhi.people.facts import Actor
from gongzhi.people.models import Mandate
from gongzhi.people.retention import periods_on
from gongzhi.ui.photo_store import drop


def forget_papers(*, subject: UUID, by: Actor, at: datetime) -> None:
    """Remove the photos of papers that mandates for a matter rest on, inside the transaction that erases its contact.

    The fact of that erasure tells of it; the digest stays, and opens nothing.
    """
    assert connection.in_atomic_block
    _drop(list(Mandate.objects.filter(subject=subject).exclude(photo="")))


def forget_mandates(*, by: Actor, at: datetime, limit: int = 20) -> int:
    """Forget who gave mandates for several matters, once they were over as long as contacts are kept; say how many.

    By time alone, so that it is done again after a backup brought them back.
    """
    before = periods_on(timezone.localdate(at)).ended_before(CONTACT, at)
    with transaction.atomic(durable=True):
        over = Mandate.objects.filter(Q(until__lt=before) | Q(revoked_at__lt=before), subject=None)
        rows = list(over.filter(contact__erased_at=None, contact__isnull=False)[:limit])
        for row in rows:
            assert row.contact_id
            forget_identity(contact_id=row.contact_id, subject=row.id, because=TIME_OVER, by=by, at=at)
        _drop([row for row in rows if row.photo])
        return len(rows)


def _drop(rows: list[Mandate]) -> None:
    for row in rows:
        drop(row.photo)
        row.photo = ""
        row.save(update_fields=["photo"])
