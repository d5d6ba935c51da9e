"""Mark notices as read."""

from datetime import datetime

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.notices.facts import NoticesRead
from gongzhi.notices.models import Notice
from gongzhi.people.facts import Actor


def mark_read(*, up_to: datetime, by: Actor, at: datetime) -> int:
    """Mark the notices of the actor's unit up to an instant as read; return how many there were."""
    if by.unit_id is None:
        raise Refused(Refusal("notices.no_unit"))
    with transaction.atomic(durable=True):
        found = Notice.objects.filter(unit=by.unit_id, at__lte=up_to, read_at=None).update(read_at=at)
        if found:
            record(NoticesRead(unit_id=by.unit_id, up_to=up_to), subject=by.unit_id, by=by.name(), at=at)
    return found
