"""The worker's loop: turns, failures, stopping."""

import logging
import socket
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import transaction

from gongzhi.ledger import public as ledger
from gongzhi.web.launch.worker import LONGEST_PAUSE, Turn, work
from gongzhi.web.worker_ticks import MAIN, TICKS, Tick, place_facts


@dataclass(frozen=True)
class Noted:
    kind: ClassVar[str] = "tests.noted"


@pytest.mark.django_db
def test_waiting_facts_get_their_place() -> None:
    with transaction.atomic():
        ledger.record(Noted(), subject=None, by="system", at=datetime(2026, 11, 22, tzinfo=UTC))
    assert place_facts() == 1
    assert place_facts() == 0
    assert ledger.size() == 1


def test_the_table_names_each_tick_once() -> None:
    assert len({tick.name for tick in TICKS}) == len(TICKS)


@pytest.mark.django_db(transaction=True)
def test_a_tick_that_fails_waits_longer_each_time_and_says_nothing_private(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> int:
        raise ValueError("what a resident typed")

    turn = Turn(Tick("tests.fail", fail, busy_seconds=0, idle_seconds=1))
    pauses = []
    for _time in range(8):
        turn.take(now=0)
        pauses.append(turn.at)
    assert pauses[:3] == [2, 4, 8]
    assert pauses[-1] == LONGEST_PAUSE
    turn.failures = 5_000
    turn.take(now=0)
    assert turn.at == LONGEST_PAUSE, "after a night of failures too"
    assert "what a resident typed" not in " ".join(record.getMessage() for record in caplog.records)


@pytest.mark.django_db(transaction=True)
def test_one_failing_tick_does_not_hold_up_the_others_and_stopping_is_prompt(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    stopped, done = threading.Event(), []

    def fail() -> int:
        raise OSError

    def count() -> int:
        done.append(1)
        if len(done) == 3:
            stopped.set()
        return 1

    work([Tick("fail", fail, 0, 0.01), Tick("count", count, 0, 10)], stopped)
    assert len(done) == 3


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_another_server_keeps_nobody_else_waiting() -> None:
    """A receiver that takes the connection and says nothing holds its own lane, and not the deadlines."""
    stopped, done, hung = threading.Event(), [], []

    def call() -> int:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            hung.append(time.monotonic())
            with pytest.raises(TimeoutError), socket.create_connection(silent.getsockname(), 1) as line:
                line.recv(1)
        hung.append(time.monotonic())
        return 1

    def fire() -> int:
        done.append(time.monotonic())
        if len(done) == 10:
            stopped.set()
        return 1

    work([Tick("events.send", call, 60, 60, lane="events"), Tick("loops.due", fire, 0.02, 0.02)], stopped)
    assert len(done) == 10
    assert done[-1] < hung[0] + 0.9, "deadlines went off while the receiver said nothing"
    assert len(hung) == 2, "and what was being sent is finished before the worker ends"


class _Gone(BaseException):
    """What no tick is expected to raise."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lane", ["far", MAIN])
def test_a_lane_that_breaks_off_ends_the_worker_so_that_it_is_started_anew(lane: str) -> None:
    stopped, done = threading.Event(), []

    def breaks() -> int:
        if len(done) < 2:
            return 0
        raise _Gone

    def count() -> int:
        done.append(1)
        return 1

    ticks = [Tick("breaks", breaks, 0.01, 0.01, lane=lane), Tick("a", count, 0.01, 0.01)]
    with pytest.raises(_Gone):
        work([*ticks, Tick("b", count, 0.01, 0.01, lane="other")], stopped)
    assert stopped.is_set()
    assert not [each for each in threading.enumerate() if each.name.startswith("lane ")]


def test_what_asks_other_servers_has_a_lane() -> None:
    lanes = {tick.name: tick.lane for tick in TICKS}
    asking = {"events.send", "federation.ask", "notices.send", "upper.pull", "upper.tell", "upper.compare"}
    asking |= {"diagnosis.second", "diagnosis.questions"}
    assert all(lanes[name] != MAIN for name in asking)
    assert lanes["loops.due"] == lanes["ledger.sequence"] == lanes["reactions"] == MAIN
