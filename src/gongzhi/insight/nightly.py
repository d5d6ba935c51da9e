"""Starts what is made each night in a process of its own, behind all others: the worker goes on meanwhile.

Topics put together anew, forecasts, alarms: each takes seconds to minutes, and libraries the worker does not need.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from gongzhi.algorithms.public import in_force
from gongzhi.insight.actions.foretell import make_forecasts, raise_alarms
from gongzhi.insight.actions.regroup import is_due, regroup
from gongzhi.insight.forecast_facts import BURSTS, FORECAST
from gongzhi.insight.forecast_models import CountHead, DayCount, ForecastRun
from gongzhi.insight.topic_models import FeatureCounts
from gongzhi.ledger.public import size
from gongzhi.people.facts import Actor

FROM_HOUR = 2  # of the night: the day before is whole, and nobody works
AGAIN = timedelta(hours=1)  # after a process that did not end well
LONGEST = timedelta(hours=2)  # a process that takes longer hangs
AT_HAND = 1000  # facts that may wait to be counted: what came in this minute
_ALONE = "hashtext('gongzhi.insight.night')"
COMMAND = ("-m", "gongzhi.web.command", "insight", "nightly")


class Nightly:
    """Watches one process a day. A killed one is tried again; what it had not kept is made anew."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._tried: datetime | None = None
        self._done: date | None = None

    def running(self) -> bool:
        """Tell whether a process has been started and not been seen to end."""
        return self._process is not None

    def turn(self, at: datetime) -> int:
        """Start the process when it is time and something may be made; returns 1 when it was started."""
        if self._process is not None and not self._has_ended(at):
            return 0
        if self._done == timezone.localdate(at) or (self._tried and at - self._tried < AGAIN):
            return 0
        if not self._is_due(at):
            return 0
        self._tried = at
        self._process = subprocess.Popen([sys.executable, *self._command], stdin=subprocess.DEVNULL)
        return 1

    def _has_ended(self, at: datetime) -> bool:
        """See whether the process has ended, and how; one that hangs is ended."""
        assert self._process is not None
        assert self._tried is not None
        code = self._process.poll()
        if code is None:
            if at - self._tried > LONGEST:
                self._process.kill()
            return False
        if code == 0:
            self._done = timezone.localdate(self._tried)
        self._process = None
        return True

    @staticmethod
    def _is_due(at: datetime) -> bool:
        """Tell whether something may be made that is not there: at night, or at once where nothing ever was."""
        today, night = timezone.localdate(at), timezone.localtime(at).hour >= FROM_HOUR
        if (night or not FeatureCounts.objects.exists()) and is_due(at):
            return True
        if not (night or not ForecastRun.objects.exists()) or not _is_counted(today):
            return False
        made = ForecastRun.objects.filter(begins_on=today).exists()
        return (not made and in_force(FORECAST, at=at)) or in_force(BURSTS, at=at)


def _is_counted(today: date) -> bool:
    """Tell whether something was counted up to yesterday, and nothing more than what has just come in waits for it."""
    head = CountHead.objects.values_list("position", flat=True).first() or 0
    return size() - head < AT_HAND and DayCount.objects.filter(day__lt=today).exists()


@dataclass(frozen=True)
class Night:
    """How many messages moved, how many forecasts and alarms were made."""

    moved: int
    forecasts: int
    alarms: int


def work_at_night(*, by: Actor, clock: Callable[[], datetime]) -> Night | None:
    """Make what the register lets be made and what is not there yet; None while another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_lock({_ALONE})")
        if not cursor.fetchone()[0]:
            return None
    try:
        return Night(
            regroup(by=by, at=clock()), make_forecasts(by=by, at=clock()), raise_alarms(by=by, at=clock())
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_unlock({_ALONE})")
