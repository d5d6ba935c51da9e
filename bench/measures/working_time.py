"""What the deadline engine and the verifier cost: pure functions, no database."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import gongzhi.loops
from bench.installation import Installation
from bench.results import Result
from gongzhi.loops.rules.calendar import WorkCalendar, load_calendar
from gongzhi.loops.rules.deadlines import plan
from gongzhi.loops.rules.durations import parse_duration
from gongzhi.loops.rules.profile import parse_profile
from gongzhi.loops.rules.verifier import check_text

SHIPPED = Path(gongzhi.loops.__file__).parent
BEIJING_TIME = ZoneInfo("Asia/Shanghai")
DURATIONS = ("30min", "2h", "4wh", "1WD", "5WD", "15WD", "7d", "60d")
SECONDS = 1.0


def measure(_installation: Installation) -> Iterator[Result]:
    """Time additions, whole plans (amber, due, supervision) and the verifier over the shipped definition."""
    profile = parse_profile((SHIPPED / "profiles/default.yaml").read_text())
    days = load_calendar((SHIPPED / "calendars/cn.csv").read_text())
    calendar = WorkCalendar(days, profile.office_hours, profile.zone)
    chance = random.Random(4)  # noqa: S311 - instants to measure with
    first = datetime(2025, 1, 1, tzinfo=BEIJING_TIME)
    starts = [first + timedelta(minutes=chance.randrange(600 * 24 * 60)) for _ in range(500)]
    for text in DURATIONS:
        duration = parse_duration(text)
        yield _rate(
            f"working_time.add.{text}",
            "additions/s",
            lambda duration=duration: [calendar.add(start, duration) for start in starts],
            len(starts),
        )
    five = parse_duration("5WD")
    yield _rate(
        "working_time.plan.5WD",
        "plans/s",
        lambda: [plan(start=start, duration=five, calendar=calendar, profile=profile) for start in starts],
        len(starts),
    )
    definition = (SHIPPED / "definitions/case.yaml").read_text()
    assert check_text(definition) == ()
    yield _rate("working_time.verifier", "definitions/s", lambda: check_text(definition), 1)


def _rate(name: str, unit: str, work: Callable[[], object], each: int) -> Result:
    """Repeat `work` for a second; the best round counts, since whatever else runs can only slow it down."""
    best, rounds = float("inf"), 0
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until or not rounds:
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
        rounds += 1
    return Result(name, unit, each / best, n=rounds * each)
