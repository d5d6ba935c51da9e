"""The last weeks on the board, and the lists behind them: what came in, what ended, what ran over a deadline.

A week begins on Monday, at midnight of the place. Each read costs what happened in the weeks it looks at,
however much was ever filed: three indexes hold just that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db.models import Count, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from gongzhi.loops.facts import Threshold
from gongzhi.loops.kinds import Kind, kind_of
from gongzhi.loops.lists import LATELY
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.organization.public import prefix_of

WEEKS = 12  # on the board; a default of this project
OPENED, ENDED, LATE = "opened", "ended", "late"
# States of a list which look at a period, whether or not a week is named.
PERIODS = (OPENED, LATE)
_RAN_OVER = (Threshold.RED.value, Threshold.SUPERVISE.value)


@dataclass(frozen=True)
class Span:
    """From one instant until before another."""

    since: datetime
    until: datetime

    @property
    def day(self) -> date:
        """Return its first day: the name of a week in addresses."""
        return timezone.localdate(self.since)


def week_of(day: date) -> Span:
    """Return the week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return Span(_midnight(monday), _midnight(monday + timedelta(days=7)))


def last_weeks(at: datetime) -> list[Span]:
    """Return the last weeks, the oldest first; the last of them is under way."""
    today = timezone.localdate(at)
    return [week_of(today - timedelta(weeks=back)) for back in range(WEEKS - 1, -1, -1)]


def week_named(text: str) -> Span | None:
    """Return the week an address names by its Monday, or None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return week_of(day) if day.weekday() == 0 and day.year > 1 else None


def lately(at: datetime) -> Span:
    """Return the days that count as lately, today included."""
    return Span(at - LATELY, at + timedelta(days=1))


def loops_by(scope: str, among: Iterable[Kind], state: str, span: Span) -> QuerySet[Loop]:
    """Return the loops of some kinds in a tree of divisions that came in, ended or ran over in a span.

    Any other state looks at those that came in then.
    """
    loops = _loops(scope, among)
    if state == ENDED:
        return loops.filter(ended_at__gte=span.since, ended_at__lt=span.until)
    if state == LATE:
        return loops.filter(pk__in=_ran_over(span, loops).values("of"))
    return loops.filter(opened_at__gte=span.since, opened_at__lt=span.until)


def _loops(scope: str, among: Iterable[Kind]) -> QuerySet[Loop]:
    return Loop.objects.filter(
        subject_kind__in=[kind.code for kind in among], division__startswith=prefix_of(scope)
    )


def _ran_over(span: Span, loops: QuerySet[Loop]) -> QuerySet[Any]:
    """Return the deadlines that passed in a span while the duty was open, each with the loop it is `of`.

    Only duties of offices: silence of a person is nobody's delay. PostgreSQL is to look each duty up by its
    key, since few deadlines pass; as a join it would read all duties there ever were.
    """
    duty = Obligation.objects.filter(pk=OuterRef("obligation"), unit__isnull=False, loop__in=loops)
    passed = Deadline.objects.filter(fired__in=_RAN_OVER, due_at__gte=span.since, due_at__lt=span.until)
    return passed.annotate(of=Subquery(duty.values("loop")[:1]))


def trend(scope: str, among: Iterable[Kind], *, at: datetime) -> Mapping[str, list[int]]:
    """Count the last weeks of some kinds in a tree of divisions.

    The week under way is counted anew each time. What is over hardly moves, so it is counted once a minute in
    each process, however many look.
    """
    codes, weeks = tuple(kind.code for kind in among), last_weeks(at)
    over = _over(scope, codes, weeks[0].day, _minute())
    present = _counted(scope, codes, weeks[-1:])
    return {series: [*over[series], *present[series]] for series in present}


def forget() -> None:
    """Drop what this process remembers of the weeks that are over."""
    _over.cache_clear()


@lru_cache(maxsize=256)
def _over(scope: str, codes: tuple[str, ...], first: date, minute: int) -> Mapping[str, list[int]]:
    weeks = [week_of(first + timedelta(weeks=number)) for number in range(WEEKS - 1)]
    return _counted(scope, codes, weeks)


def _minute() -> int:
    return int(monotonic() / 60)


def _counted(scope: str, codes: tuple[str, ...], weeks: list[Span]) -> Mapping[str, list[int]]:
    """Count some weeks, a query for each of the three series."""
    among = [kind_of(code) for code in codes]
    whole = Span(weeks[0].since, weeks[-1].until)
    edges = [week.since for week in weeks]
    loops = _loops(scope, among)
    return {
        # Rows are counted, no column of theirs: so the index alone answers.
        OPENED: _by_week(loops_by(scope, among, OPENED, whole), "opened_at", edges, Count("*")),
        ENDED: _by_week(loops_by(scope, among, ENDED, whole), "ended_at", edges, Count("*")),
        # A loop with two deadlines that ran over in a week stands in its list once.
        LATE: _by_week(_ran_over(whole, loops), "due_at", edges, Count("of", distinct=True)),
    }


def _by_week(rows: QuerySet[Any], column: str, edges: list[datetime], count: Count) -> list[int]:
    week = Func(
        F(column),
        Value(edges),
        function="width_bucket",
        template="%(function)s(%(expressions)s::timestamptz[])",
        output_field=IntegerField(),
    )
    found = dict(rows.annotate(week=week).order_by().values_list("week").annotate(n=count))
    return [found.get(number, 0) for number in range(1, len(edges) + 1)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
