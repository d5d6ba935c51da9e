"""Send what is due, and keep what became of it. States of messages are no facts: the facts are what they carry."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from gongzhi.channels.events.facts import DeliveryState
from gongzhi.channels.events.models import Delivery
from gongzhi.channels.events.rules import again_after

# For so long a message belongs to the worker that took it; one that died in between leaves it to the next.
TAKEN = timedelta(minutes=2)
# How long one turn of sending takes, and how long nothing is tried at an address that gave no answer.
TURN, SILENCE = timedelta(seconds=20), timedelta(minutes=1)
AT_ONCE = 4  # addresses that are told at the same time
NO_ANSWER = frozenset({"timeout", "no_answer", "no_address"})


@dataclass(frozen=True)
class Parcel:
    """A message in hand: which hook and fact, and how often it was tried before."""

    id: int
    hook_id: UUID
    fact_id: UUID
    position: int
    attempts: int


def take_due(*, at: datetime, limit: int) -> list[Parcel]:
    """Take messages that are due, oldest first: no other worker sends them meanwhile. None of a hook at rest.

    Nor of one whose key was taken back: what was put up before is not sent either.
    """
    with transaction.atomic(durable=True):
        rows = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=DeliveryState.WAITING, next_at__lte=at, hook__paused_at=None, hook__ended_at=None)
            .filter(hook__key__revoked_at=None)
            .order_by("next_at", "id")[:limit]
        )
        found = list(rows)
        for row in found:
            row.next_at = at + TAKEN
        Delivery.objects.bulk_update(found, ["next_at"])
    return [Parcel(row.id, row.hook_id, row.fact_id, row.position, row.attempts) for row in found]


def settle(*, parcel: Parcel, said: str, arrived: bool, at: datetime) -> None:
    """Keep what became of a message: it arrived, it is tried again, or it is dead."""
    row = Delivery.objects.get(id=parcel.id)
    row.attempts, row.said = parcel.attempts + 1, said[:64]
    wait = again_after(row.attempts)
    if arrived:
        row.state, row.done_at = DeliveryState.SENT, at
    elif wait is None:
        row.state, row.done_at = DeliveryState.DEAD, at
    else:
        row.next_at = at + wait
    row.save(update_fields=["attempts", "said", "state", "done_at", "next_at"])


def put_off(*, hook_id: UUID, at: datetime) -> None:
    """Let all messages of a hook wait a little whose address gives no answer; none of them counts as tried."""
    waiting = Delivery.objects.filter(hook=hook_id, state=DeliveryState.WAITING, next_at__lt=at + SILENCE)
    waiting.update(next_at=at + SILENCE)


def let_others_first(*, hook_id: UUID, late: Sequence[int], at: datetime) -> None:
    """Put what is due at a slow address behind what is due elsewhere: oldest first, its many would come before all."""
    due = Q(next_at__lte=at) | Q(id__in=late)
    Delivery.objects.filter(due, hook=hook_id, state=DeliveryState.WAITING).update(next_at=at)


def deliver_due(
    *,
    send: Callable[[Parcel, datetime], tuple[bool, str]],
    read_clock: Callable[[], datetime],
    limit: int = 20,
) -> int:
    """Send up to `limit` messages by `send`, which returns whether it arrived and what was said; return how many.

    Each address is told in a thread of its own, some at once: one that is slow keeps no other one waiting. An address
    without an answer costs one try a minute, however much waits for it, and after `TURN` the rest waits for the next
    turn, behind what others wait for.
    """
    of: dict[UUID, list[Parcel]] = {}
    began = read_clock()
    for parcel in take_due(at=began, limit=limit):
        of.setdefault(parcel.hook_id, []).append(parcel)

    def tell(parcels: Sequence[Parcel]) -> int:
        try:
            return _tell(parcels, send=send, read_clock=read_clock, until=began + TURN)
        finally:
            if threading.current_thread() is not here:
                connection.close()

    here = threading.current_thread()
    if len(of) < 2:
        return sum(map(tell, of.values()))
    with ThreadPoolExecutor(min(AT_ONCE, len(of)), thread_name_prefix="hook") as threads:
        return sum(threads.map(tell, of.values()))


def _tell(
    parcels: Sequence[Parcel],
    *,
    send: Callable[[Parcel, datetime], tuple[bool, str]],
    read_clock: Callable[[], datetime],
    until: datetime,
) -> int:
    """Send what waits for one address; return how much was tried."""
    for done, parcel in enumerate(parcels):
        if read_clock() > until:
            late = [each.id for each in parcels[done:]]
            let_others_first(hook_id=parcel.hook_id, late=late, at=read_clock())
            return done
        arrived, said = send(parcel, read_clock())
        settle(parcel=parcel, said=said, arrived=arrived, at=read_clock())
        if said in NO_ANSWER:
            put_off(hook_id=parcel.hook_id, at=read_clock())
            return done + 1
    return len(parcels)


def forget_sent(*, before: datetime, limit: int = 1000) -> int:
    """Delete messages that arrived, or were set aside, before an instant; their facts stand in the order for ever."""
    done = Delivery.objects.filter(
        done_at__lt=before, state__in=[DeliveryState.SENT, DeliveryState.SET_ASIDE]
    ).order_by("done_at")
    return int(Delivery.objects.filter(id__in=list(done.values_list("id", flat=True)[:limit])).delete()[0])
