"""Ask an endpoint the fixed questions every week, and tell the register how many answers rest on their articles."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.actions.report_grounded import report_grounded
from gongzhi.diagnosis.endpoint.away import Away
from gongzhi.diagnosis.endpoint.grounding import Grounding, ask_fixed
from gongzhi.diagnosis.endpoint.running import ENTRY, endpoint, fixed_questions, wants_second
from gongzhi.diagnosis.limits import limits_on
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import Actor

# What says nothing of the answers: nobody answered.
_UNHEARD = frozenset({"UNREACHABLE", "TIMEOUT", "BUSY", "KEY", "NOT_FOUND", "STATUS", "TLS", "REDIRECT"})


class FixedQuestions:
    """The questions of one worker: begun in one turn, taken in in another; no turn waits for an answer."""

    def __init__(self) -> None:
        self._away: Away[Grounding] | None = None
        self._tried: date | None = None

    def turn(self, *, by: Actor, at: datetime) -> int:
        """Begin when the week is over, or put on record what came back; return how much was done."""
        if self._away is not None:
            return self._take_in(by=by, at=at) if self._away.over else 0
        today = timezone.localdate(at)
        if self._tried == today or not wants_second(at=at):
            return 0
        last = algorithms.grounded_at(ENTRY)
        where = endpoint()
        if where is None or (last and at - last < timedelta(days=limits_on(today, "").questions_days)):
            return 0
        self._tried, asked = today, fixed_questions()
        self._away = Away(lambda: ask_fixed(where, asked))
        return 1

    def wait(self, seconds: float) -> None:
        """Wait for the answers, at most so long."""
        if self._away is not None:
            self._away.wait(seconds)

    def _take_in(self, *, by: Actor, at: datetime) -> int:
        found, self._away = self._away.result if self._away else None, None
        # Where nobody answered nothing is known of the answers; tomorrow it is tried again.
        if found is None or all(code in _UNHEARD for _, code in found.outcomes):
            return 0
        try:
            report_grounded(found=found, by=by, at=at)
        except Refused:
            return 0  # switched over or retired while it was asked
        return 1
