"""Send messages again: dead ones one by one or all, or everything from a place in the order on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.channels.events.facts import DeliveryState, HookReplayed
from gongzhi.channels.events.models import Delivery, Hook
from gongzhi.channels.events.queries import actor_of_hook, view_with_key
from gongzhi.channels.events.rules import is_outside
from gongzhi.channels.events.visible import Sight
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import entries_after, record
from gongzhi.people.facts import Actor

STEP, MOST = 500, 20_000  # entries read at once, and looked through in one go


def send_again(*, hook_id: UUID, delivery_id: int | None, by: Actor, at: datetime) -> int:
    """Try a dead message again, or all dead ones of a hook; return how many.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``.
    """
    return _dead(hook_id, delivery_id, by=by, at=at, become=DeliveryState.WAITING)


def set_aside(*, hook_id: UUID, delivery_id: int, by: Actor, at: datetime) -> int:
    """Put a dead message aside: somebody has looked, and it need not arrive.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``.
    """
    return _dead(hook_id, delivery_id, by=by, at=at, become=DeliveryState.SET_ASIDE)


def _dead(hook_id: UUID, delivery_id: int | None, *, by: Actor, at: datetime, become: DeliveryState) -> int:
    _may(by)
    with transaction.atomic(durable=True):
        hook = Hook.objects.select_for_update(of=("self",)).select_related("key").filter(id=hook_id).first()
        if hook is None or is_outside(by, hook.key.division):
            raise Refused(Refusal("channels.hook_unknown"))
        dead = Delivery.objects.filter(hook=hook, state=DeliveryState.DEAD)
        if delivery_id is not None:
            dead = dead.filter(id=delivery_id)
        done_at = at if become is DeliveryState.SET_ASIDE else None
        found = dead.update(state=become, attempts=0, next_at=at, done_at=done_at)
        if found and become is DeliveryState.WAITING:
            fact = HookReplayed(hook_id=hook_id, from_position=None, messages=found)
            record(fact, subject=hook_id, by=by.name(), at=at)
    return found


def replay_from(*, hook_id: UUID, position: int, by: Actor, at: datetime) -> tuple[int, int | None]:
    """Send everything a hook may hear of again, from a place in the order on; facts from before it was made as well.

    Looks through 20,000 entries at most. Return how many messages wait now, and the place to go on from, or None.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``, ``channels.hook_key``.
    """
    _may(by)
    found = view_with_key(hook_id)
    if found is None or found[0].ended_at is not None or is_outside(by, found[0].division):
        raise Refused(Refusal("channels.hook_unknown"))
    view, key = found
    if key.revoked_at is not None:
        raise Refused(Refusal("channels.hook_key"))
    actor, place, messages = actor_of_hook(key), position, 0
    with transaction.atomic(durable=True):
        Hook.objects.select_for_update().get(id=hook_id)
        while place - position < MOST and (batch := entries_after(place, limit=STEP)):
            place = (batch[-1].position or 0) + 1
            told = Sight(batch).of(actor, view.kinds)
            Delivery.objects.bulk_create(
                (
                    Delivery(
                        hook_id=hook_id,
                        fact_id=fact.id,
                        kind=fact.kind,
                        position=fact.position or 0,
                        state=DeliveryState.WAITING,
                        next_at=at,
                    )
                    for fact in told
                ),
                update_conflicts=True,
                unique_fields=["hook", "fact_id"],
                update_fields=["state", "next_at", "attempts", "done_at"],
            )
            messages += len(told)
        fact = HookReplayed(hook_id=hook_id, from_position=position, messages=messages)
        record(fact, subject=hook_id, by=by.name(), at=at)
    return messages, place if place - position >= MOST else None


def _may(by: Actor) -> None:
    if not by.may("security.manage"):
        raise Refused(Refusal("loops.not_entitled"))
