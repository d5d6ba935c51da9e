"""Tell a system of facts, let it rest, give it another secret, and stop."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from gongzhi.channels.events.facts import HookChanged, HookEnded, HookMade
from gongzhi.channels.events.models import Hook
from gongzhi.channels.events.rules import is_outside, kinds_refusal, url_refusal
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.models import ApiKey
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, ActorKind

MOST = 20  # hooks of a key that are not ended, a limit of this project


def make_hook(
    *, key_id: UUID, url: str, kinds: Sequence[str], by: Actor, at: datetime, once: UUID | None = None
) -> UUID:
    """Tell the system behind a key of facts from now on; the same `once` makes one hook. Return its id.

    Raises Refused ``loops.not_entitled``, ``channels.hook_url``, ``channels.hook_kinds``, ``channels.hook_key``,
    ``channels.hooks_too_many``.
    """
    _may(by, key_id)
    ensure(url_refusal(url))
    ensure(kinds_refusal(kinds))
    with transaction.atomic(durable=True):
        key = ApiKey.objects.select_for_update().filter(id=key_id, revoked_at=None).first()
        if key is None or Scope.FEED_READ.value not in key.scopes.split(",") or is_outside(by, key.division):
            raise Refused(Refusal("channels.hook_key"))
        if once and Hook.objects.filter(id=once).exists():
            return once
        if Hook.objects.filter(key=key, ended_at=None).count() >= MOST:
            raise Refused(Refusal("channels.hooks_too_many", {"limit": MOST}))
        row = Hook.objects.create(
            id=once or new_id(), key=key, url=url, kinds=",".join(sorted(set(kinds))), made_at=at
        )
        fact = HookMade(
            hook_id=row.id, key_id=key_id, host=urlsplit(url).hostname or "", kinds=tuple(sorted(set(kinds)))
        )
        record(fact, subject=row.id, by=by.name(), at=at)
    return row.id


def pause_hook(*, hook_id: UUID, paused: bool, by: Actor, at: datetime) -> None:
    """Let deliveries rest, or go on; what comes meanwhile waits. Doing so twice changes nothing.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``.
    """
    with transaction.atomic(durable=True):
        row = _row(hook_id, by)
        if (row.paused_at is not None) != paused:
            row.paused_at = at if paused else None
            row.save(update_fields=["paused_at"])
            fact = HookChanged(hook_id=hook_id, paused=paused, version=row.version)
            record(fact, subject=hook_id, by=by.name(), at=at)


def renew_secret(*, hook_id: UUID, version: int, by: Actor, at: datetime) -> None:
    """Sign with another secret from now on. `version` is the one that is to end: twice sent, it is renewed once.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``.
    """
    with transaction.atomic(durable=True):
        row = _row(hook_id, by)
        if row.version == version:
            row.version += 1
            row.save(update_fields=["version"])
            fact = HookChanged(hook_id=hook_id, paused=row.paused_at is not None, version=row.version)
            record(fact, subject=hook_id, by=by.name(), at=at)


def end_hook(*, hook_id: UUID, by: Actor, at: datetime) -> None:
    """Tell a system no more; what still waits is not sent.

    Raises Refused ``loops.not_entitled``, ``channels.hook_unknown``.
    """
    with transaction.atomic(durable=True):
        row = _row(hook_id, by)
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            record(HookEnded(hook_id=hook_id), subject=hook_id, by=by.name(), at=at)


def _row(hook_id: UUID, by: Actor) -> Hook:
    row = Hook.objects.select_for_update(of=("self",)).select_related("key").filter(id=hook_id).first()
    if row is None or (by.kind is ActorKind.CLIENT and row.key_id != by.client):
        raise Refused(Refusal("channels.hook_unknown"))
    if is_outside(by, row.key.division):
        raise Refused(Refusal("channels.hook_unknown"))
    _may(by, row.key_id)
    return row


def _may(by: Actor, key_id: UUID) -> None:
    """Whoever manages security may; a system for its own key."""
    if not by.may("security.manage") and not (by.kind is ActorKind.CLIENT and by.client == key_id):
        raise Refused(Refusal("loops.not_entitled"))
