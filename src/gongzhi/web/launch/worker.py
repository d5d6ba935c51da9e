"""The worker: one loop which runs what is due, again and again, until it is asked to stop."""

import logging
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import FrameType

from django.db import close_old_connections, connection

from gongzhi.web.launch.pool import leave_database
from gongzhi.web.worker_ticks import TICKS, Tick

LONGEST_PAUSE = 60.0

_log = logging.getLogger("gongzhi.worker")


@dataclass
class Turn:
    """When a tick's turn comes, and how often in a row it failed."""

    tick: Tick
    at: float = 0.0
    failures: int = 0

    def take(self, now: float) -> None:
        """Run the tick; a failure is logged without what it said, and makes the pause longer each time."""
        close_old_connections()
        try:
            done = self.tick.run()
        except Exception as error:
            self.failures += 1
            # Not the message of the error: it may quote what a resident typed.
            _log.error(
                "tick failed", extra={"task": self.tick.name, "error": type(error).__name__}, exc_info=error
            )
            connection.close()
            pause = min(LONGEST_PAUSE, self.tick.idle_seconds * 2**self.failures)
        else:
            self.failures = 0
            pause = self.tick.busy_seconds if done else self.tick.idle_seconds
        self.at = now + pause


def work(ticks: Iterable[Tick], stopped: threading.Event) -> None:
    """Run the ticks in turn until `stopped` is set; the one that runs is finished first."""
    turns = [Turn(tick) for tick in ticks]
    while not stopped.is_set():
        for turn in turns:
            if turn.at <= time.monotonic() and not stopped.is_set():
                turn.take(time.monotonic())
        stopped.wait(max(0.0, min(turn.at for turn in turns) - time.monotonic()))


def work_until_stopped() -> None:
    """Work until SIGTERM or SIGINT."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work(TICKS, stopped)
    leave_database()
