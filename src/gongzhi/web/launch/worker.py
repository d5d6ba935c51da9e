"""The worker: loops which run what is due, again and again, until they are asked to stop.

What talks to somebody else's server has a lane of its own beside the main one: a receiver that answers slowly, or a
mail server that hangs, keeps no deadline waiting, and no other receiver.
"""

import logging
import math
import os
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import FrameType

from django.db import close_old_connections, connection

from gongzhi.web.launch.pool import leave_database
from gongzhi.web.worker_ticks import MAIN, TICKS, Tick

LONGEST_PAUSE = 60.0
LAST_TURN = 8.0  # seconds a lane has to finish what it is doing when the worker stops

_log = logging.getLogger("gongzhi.worker")


@dataclass
class Turn:
    """When a tick's turn comes, and how often in a row it failed."""

    tick: Tick
    at: float = 0.0
    failures: int = 0

    def take(self, now: float) -> None:
        """Run the tick; a failure is logged without what it said, and makes the pause longer each time."""
        try:
            close_old_connections()
            done = self.tick.run()
        except Exception as error:
            self.failures += 1
            # Not the message of the error: it may quote what a resident typed.
            _log.error(
                "tick failed", extra={"task": self.tick.name, "error": type(error).__name__}, exc_info=error
            )
            connection.close()
            # Not 2 to the power of all of them: after a night of failures that is no number any more.
            pause = min(LONGEST_PAUSE, self.tick.idle_seconds * 2 ** min(self.failures, 16))
        else:
            self.failures = 0
            pause = self.tick.busy_seconds if done else self.tick.idle_seconds
        self.at = now + pause


def work(ticks: Iterable[Tick], stopped: threading.Event) -> bool:
    """Run the ticks until `stopped` is set, each lane in a thread and the main one here; what runs is finished first.

    A lane that is still waiting for another server some seconds later is left: what it was about is tried again.
    Returns whether none was left. A lane that breaks off stops all, and what broke it is raised here: whoever watches
    the worker starts it anew, where a lane that is missing would go unnoticed.
    """
    lanes: dict[str, list[Turn]] = {MAIN: []}
    for tick in ticks:
        lanes.setdefault(tick.lane, []).append(Turn(tick))
    broken: list[BaseException] = []

    def go(turns: list[Turn]) -> None:
        try:
            _go_round(turns, stopped)
        except BaseException as error:
            broken.append(error)
        finally:
            stopped.set()
            connection.close()

    beside = [
        threading.Thread(target=go, args=(turns,), name=f"lane {lane}", daemon=True)
        for lane, turns in lanes.items()
        if lane != MAIN
    ]
    for thread in beside:
        thread.start()
    try:
        _go_round(lanes[MAIN], stopped)
    finally:
        stopped.set()
        until = time.monotonic() + LAST_TURN
        for thread in beside:
            thread.join(max(0.0, until - time.monotonic()))
    if broken:
        raise broken[0]
    return not any(thread.is_alive() for thread in beside)


def _go_round(turns: list[Turn], stopped: threading.Event) -> None:
    while not stopped.is_set():
        for turn in turns:
            if turn.at <= time.monotonic() and not stopped.is_set():
                turn.take(time.monotonic())
        soonest = min((turn.at for turn in turns), default=math.inf)
        stopped.wait(max(0.0, min(soonest - time.monotonic(), LONGEST_PAUSE)))


def work_until_stopped() -> None:
    """Work until SIGTERM or SIGINT."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    all_ended = work(TICKS, stopped)
    leave_database()
    if not all_ended:
        # Python would wait for the threads of the lane that was left, as long as they wait for another server.
        logging.shutdown()
        os._exit(0)
