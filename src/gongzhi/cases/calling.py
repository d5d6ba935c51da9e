"""Whom the callback desk asks 回访, and when: today's calls first, then those that wait for another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.models import Case
from gongzhi.cases.queries import CaseView, story_for
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Due, due_rows, profile_of_loop, windows_end
from gongzhi.people.facts import Actor

PARTY = frozenset({"caller"})
WITHDRAWAL = "withdrawal_check"
OPEN = frozenset({"calling", WITHDRAWAL})  # where the desk asks
DELAY = "callback_delay"  # after a silence, before the first call: in the time profile


@dataclass(frozen=True)
class Call:
    """One line of the queue. `attempts`: calls that reached nobody; `not_before`: None where it may be tried now."""

    due: Due
    attempts: int
    not_before: datetime | None

    @property
    def withdrawal(self) -> bool:
        return self.due.loop.state == WITHDRAWAL


@dataclass(frozen=True)
class Said:
    """What an office answered, or a resident wanted when asking to withdraw."""

    text: str
    reason: str
    unit_id: UUID | None
    at: datetime


def calls(actor: Actor, *, at: datetime, limit: int) -> list[Call]:
    """Return whom the actor's desk is to call, soonest due first; who was tried today waits for another day.

    At most `limit` of either. Those that wait are due first; so it is read on past them, further each time.
    """
    today: list[Call] = []
    later: list[Call] = []
    first, size = 0, limit
    while len(today) < limit:
        lines = due_rows(actor, first, first + size, kind=SUBJECT_KIND, parties=PARTY)
        for call in _when(lines, at):
            (later if call.not_before else today).append(call)
        if len(lines) < size:
            break
        first, size = first + size, size * 2
    return [*today[:limit], *later[:limit]]


def _when(lines: Sequence[Due], at: datetime) -> list[Call]:
    tried = _tried([line.loop.id for line in lines])
    fresh = {line.loop.id: tried[line.loop.id][2] for line in lines if not _attempts(*tried[line.loop.id])}
    first = windows_end(fresh, DELAY)
    found = []
    for line in lines:
        attempts = _attempts(*tried[line.loop.id])
        if attempts:
            again = _tomorrow(tried[line.loop.id][0])
        else:
            # A withdrawal is asked about at once: somebody may be pressing.
            again = None if line.loop.state == WITHDRAWAL else first[line.loop.id]
        found.append(Call(line, attempts, again if again and again > at else None))
    return sorted(found, key=lambda call: call.due.due_at)


def attempts_wanted(case_id: UUID) -> int:
    """Return how often a case is to be tried before the desk gives it up, on as many days."""
    return profile_of_loop(case_id).callback.attempts


def answered(case: CaseView) -> Said | None:
    """Return the answer that is to be judged, masked as the rest of the case is."""
    return _last(story_for(case), ("answer", "answer_at_once", "answer_together"))


def why_withdrawn(case: CaseView) -> Said | None:
    """Return what the resident wrote when asking to withdraw, masked as the rest of the case is."""
    return _last(story_for(case), ("withdraw",))


def _last(story: Sequence[Recorded], events: Sequence[str]) -> Said | None:
    for fact in reversed(story):
        if fact.data.get("event") in events:
            texts = fact.texts or {}
            lead = str(fact.data["holders"].get("lead", "")).split(",")[0]
            unit_id = UUID(lead) if lead else None
            return Said(texts.get("text", ""), texts.get("reason", ""), unit_id, fact.at)
    return None


def _tried(ids: Sequence[UUID]) -> dict[UUID, tuple[datetime | None, int, datetime]]:
    rows = Case.objects.filter(loop__in=ids)
    named = ("loop", "loop__called_at", "loop__calls", "loop__entered_at")
    return {
        loop: (called_at, number, entered) for loop, called_at, number, entered in rows.values_list(*named)
    }


def _attempts(called_at: datetime | None, number: int, entered_at: datetime) -> int:
    """Calls of an earlier silence do not count."""
    return number if called_at and called_at >= entered_at else 0


def _tomorrow(called_at: datetime | None) -> datetime | None:
    if called_at is None:
        return None
    day = timezone.localtime(called_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)
