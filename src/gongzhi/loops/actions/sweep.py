"""Go through what has ended, once each, as its time comes."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongzhi.loops.models import Loop, Sweep
from gongzhi.people.facts import Actor


def sweep(
    *,
    name: str,
    kind: str,
    before: datetime,
    handle: Callable[[UUID], object],
    by: Actor,
    at: datetime,
    limit: int,
) -> int:
    """Hand up to `limit` loops of a kind that ended before an instant to `handle`, oldest end first; return how many.

    Each is handed over once; one that was opened again comes again after its next end. `handle` is the caller's own
    action, in a transaction of its own, and does no harm when it comes twice: killed in between, it does.
    """
    mark = Sweep.objects.filter(name=name).first()
    rows = Loop.objects.filter(subject_kind=kind, ended_at__lt=before)
    if mark:
        rows = rows.filter(Q(ended_at__gt=mark.ended_at) | Q(ended_at=mark.ended_at, id__gt=mark.loop))
        rows = rows.filter(ended_at__gte=mark.ended_at)  # the index is entered here
    found = list(rows.order_by("ended_at", "id").values_list("id", "ended_at")[:limit])
    for loop_id, ended_at in found:
        assert ended_at is not None
        handle(loop_id)
        with transaction.atomic(durable=True):
            Sweep.objects.update_or_create(name=name, defaults={"ended_at": ended_at, "loop": loop_id})
    return len(found)
