"""Go through what has ended, as its time comes, and through everything again once a month."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from gongzhi.loops.models import Loop, Sweep
from gongzhi.people.facts import Actor

# Counted from the end of one pass over everything to the beginning of the next.
A_MONTH = timedelta(days=30)

logger = logging.getLogger(__name__)


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

    Each is handed over as its time comes; one that was opened again comes again after its next end. `handle` is the
    caller's own action, in a transaction of its own, and does no harm when it comes twice: killed in between, it does.

    One that fails is logged by its id and passed over. It comes again with the pass over everything, begun a month
    after the last one was over: up to `limit` more each time, of which those count that something was done about. So
    does one whose end was written down late, with an instant the mark had left behind.
    """
    rows = Loop.objects.filter(subject_kind=kind, ended_at__lt=before)
    mark = Sweep.objects.filter(name=name).first() or Sweep(name=name)
    found = _next(rows, mark, limit)
    for loop_id, ended_at in found:
        _tried(name, loop_id, handle)
        _keep(name, ended_at=ended_at, loop=loop_id)
    return len(found) + _again(f"{name}/again", rows, handle, at=at, limit=limit)


def _again(
    name: str, rows: QuerySet[Loop], handle: Callable[[UUID], object], *, at: datetime, limit: int
) -> int:
    """Go on with the pass over everything, if it is time; return about how many something was done."""
    mark = Sweep.objects.filter(name=name).first()
    if mark is None or mark.again_at is None:
        _keep(name, again_at=at + A_MONTH)
        return 0
    if at < mark.again_at:
        return 0
    found, done = _next(rows, mark, limit), 0
    for loop_id, ended_at in found:
        done += _tried(name, loop_id, handle)
        _keep(name, ended_at=ended_at, loop=loop_id)
    if len(found) < limit:
        _keep(name, ended_at=None, loop=None, again_at=at + A_MONTH)
    return done


def _next(rows: QuerySet[Loop], mark: Sweep, limit: int) -> list[tuple[UUID, datetime]]:
    if mark.ended_at is not None:
        rows = rows.filter(Q(ended_at__gt=mark.ended_at) | Q(ended_at=mark.ended_at, id__gt=mark.loop))
        rows = rows.filter(ended_at__gte=mark.ended_at)  # the index is entered here
    found = rows.order_by("ended_at", "id").values_list("id", "ended_at")[:limit]
    return [(loop_id, ended_at) for loop_id, ended_at in found if ended_at]


def _tried(name: str, loop_id: UUID, handle: Callable[[UUID], object]) -> bool:
    """Hand one over; tell whether something was done. What fails must not stop the others, whatever it is."""
    try:
        return bool(handle(loop_id))
    except Exception:
        # Of an error our log keeps its type and place alone: its words may hold what is to be erased.
        logger.exception("sweep.failed", extra={"task": name, "loop": str(loop_id)})
        return False


def _keep(name: str, **changed: datetime | UUID | None) -> None:
    with transaction.atomic(durable=True):
        Sweep.objects.update_or_create(name=name, defaults=changed)
