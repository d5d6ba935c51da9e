"""Reads of hooks and their messages, and of the feed."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Min

from gongzhi.channels.events.facts import DeliveryState, DeliveryView, HookHealth, HookView
from gongzhi.channels.events.models import Delivery, Hook
from gongzhi.channels.events.visible import Sight
from gongzhi.channels.keys.door import actor_of
from gongzhi.channels.keys.facts import KeyView
from gongzhi.channels.keys.queries import key_by_id
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import entries_after
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

COUNT_TO = 1_000
LOOKED_THROUGH = (
    1_000  # entries of the order for one page of the feed: what it costs does not depend on what is found
)


def hooks(*, key_id: UUID | None = None, scope: str = "") -> list[HookView]:
    """Return hooks, newest first: those of a key, of the keys under a division, or all; ended ones last."""
    rows = Hook.objects.select_related("key").order_by("ended_at", "-made_at")
    rows = rows.filter(key=key_id) if key_id else rows
    rows = rows.filter(key__division__startswith=prefix_of(scope)) if scope else rows
    return [_view(row) for row in rows[:500]]


def hook(hook_id: UUID) -> HookView | None:
    """Return one hook, or None."""
    row = Hook.objects.select_related("key").filter(id=hook_id).first()
    return _view(row) if row else None


def running_hooks() -> list[tuple[HookView, KeyView]]:
    """Return the hooks that are told, with their keys; one whose key was taken back is told nothing."""
    rows = Hook.objects.select_related("key").filter(ended_at=None, key__revoked_at=None)
    found = [(_view(row), key_by_id(row.key_id)) for row in rows]
    return [(view, key) for view, key in found if key]


def view_with_key(hook_id: UUID) -> tuple[HookView, KeyView] | None:
    """Return a hook and its key, or None."""
    view = hook(hook_id)
    key = key_by_id(view.key_id) if view else None
    return (view, key) if view and key else None


def actor_of_hook(key: KeyView) -> Actor:
    """Return as whom a key sees."""
    return actor_of(key)


def health(hook_id: UUID) -> HookHealth:
    """Return how a hook stands; stops counting at 1,000."""
    waiting = Delivery.objects.filter(hook=hook_id, state=DeliveryState.WAITING)
    dead = Delivery.objects.filter(hook=hook_id, state=DeliveryState.DEAD)[:COUNT_TO].count()
    oldest = waiting.order_by("position")[:1].aggregate(at=Min("next_at"))["at"]
    return HookHealth(waiting=waiting[:COUNT_TO].count(), dead=dead, oldest_at=oldest)


def dead_letters(hook_id: UUID, *, limit: int = 100) -> list[DeliveryView]:
    """Return the dead messages of a hook, the latest first."""
    rows = Delivery.objects.filter(hook=hook_id, state=DeliveryState.DEAD).order_by("-id")[:limit]
    return [_delivery(row) for row in rows]


def latest(hook_id: UUID, *, limit: int = 20) -> list[DeliveryView]:
    """Return the messages of a hook that wait, next due first."""
    rows = Delivery.objects.filter(hook=hook_id, state=DeliveryState.WAITING).order_by("position")[:limit]
    return [_delivery(row) for row in rows]


def feed(actor: Actor, *, after: int, kinds: Sequence[str], limit: int) -> tuple[list[Recorded], int]:
    """Return up to `limit` facts an actor may hear of, from a place in the order on, and the place to go on from.

    Looks through 1,000 entries at most, so a page may be empty and there may still be more: go on until the place
    does not move any more.
    """
    entries = entries_after(after, limit=LOOKED_THROUGH)
    found = Sight(entries).of(actor, kinds)[:limit]
    if len(found) == limit and found[-1].position is not None:
        return found, found[-1].position + 1
    last = entries[-1].position if entries else None
    return found, after if last is None else last + 1


def _view(row: Hook) -> HookView:
    return HookView(
        id=row.id,
        key_id=row.key_id,
        key_name=row.key.name,
        division=row.key.division,
        url=row.url,
        kinds=tuple(each for each in row.kinds.split(",") if each),
        version=row.version,
        made_at=row.made_at,
        paused_at=row.paused_at,
        ended_at=row.ended_at,
    )


def _delivery(row: Delivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        fact_id=row.fact_id,
        kind=row.kind,
        position=row.position,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        said=row.said,
        next_at=row.next_at,
        done_at=row.done_at,
    )
