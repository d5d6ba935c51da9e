"""Let keys go on to the generation of the month, and destroy generations that nothing needs any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, KeyGenerationDestroyed, KeyGenerationMade
from gongzhi.people.models import KeyGeneration
from gongzhi.people.retention import periods_on
from gongzhi.people.vault.identity import live_keys, rewrap
from gongzhi.people.vault.keys import generation_at, key_store

_BATCH = 100


@dataclass(frozen=True)
class Turned:
    """What was done: keys wrapped anew, keys whose generation does not stand here, generations destroyed."""

    wrapped: int
    lost: int
    destroyed: tuple[str, ...]


def turn_keys(*, by: Actor, at: datetime) -> Turned:
    """Wrap every live key under the generation of the month, and destroy what has had its time.

    A generation is left when no live key is under it, and destroyed when the backups made while it was in use have
    had their time as well (`backup_days`). Several may do this at once: each key is changed by one of them.
    """
    wrapped, lost = rewrap_keys(by=by, at=at)
    _look_at_generations(by=by, at=at)
    return Turned(wrapped, lost, _destroy_due(by=by, at=at))


def rewrap_keys(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Wrap live keys of other generations under that of the month, in small transactions; return done and lost."""
    wrapped = lost = 0
    after: UUID | None = UUID(int=0)
    while after is not None:
        with transaction.atomic(durable=True):
            after, done, missing = rewrap(generation=generation_at(at), after=after, limit=_BATCH)
        wrapped, lost = wrapped + done, lost + missing
    return wrapped, lost


def retire_generation(*, generation: str, by: Actor, at: datetime) -> bool:
    """Destroy a generation before its time; False while live keys need it, or it is this month's."""
    if generation >= generation_at(at) or live_keys().get(generation):
        return False
    _look_at_generations(by=by, at=at)
    return _destroy(generation, by=by, at=at)


def _look_at_generations(*, by: Actor, at: datetime) -> None:
    """Write down which generations there are, and which of them no live key is under any more."""
    live, current = live_keys(), generation_at(at)
    with transaction.atomic(durable=True):
        known = {row.name: row for row in KeyGeneration.objects.select_for_update()}
        for name in key_store().generations():
            if name not in known:
                known[name] = KeyGeneration.objects.create(name=name, made_at=at)
                record(KeyGenerationMade(generation=name), subject=None, by=by.name(), at=at)
        for name, row in known.items():
            left = name < current and not live.get(name)
            if row.destroyed_at is None and left != (row.left_at is not None):
                row.left_at = at if left else None
                row.save(update_fields=["left_at"])


def _destroy_due(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """Destroy the generations whose backups have had their time."""
    kept = timedelta(days=periods_on(timezone.localdate(at)).backup_days)
    due = KeyGeneration.objects.filter(destroyed_at=None, left_at__lte=at - kept).order_by("name")
    names = list(due.values_list("name", flat=True))
    return tuple(name for name in names if _destroy(name, by=by, at=at))


def _destroy(name: str, *, by: Actor, at: datetime) -> bool:
    """Destroy one generation unless a live key came back to it.

    The key goes before the commit: killed in between, the next turn destroys what is gone already and tells of it.
    """
    with transaction.atomic(durable=True):
        row = KeyGeneration.objects.select_for_update().filter(name=name, destroyed_at=None).first()
        if row is None or live_keys().get(name):
            return False
        row.destroyed_at = at
        row.left_at = row.left_at or at
        row.save(update_fields=["destroyed_at", "left_at"])
        record(KeyGenerationDestroyed(generation=name), subject=None, by=by.name(), at=at)
        key_store().destroy(name)
    return True
