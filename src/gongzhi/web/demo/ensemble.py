"""Several stages at once, in step with one clock: the demo loads on all cores of a laptop.

Each process plays its share of the lives up to the same instant; then this one does what the worker
would do, fires deadlines and runs reactions, and lets all go on. Lives do not touch each other, so how
they are shared out changes nothing but the order of facts within one stretch.
"""

import multiprocessing
import os
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from gongzhi.cases.public import open_effect_checks
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.public import end_overdue_pauses, fire_due
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.share import Plan, play_share
from gongzhi.web.demo.stage import Stage
from gongzhi.web.reactions import react

STRETCH = timedelta(hours=4)
MOST_PROCESSES = 4

MakeStage = Callable[[Plan, int, int], Stage]


def play(plan: Plan, make_stage: MakeStage, *, progress: Callable[[int, int], None]) -> None:
    """Play a plan on all cores; `make_stage(plan, share, shares)` makes the stage of one process."""
    shares = max(1, min(os.cpu_count() or 1, MOST_PROCESSES))
    context = multiprocessing.get_context("spawn")
    others = []
    for share in range(1, shares):
        here, there = context.Pipe()
        process = context.Process(target=play_share, args=(there, plan, share, shares), daemon=True)
        process.start()
        there.close()  # so that a process which died ends our waiting for it
        others.append((process, here))
    hasten()
    stage = make_stage(plan, 0, shares)
    stretches = int((plan.end - plan.begin) / STRETCH) + 1
    for number in range(1, stretches + 1):
        clock = min(plan.begin + number * STRETCH, plan.end)
        for _, pipe in others:
            pipe.send(clock)
        stage.play_until(clock)
        for process, pipe in others:
            if pipe.recv() != clock:
                raise RuntimeError(f"process {process.pid} of the demo fell out of step")
        _engine(clock)
        progress(number, stretches)
    for process, pipe in others:
        pipe.send(None)
        process.join()
    _catch_up()


def hasten() -> None:
    """Do not wait for the disk: an interrupted load is wiped and begun afresh."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")


def _engine(at: datetime) -> None:
    end_overdue_pauses(at=at)
    open_effect_checks(by=SYSTEM, at=at, limit=1000)
    if fire_due(at=at, limit=100_000):
        _catch_up()


def _catch_up() -> None:
    while sequence(limit=5000):
        pass
    while follow("reactions", react, limit=2000):
        pass
