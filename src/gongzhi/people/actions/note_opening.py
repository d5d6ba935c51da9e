"""Put on record that somebody of the staff opens a page or a file with a person's data."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.people.actions.note_use import note_use
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.models import UseCount
from gongzhi.people.use_rules import Reading, is_noted
from gongzhi.people.uses import lately_noted

# Nothing is counted here; the row is there to be locked, so that two tabs opened at once make one line.
_ROW = "insert into gongzhi_usecount (subject, size) values (%s, 0) on conflict do nothing"


def note_opening(
    *, subject: UUID, what: str, purpose: str, by: Actor, at: datetime, item: UUID | None = None
) -> None:
    """Record that `by` is about to read `what` of `subject`, before the page shows it.

    One line for an account and unit, on a sheet once a day, on a file (`item`) once an hour. During a look under
    seal the line is sealed with it. The basis is the duty of the office: who reads is staff in a post. Opening
    costs one query when the line is there.
    """
    assert by.kind is ActorKind.STAFF
    assert by.account_id
    began = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    reading = Reading(what, item, by.unit_id, at, began)
    if is_noted(reading, lately_noted(subject, by.account_id, at=at)):
        return
    with transaction.atomic(durable=True):
        hold_uses(subject)
        if not is_noted(reading, lately_noted(subject, by.account_id, at=at)):
            note_use(subject=subject, what=what, item=item, purpose=purpose, basis="DUTY", by=by, at=at)


def hold_uses(subject: UUID) -> None:
    """Lock the count of a subject's uses until the caller's transaction ends."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [subject])
    UseCount.objects.select_for_update().get(subject=subject)
