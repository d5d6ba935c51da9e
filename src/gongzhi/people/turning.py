"""The turn of the months: keys go on, and generations whose time is over are destroyed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from gongzhi.people.actions.destroy_generation import destroy_generation
from gongzhi.people.actions.note_generations import note_generations
from gongzhi.people.actions.rewrap_keys import rewrap_keys
from gongzhi.people.facts import Actor
from gongzhi.people.models import KeyGeneration
from gongzhi.people.retention import periods_on
from gongzhi.people.vault.identity import live_keys
from gongzhi.people.vault.keys import generation_at


@dataclass(frozen=True)
class Turned:
    """What was done: keys wrapped anew, keys whose generation does not stand here, generations destroyed."""

    wrapped: int
    lost: int
    destroyed: tuple[str, ...]


def turn_keys(*, by: Actor, at: datetime) -> Turned:
    """Wrap every live key under the generation of the month, and destroy what has had its time.

    A generation is left when no live key is under it, and destroyed when the backups made while it was in use have
    had their time as well (`backup_days`).
    """
    wrapped, lost = rewrap_keys(by=by, at=at)
    note_generations(by=by, at=at)
    kept = timedelta(days=periods_on(timezone.localdate(at)).backup_days)
    due = KeyGeneration.objects.filter(destroyed_at=None, left_at__lte=at - kept).order_by("name")
    names = list(due.values_list("name", flat=True))
    return Turned(wrapped, lost, tuple(name for name in names if destroy_generation(name=name, by=by, at=at)))


def retire_generation(*, generation: str, by: Actor, at: datetime) -> bool:
    """Destroy a generation before its time; False while live keys need it, or it is this month's."""
    if generation >= generation_at(at) or live_keys().get(generation):
        return False
    note_generations(by=by, at=at)
    return destroy_generation(name=generation, by=by, at=at)
