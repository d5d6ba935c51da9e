"""The stage of the demo: the people who act, and whose turn it is.

A life is a generator which acts and yields the instant of its next act. The stage keeps its lives in
the order of time.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.loops.public import working_after
from gongzhi.organization.public import actor_for, holders_of, unit_by_code
from gongzhi.people.facts import Actor
from gongzhi.people.public import account_by_login

Life = Iterator[datetime]
# A part of a life: acts, and returns the instant of its last act.
Stretch = Generator[datetime, None, datetime]


class Stage:
    """Who is there, and what time it is."""

    def __init__(self, *, end: datetime, draw: random.Random) -> None:
        self.end = end
        self.draw = draw
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._count = itertools.count()
        self._units: dict[str, UUID] = {}
        self._actors: dict[tuple[UUID, str], list[Actor]] = {}

    def enter(self, at: datetime, life: Callable[[], Life]) -> None:
        """Let a life begin at an instant."""
        heapq.heappush(self._waiting, (at, next(self._count), life()))

    def __len__(self) -> int:
        return len(self._waiting)

    def play_until(self, until: datetime) -> None:
        """Let everybody act whose turn comes up to an instant."""
        while self._waiting and self._waiting[0][0] <= until:
            at, _, life = heapq.heappop(self._waiting)
            again = next(life, None)
            if again is not None and again <= self.end:
                heapq.heappush(self._waiting, (max(again, at), next(self._count), life))

    def unit(self, code: str) -> UUID:
        """Return a unit by its code; raises KeyError when the county has no such unit."""
        if code not in self._units:
            view = unit_by_code(code)
            if view is None:
                raise KeyError(code)
            self._units[code] = view.id
        return self._units[code]

    def actor(self, unit_id: UUID, power: str) -> Actor:
        """Return somebody of a unit who may do this; raises LookupError when nobody may.

        Whoever may approve too comes second: heads leave the handling to their people.
        """
        key = (unit_id, power)
        if key not in self._actors:
            found = [
                actor
                for holder in holders_of([unit_id], at=self.end, power=power)[unit_id]
                if (actor := actor_for(holder.account_id, holder.post_id, at=self.end))
            ]
            if not found:
                raise LookupError(f"nobody there has {power}")
            plain = [actor for actor in found if not actor.may("case.approve")]
            self._actors[key] = found if power == "case.approve" else plain or found
        return self.draw.choice(self._actors[key])

    def person(self, login: str) -> Actor:
        """Return the actor behind a login."""
        account = account_by_login(login)
        actor = actor_for(account.id, at=self.end) if account else None
        if actor is None:
            raise LookupError(login)
        return actor

    def office(self, at: datetime, low: float, high: float) -> datetime:
        """Return an instant in office hours, between `low` and `high` working hours later."""
        minutes = round(self.draw.uniform(low, high) * 60)
        return working_after(at, minutes=max(1, minutes))

    def minutes(self, at: datetime, low: int, high: int) -> datetime:
        """Return an instant some minutes later, at any time of the day."""
        return at + timedelta(minutes=self.draw.randint(low, high))

    def later(self, at: datetime, low: float, high: float) -> datetime:
        """Return an instant between `low` and `high` hours later, as people live: not in the small hours."""
        found = at + timedelta(hours=self.draw.uniform(low, high))
        local_hour = found.astimezone(self.end.tzinfo).hour
        return found + timedelta(hours=8) if local_hour < 7 else found
