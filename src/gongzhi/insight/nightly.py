"""Starts the day's forecasts and alarms in a process of their own, behind all others: the worker goes on meanwhile."""

import subprocess
import sys
from datetime import date, datetime, timedelta

from django.utils import timezone

from gongzhi.algorithms.public import in_force
from gongzhi.insight.forecast_facts import BURSTS, FORECAST
from gongzhi.insight.forecast_models import DayCount, ForecastRun

FROM_HOUR = 2  # of the night: the day before is whole, and nobody works
AGAIN = timedelta(hours=1)  # after a process that did not end well
COMMAND = ("-m", "gongzhi.web.command", "insight", "foretell")


class Foretelling:
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
        if self._process is not None:
            if (code := self._process.poll()) is None:
                return 0
            if code == 0:
                self._done = timezone.localdate(self._tried)
            self._process = None
        if self._done == timezone.localdate(at):
            return 0
        if timezone.localtime(at).hour < FROM_HOUR or (self._tried and at - self._tried < AGAIN):
            return 0
        if not self._is_due(at):
            return 0
        self._tried = at
        self._process = subprocess.Popen([sys.executable, *self._command], stdin=subprocess.DEVNULL)
        return 1

    @staticmethod
    def _is_due(at: datetime) -> bool:
        today = timezone.localdate(at)
        made = ForecastRun.objects.filter(begins_on=today).exists()
        foretells = not made and in_force(FORECAST, at=at)
        return (foretells or in_force(BURSTS, at=at)) and DayCount.objects.filter(day__lt=today).exists()
