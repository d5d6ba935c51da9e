"""Keep what a telephony system tells of a call, and count it in its hour."""

from dataclasses import astuple, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.channels.hotline.facts import Counts, Times, Told
from gongzhi.channels.hotline.levels import level
from gongzhi.channels.hotline.models import HotlineCall
from gongzhi.channels.hotline.rules import counts_of, difference, is_over, wait_of, with_event
from gongzhi.people.public import seal_number

_NAMES = tuple(each.name for each in fields(Counts))
_ADD = f"""
    insert into gongzhi_hotlinehour (division, "on", hour, queue, {", ".join(_NAMES)})
    values (%s, %s, %s, %s, {", ".join(["%s"] * len(_NAMES))})
    on conflict ("on", division, hour, queue) do update
    set {", ".join(f"{name} = gongzhi_hotlinehour.{name} + excluded.{name}" for name in _NAMES)}
"""  # noqa: S608 - names of columns, from the code
_ADD_WAIT = """
    insert into gongzhi_hotlinewait (division, "on", seconds, calls) values (%s, %s, %s, %s)
    on conflict ("on", division, seconds) do update set calls = gongzhi_hotlinewait.calls + excluded.calls
"""
_TIMES = ("ringing_at", "answered_at", "abandoned_at", "transferred_at", "ended_at", "queue")


def take_event(*, source: UUID, division: str, told: Told, at: datetime) -> UUID:
    """Keep one event of a call and return the call's id; the same event again changes nothing.

    Events may come in any order. This is metadata of another system: no decision about anybody rests on it, so it is
    counted, and recorded by no fact. The number is sealed until the call is forgotten; what comes after that names
    nobody any more.
    """
    with transaction.atomic(durable=True):
        HotlineCall.objects.bulk_create(
            [HotlineCall(source=source, told_id=told.call, division=division, began_at=told.at)],
            ignore_conflicts=True,
        )
        row = HotlineCall.objects.select_for_update().get(source=source, told_id=told.call)
        before = times_of(row)
        after = with_event(before, told)
        for name in _TIMES:
            setattr(row, name, getattr(after, name))
        assert after.began_at
        row.began_at = after.began_at
        if not row.tidied:
            if told.agent and (row.agent_at is None or told.at >= row.agent_at):
                row.agent, row.agent_at = told.agent, told.at
            if told.caller and not row.sealed and not is_over(after, at=at):
                row.sealed = seal_number(told.caller, about=row.id, at=at)
        if after != before:
            _count(row.division, before, after)
        row.save()
    return row.id


def times_of(row: HotlineCall) -> Times:
    """Return what is known of a call."""
    return Times(**{name: getattr(row, name) for name in _TIMES})


def _count(division: str, before: Times, after: Times) -> None:
    """Take out of the hour what the call was counted as, and count it as it is now: it may be of another hour."""
    old, new = _place(before), _place(after)
    counted, counts = _counts(before), _counts(after)
    changes = (
        [(new, difference(counts, counted))]
        if old == new
        else [(old, difference(Counts(), counted)), (new, counts)]
    )
    waits = [] if _wait(before) == _wait(after) else [(_wait(before), -1), (_wait(after), 1)]
    with connection.cursor() as cursor:
        for place, change in changes:
            if place and any(astuple(change)):
                cursor.execute(_ADD, [division, *place, *astuple(change)])
        for wait, calls in waits:
            if wait:
                cursor.execute(_ADD_WAIT, [division, *wait, calls])


def _wait(times: Times) -> tuple[date, int] | None:
    """Return the day a call counts for and how long it rang, None while that is not known."""
    seconds, place = wait_of(times), _place(times)
    return (place[0], seconds) if place and seconds is not None else None


def _counts(times: Times) -> Counts:
    if times.began_at is None:
        return Counts()
    return counts_of(times, answer_seconds=level(timezone.localdate(times.began_at)).answer_seconds)


def _place(times: Times) -> tuple[Any, ...] | None:
    if times.began_at is None:
        return None
    moment = timezone.localtime(times.began_at)
    return moment.date(), moment.hour, times.queue
