"""Many gateways at once: one event for a place, no reading taken twice, nobody waits for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests.small_county import START, County, import_county

from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Loop
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.patrol.actions.take_readings import take_readings
from gongzhi.patrol.models import SensorSite
from gongzhi.patrol.public import check_replay, handle
from gongzhi.patrol.readings import Outcome, Reading
from gongzhi.patrol.sensors import KeyView
from gongzhi.patrol.tests.sensing import county_with, row
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county, committed, so that other connections see it; each thread gets its own, not a pool's."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    yield import_county()
    connection.close()
    options["pool"] = pool


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run each on a connection of its own, all starting together; return what they return, or the error."""
    ends: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            ends[index] = works[index]()
        except Exception as error:
            ends[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return ends


def crossing(code: str, seconds: int = 0) -> list[Reading]:
    begin = START + timedelta(seconds=seconds)
    return [Reading(code, begin + timedelta(seconds=each), 20_000) for each in range(2)]


def sound() -> None:
    assert list(check_replay()) == []
    assert list(check_loops()) == []


def test_twenty_sensors_of_one_place_open_one_event(county: County) -> None:
    key = county_with(county, *(row(f"s{index}") for index in range(THREADS)))
    ends = at_once(
        [
            lambda index=index: take_readings(key=key, readings=crossing(f"s{index}"), by=SYSTEM, at=START)
            for index in range(THREADS)
        ]
    )
    assert ends == [[Outcome.TAKEN] * 2] * THREADS
    (loop,) = Loop.objects.filter(subject_kind="patrol")
    kinds = [fact.kind for fact in story_of(loop.id)]
    assert kinds.count("patrol.event_reported") == 1
    assert kinds.count("patrol.sensor_raised") == THREADS - 1
    sound()


def test_twenty_retries_of_one_batch_are_taken_once(county: County) -> None:
    key = county_with(county, row("a"))
    ends = at_once([lambda: take_readings(key=key, readings=crossing("a"), by=SYSTEM, at=START)] * THREADS)
    assert sorted(ends) == sorted([[Outcome.TAKEN] * 2] + [[Outcome.NOT_NEWER] * 2] * (THREADS - 1))
    assert Loop.objects.filter(subject_kind="patrol").count() == 1
    sound()


def test_batches_with_the_same_sensors_in_any_order_wait_for_each_other(county: County) -> None:
    """Each batch names all sensors of ten places; odd ones name them backwards."""
    codes = [f"s{index}" for index in range(20)]
    key = county_with(county, *(row(code, f"site-{index // 2}") for index, code in enumerate(codes)))

    def batch(number: int) -> list[Outcome]:
        ordered = codes[::-1] if number % 2 else codes
        readings = [each for code in ordered for each in crossing(code, number * 10)]
        return take_readings(key=key, readings=readings, by=SYSTEM, at=START + timedelta(minutes=5))

    ends = at_once([lambda number=number: batch(number) for number in range(THREADS)])
    assert all(isinstance(end, list) for end in ends), ends
    assert Loop.objects.filter(subject_kind="patrol").count() == 10
    assert SensorSite.objects.exclude(loop=None).count() == 10
    sound()


def test_an_event_ended_while_readings_come_in_is_followed_by_one_at_most(county: County) -> None:
    key = county_with(county, row("a"), row("b"))
    take_readings(key=key, readings=crossing("a"), by=SYSTEM, at=START)
    (first,) = Loop.objects.filter(subject_kind="patrol")
    desk, ended = county.actor("dispatcher"), START + timedelta(minutes=1)

    def end() -> None:
        handle(event_id=first.id, event="not_file", by=desk, at=ended, reason="测试")

    def go_on(code: str, second: int) -> list[Outcome]:
        return take_readings(
            key=key, readings=crossing(code, second), by=SYSTEM, at=START + timedelta(hours=1)
        )

    works: list[Callable[[], Any]] = [
        lambda code=code, second=second: go_on(code, second) for second in range(90, 180, 10) for code in "ab"
    ]
    ends = at_once([end, *works])
    assert not [each for each in ends if isinstance(each, Exception)], ends
    take_readings(key=key, readings=crossing("a", 1_000), by=SYSTEM, at=START + timedelta(hours=2))
    assert Loop.objects.filter(subject_kind="patrol", ended_at=None).count() == 1
    assert Loop.objects.filter(subject_kind="patrol").count() == 2
    sound()


def test_readings_from_before_an_end_that_came_in_between_open_nothing(county: County) -> None:
    """The batch was judged while the event was open, and finds it ended once it holds it."""
    key = county_with(county, row("a"), row("b"))
    take_readings(key=key, readings=crossing("a"), by=SYSTEM, at=START)
    late = START + timedelta(minutes=10)
    with transaction.atomic():
        Loop.objects.filter(subject_kind="patrol").update(ended_at=late, end_kind="refused")
        ends: list[Any] = []
        other = threading.Thread(target=lambda: ends.extend(at_once([lambda: _speak(key)])))
        other.start()
        _wait_for_a_waiting_one()
    other.join(timeout=60)
    assert ends == [[Outcome.TAKEN] * 2]
    assert Loop.objects.filter(subject_kind="patrol").count() == 1
    # What it says afterwards counts.
    take_readings(key=key, readings=crossing("b", 700), by=SYSTEM, at=late)
    assert Loop.objects.filter(subject_kind="patrol").count() == 2


def _speak(key: KeyView) -> list[Outcome]:
    return take_readings(key=key, readings=crossing("b", 60), by=SYSTEM, at=START + timedelta(minutes=10))


def _wait_for_a_waiting_one() -> None:
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the loop")
