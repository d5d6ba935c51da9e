"""Reads of the hotline: the call on the line, and the figures of the service."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from gongzhi.channels.hotline.facts import CallView, Counts, Times
from gongzhi.channels.hotline.models import HotlineCall, HotlineDay, HotlineHour, HotlineWait
from gongzhi.channels.hotline.rules import AFTER_CALL, LONGEST_CALL, is_over, tail_of
from gongzhi.organization.public import prefix_of
from gongzhi.people.public import open_number

_NAMES = tuple(each.name for each in fields(Counts))
_TIMES = ("ringing_at", "answered_at", "abandoned_at", "transferred_at", "ended_at", "queue")


@dataclass(frozen=True)
class Service:
    """The figures of a period: by day, by hour of the day, of each hour for the connection rate, and of cases.

    `waits` says how many calls rang how many seconds until they were answered.
    """

    total: Counts
    by_day: dict[date, Counts]
    by_hour: dict[int, Counts]
    hours: dict[datetime, tuple[int, int]]
    waits: dict[int, int]
    filed: int
    on_the_spot: int


def call_of(agents: Collection[str], *, at: datetime) -> CallView | None:
    """Return the latest call at one of the operator's telephones, while it lasts and a while after it."""
    wanted = [each for each in agents if each]
    if not wanted:
        return None
    rows = HotlineCall.objects.filter(
        agent__in=wanted, tidied=False, began_at__gt=at - LONGEST_CALL - AFTER_CALL
    )
    found = sorted(rows[:50], key=lambda row: (not is_over(_times(row), at=at), row.began_at))
    return _view(found[-1]) if found else None


def call_by_id(call_id: UUID) -> CallView | None:
    """Return a call as long as its number is kept."""
    row = HotlineCall.objects.filter(id=call_id, tidied=False).first()
    return _view(row) if row else None


def number_of(call: CallView) -> str:
    """Return the whole number of a call: for the filing and for finding the caller's cases, never for a page."""
    row = HotlineCall.objects.filter(id=call.id, tidied=False).first()
    return open_number(bytes(row.sealed), about=row.id) if row else ""


def _view(row: HotlineCall) -> CallView:
    number = open_number(bytes(row.sealed), about=row.id)
    return CallView(row.id, row.queue, _times(row), tail_of(number), bool(number))


def _times(row: HotlineCall) -> Times:
    return Times(**{name: getattr(row, name) for name in _TIMES})


def service(scope: str, *, first: date, last: date) -> Service:
    """Return the figures of the days from `first` to `last`; costs these days, however many calls there ever were."""
    prefix, zone = prefix_of(scope), timezone.get_current_timezone()
    rows = (
        HotlineHour.objects.filter(on__range=(first, last), division__startswith=prefix)
        .values_list("on", "hour")
        .annotate(*(Sum(name) for name in _NAMES))
        .order_by("on", "hour")
    )
    by_day: dict[date, list[int]] = defaultdict(lambda: [0] * len(_NAMES))
    by_hour: dict[int, list[int]] = defaultdict(lambda: [0] * len(_NAMES))
    hours: dict[datetime, tuple[int, int]] = {}
    for on, hour, *numbers in rows:
        for bucket in (by_day[on], by_hour[hour]):
            bucket[:] = [one + other for one, other in zip(bucket, numbers, strict=True)]
        hours[datetime.combine(on, time(hour), zone)] = (numbers[1], numbers[0])
    waits = HotlineWait.objects.filter(on__range=(first, last), division__startswith=prefix)
    days = HotlineDay.objects.filter(on__range=(first, last), division__startswith=prefix[:6])
    cases = days.aggregate(filed=Sum("filed"), spot=Sum("on_the_spot"))
    totals = [sum(column) for column in zip(*by_day.values(), strict=True)] if by_day else []
    return Service(
        total=Counts(*totals),
        by_day={day: Counts(*by_day[day]) for day in sorted(by_day)},
        by_hour={hour: Counts(*by_hour[hour]) for hour in sorted(by_hour)},
        hours=hours,
        waits=dict(waits.values_list("seconds").annotate(Sum("calls")).order_by("seconds")),
        filed=cases["filed"] or 0,
        on_the_spot=cases["spot"] or 0,
    )


def days_back(at: datetime, count: int) -> tuple[date, date]:
    """Return the first and the last of so many days that end today."""
    last = timezone.localdate(at)
    return last - timedelta(days=count - 1), last
