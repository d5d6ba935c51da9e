"""The turn of the months: keys go on, and generations whose time is over are destroyed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gongzhi.people.actions.destroy_generation import destroy_generation
from gongzhi.people.actions.note_generations import note_generations
from gongzhi.people.actions.rewrap_keys import START, rewrap_keys, rewrap_some
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
    return Turned(wrapped, lost, _destroy_over(by=by, at=at))


class Turner:
    """The same in small portions: on the first of a month a million keys take long, and other work must go on."""

    def __init__(self) -> None:
        self._after: UUID | None = START

    def turn(self, *, by: Actor, at: datetime, batches: int = 20) -> int:
        """Go on from where the last turn came to; return how much was done, 0 once all is as it should be."""
        self._after, wrapped, _lost = rewrap_some(after=self._after or START, batches=batches, by=by, at=at)
        return wrapped or 1 if self._after else wrapped + len(_destroy_over(by=by, at=at))


def _destroy_over(*, by: Actor, at: datetime) -> tuple[str, ...]:
    note_generations(by=by, at=at)
    kept = timedelta(days=periods_on(timezone.localdate(at)).backup_days)
    due = KeyGeneration.objects.filter(destroyed_at=None, left_at__lte=at - kept).order_by("name")
    names = list(due.values_list("name", flat=True))
    return tuple(name for name in names if destroy_generation(name=name, by=by, at=at))


def retire_generation(*, generation: str, by: Actor, at: datetime) -> bool:
    """Destroy a generation before its time; False while live keys need it, or it is this month's."""
    if generation >= generation_at(at) or live_keys().get(generation):
        return False
    note_generations(by=by, at=at)
    return destroy_generation(name=generation, by=by, at=at)
