"""Have an outside language model say what a case is about, as a second opinion at the desk; nobody's turn waits for it.

Confidential cases are never asked about, nor are those somebody has decided about already.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.cases.actions.triage import AT_INTAKE, message_of
from gongzhi.cases.models import Case
from gongzhi.diagnosis.public import (
    Away,
    Replied,
    ask_endpoint,
    asked_endpoint,
    bring_second,
    limits_on,
    waiting_for_second,
)
from gongzhi.loops.public import hold, loop_row
from gongzhi.people.facts import SYSTEM, Actor


class SecondOpinions:
    """The questions one worker has under way: begun in one turn, taken in in another."""

    def __init__(self, *, by: Actor = SYSTEM) -> None:
        self._by = by
        self._away: dict[UUID, Away[Replied]] = {}

    @property
    def under_way(self) -> int:
        """How many answers are still to come."""
        return len(self._away)

    def turn(self, *, at: datetime) -> int:
        """Take in what has come, ask about what waits as far as there is room; return how much there was to do."""
        if asked_endpoint() is None:
            return 0
        done = sum(self._take_in(each, at) for each in [*self._away] if self._away[each].over)
        room = limits_on(timezone.localdate(at), "").second_at_once - len(self._away)
        if room > 0:
            waiting = waiting_for_second([AT_INTAKE], at=at)
            done += sum(self._ask(each, at) for each in [w for w in waiting if w not in self._away][:room])
        return done or len(self._away)

    def wait(self, seconds: float) -> None:
        """Wait for the answers under way, at most so long for each."""
        for each in self._away.values():
            each.wait(seconds)

    def _ask(self, case_id: UUID, at: datetime) -> int:
        case, loop = Case.objects.filter(loop=case_id).first(), loop_row(case_id)
        if case is None or loop is None or case.confidential or not case.text:
            with transaction.atomic(durable=True):
                bring_second(subject=case_id, replied=None, keep=False, by=self._by, at=at)
            return 1
        away = ask_endpoint(message_of(case, loop), at=at)
        if away is None:  # switched off meanwhile: it waits, as long as its hour goes
            return 0
        self._away[case_id] = away
        return 1

    def _take_in(self, case_id: UUID, at: datetime) -> int:
        found = self._away.pop(case_id).result
        with transaction.atomic(durable=True):
            hold(case_id)
            case = Case.objects.get(loop=case_id)
            keep = bool(case.text) and not case.confidential
            return int(bring_second(subject=case_id, replied=found, keep=keep, by=self._by, at=at))
