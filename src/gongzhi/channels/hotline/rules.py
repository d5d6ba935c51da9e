"""Decisions about calls: what their events mean, whatever order they come in; what is counted; how good a service is.

What a hotline is held to are the figures of GB/T 33358-2016 (rules for the service of government hotlines): answered
within 15 seconds, at least 95 % connected in any 24 hours. They are data (`data/service_levels.yaml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from math import ceil, sqrt

from gongzhi.channels.hotline.facts import CallEvent, Counts, Level, Times, Told

TAKE = "hotline.take"
# How long after a call its number can still be filed, and how long a call without an end is believed to last.
AFTER_CALL, LONGEST_CALL = timedelta(minutes=30), timedelta(hours=4)
KEPT = timedelta(days=30)
LONGEST_WAIT = 3600  # seconds; what rang longer is counted with these
A_DAY = 24
Z95 = 1.959963984540054


def with_event(times: Times, told: Told) -> Times:
    """Return what is known of a call after an event; the same events give the same, in any order, however often.

    Of two times told for one event the earlier counts, of two ends the later one.
    """
    name = f"{told.event.value}_at"
    before: datetime | None = getattr(times, name)
    pick = max if told.event is CallEvent.ENDED else min
    queue = min(filter(None, (times.queue, told.queue)), default="")
    return replace(times, **{name: pick(before, told.at) if before else told.at}, queue=queue)


def is_over(times: Times, *, at: datetime) -> bool:
    """Tell whether nobody is on the line any more, as far as was told; a call without an end is over some day."""
    if times.ended_at or (times.abandoned_at and not times.answered_at):
        return True
    return times.began_at is None or at - times.began_at > LONGEST_CALL


def counts_of(times: Times, *, answer_seconds: int) -> Counts:
    """Return what a call adds to the figures of its hour. A call that was answered was not abandoned."""
    if times.began_at is None:
        return Counts()
    answered, rang = times.answered_at is not None, _rang(times)
    return Counts(
        offered=1,
        answered=int(answered),
        timed=int(rang is not None),
        quick=int(rang is not None and rang <= answer_seconds),
        abandoned=int(not answered and times.abandoned_at is not None),
        transferred=int(times.transferred_at is not None),
    )


def wait_of(times: Times) -> int | None:
    """Return how many seconds it rang until somebody answered, the last one begun counted whole; None: not known."""
    rang = _rang(times)
    return None if rang is None else min(max(0, ceil(rang)), LONGEST_WAIT)


def _rang(times: Times) -> float | None:
    if times.answered_at is None or times.ringing_at is None:
        return None
    return (times.answered_at - times.ringing_at).total_seconds()


def answered_within(waits: Mapping[int, int], percent: int) -> int | None:
    """Return the seconds within which so many per cent of the calls were answered (nearest rank); None without any.

    `waits` says how many calls rang so many seconds.
    """
    total, reached = sum(waits.values()), 0
    for seconds in sorted(waits):
        reached += waits[seconds]
        if reached > 0 and reached * 100 >= percent * total:
            return seconds
    return None


def difference(after: Counts, before: Counts) -> Counts:
    """Return what changed."""
    return Counts(
        **{each.name: getattr(after, each.name) - getattr(before, each.name) for each in fields(Counts)}
    )


def level_on(levels: Iterable[Level], day: date) -> Level | None:
    """Return what was asked of a hotline on a day."""
    return max(
        (each for each in levels if each.valid_from <= day), key=lambda each: each.valid_from, default=None
    )


def interval(hits: int, of: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share (Wilson score), as shares; None without anything counted."""
    if of <= 0:
        return None
    share, z2 = hits / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def lowest_day(
    hours: Mapping[datetime, tuple[int, int]], *, at_least: int
) -> tuple[datetime, int, int] | None:
    """Return the 24 hours with the lowest share of answered calls: their first hour, answered, offered.

    `hours` gives (answered, offered) of hours by their beginning. Of 24 hours with fewer than `at_least` calls a share
    says little, so they are left out.
    """
    begins: Sequence[datetime] = sorted(hours)
    worst: tuple[datetime, int, int] | None = None
    for begin in begins:
        within = [hours[each] for each in begins if begin <= each < begin + timedelta(hours=A_DAY)]
        answered, offered = sum(one for one, _all in within), sum(every for _one, every in within)
        if offered >= at_least and (worst is None or answered * worst[2] < worst[1] * offered):
            worst = (begin, answered, offered)
    return worst


def tail_of(number: str) -> str:
    """Return what is shown of a number: its last four figures, of a short one nothing."""
    figures = "".join(filter(str.isdigit, number))
    return figures[-4:] if len(figures) > 7 else ""
