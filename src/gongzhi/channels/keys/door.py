"""Let another system in: its key, what the key opens, and how often it may come."""

import threading
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from gongzhi.channels.keys.actions.count_use import count_uses
from gongzhi.channels.keys.facts import POWERS, KeyView, Scope
from gongzhi.channels.keys.queries import key_of
from gongzhi.channels.keys.rules import use_refusal
from gongzhi.kernel.limiter import Limiter
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.people.facts import Actor, ActorKind

# Uses are added up in memory and written together, this many at a time: a write for each would cost more than the use.
TOGETHER = 20


class TooOften(Refused):
    """A key came more often than it may. `seconds`: until it may come again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(Refusal("channels.too_often", {"seconds": max(1, round(seconds))}))
        self.seconds = seconds


class _Days:
    """The uses of each key today that are not written yet, and how many were when it was last asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[UUID, date], list[int]] = {}

    def add(self, key: KeyView, on: date) -> bool:
        """Count one use; False when the day's are used up."""
        with self._lock:
            if (key.id, on) not in self._counts:
                self._counts = {each: count for each, count in self._counts.items() if each[1] >= on}
                self._counts[key.id, on] = [0, count_uses(key_id=key.id, on=on, uses=0)]
            waiting, written = count = self._counts[key.id, on]
            if waiting + written >= key.per_day:
                return False
            count[0] += 1
            if count[0] >= min(TOGETHER, key.per_day):
                count[1], count[0] = count_uses(key_id=key.id, on=on, uses=count[0]), 0
            return True


_minutes: dict[int, Limiter] = {}
_days = _Days()


def let_in(text: str, wanted: Scope, *, at: datetime) -> KeyView:
    """Return the key behind a text when it opens `wanted` now, and count the use.

    Raises Refused ``channels.key_unknown``, ``channels.key_scope``, and TooOften.
    """
    key = key_of(text) if text else None
    if key is None:
        raise Refused(Refusal("channels.key_unknown"))
    ensure(use_refusal(key.scopes, wanted, revoked=key.revoked_at is not None))
    limiter = _minutes.get(key.per_minute)
    if limiter is None:
        share = max(1.0, key.per_minute / settings.GONGZHI_WEB_PROCESSES)
        limiter = _minutes.setdefault(key.per_minute, Limiter(rate=share / 60, burst=share))
    if wait := limiter.take(str(key.id)):
        raise TooOften(wait)
    today = timezone.localtime(at)
    if not _days.add(key, today.date()):
        raise TooOften(86_400 - (today.hour * 3600 + today.minute * 60 + today.second))
    return key


def actor_of(key: KeyView) -> Actor:
    """Return who acts with a key: the system behind it, for its unit, with what its scopes lend it."""
    powers = {power for scope in key.scopes for power in POWERS.get(scope, ())}
    return Actor(
        kind=ActorKind.CLIENT,
        client=key.id,
        unit_id=key.unit_id,
        division=key.division,
        powers=frozenset(powers),
    )
