"""The working calendar: when a duration that starts now has passed.

Civil Code arts. 201-203: the start day does not count; a last day that is a holiday moves to the next
working day; where there are office hours, the day ends when the office closes. A year whose notice is not
out is provisional, and so is each deadline which another notice could still move.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from gongzhi.loops.rules.days import Day, DayKind, DayStatus, load_calendar
from gongzhi.loops.rules.durations import Duration, Unit

__all__ = ["Day", "DayKind", "DayStatus", "Due", "WorkCalendar", "load_calendar"]

_DAY = timedelta(days=1)
_ZERO = timedelta(0)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """The instant by which something must be done; `provisional` when a coming notice may move it."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Known days, office hours and the zone of the clock on the wall.

    A day that is not in `days` is worked from Monday to Friday and is provisional. Due instants are in
    `zone`. Every method raises ValueError for an instant without a zone.
    """

    days: Mapping[date, Day]
    office_hours: tuple[tuple[time, time], ...]
    zone: ZoneInfo
    office_day: timedelta = field(init=False)

    def __post_init__(self) -> None:
        edges = [edge for session in self.office_hours for edge in session]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("office hours are spans of a day, in order, that do not touch")
        spans = (datetime.combine(date.min, b) - datetime.combine(date.min, a) for a, b in self.office_hours)
        object.__setattr__(self, "office_day", sum(spans, _ZERO))

    def is_working(self, on: date) -> bool:
        """Say whether the office is open on this day."""
        day = self.days.get(on)
        return on.weekday() < _SATURDAY if day is None else day.working

    def is_provisional(self, first: date, last: date) -> bool:
        """Say whether a notice for any of these days (both included) is still to come."""
        days = self.days
        while first <= last:
            day = days.get(first)
            if day is None or day.status is DayStatus.PROVISIONAL:
                return True
            first += _DAY
        return False

    def length(self, duration: Duration) -> timedelta:
        """Return how much time a duration holds: office time for wh and WD, plain time for the others."""
        match duration.unit:
            case Unit.MINUTE:
                return timedelta(minutes=duration.amount)
            case Unit.DAY:
                return timedelta(days=duration.amount)
            case Unit.WORKING_DAY:
                return duration.amount * self.office_day
            case _:
                return timedelta(hours=duration.amount)

    def add(self, start: datetime, duration: Duration) -> Due:
        """Return when a duration that starts at `start` has passed.

        nWD falls due when the n-th working day's office closes. nd falls due at the close of office of
        the n-th day after the start day, or of the next working day. Clock hours and minutes never move,
        so they are never provisional.
        """
        match duration.unit:
            case Unit.WORKING_DAY:
                return self._add_working_days(self._local(start).date(), duration.amount)
            case Unit.DAY:
                return self._close_from(self._local(start).date() + duration.amount * _DAY)
            case _:
                return self.advance(start, duration.unit, self.length(duration))

    def advance(self, start: datetime, unit: Unit, taken: timedelta) -> Due:
        """Return the instant at which `taken` has passed since `start`, not rounded to a close of office.

        `taken` is office time for the working units and plain time for the others.
        """
        local = self._local(start)
        if unit.is_working:
            at = self._walk(local, taken)
            return Due(self._aware(at), self.is_provisional(local.date(), at.date()))
        return Due((start.astimezone(UTC) + taken).astimezone(self.zone), False)

    def before(self, end: datetime, duration: Duration) -> datetime:
        """Return the last instant that lies `duration` before `end`: for nWD a close of office."""
        local = self._local(end)
        if duration.unit is Unit.WORKING_DAY:
            on, left = local.date(), duration.amount
            while left:
                on -= _DAY
                left -= self.is_working(on)
            return self._close(on)
        if duration.unit is Unit.WORKING_HOUR:
            return self._aware(self._walk_back(local, self.length(duration)))
        return (end.astimezone(UTC) - self.length(duration)).astimezone(self.zone)

    def working_time(self, a: datetime, b: datetime) -> timedelta:
        """Return the office time between two instants. Raises ValueError when `b` is before `a`."""
        return self._office_time(self._local(a), self._local(b))

    def working_minutes(self, a: datetime, b: datetime) -> int:
        """Return the office minutes between two instants, both cut to the minute."""
        cut = [self._local(each).replace(second=0, microsecond=0) for each in (a, b)]
        return self._office_time(cut[0], cut[1]) // timedelta(minutes=1)

    def spent(self, unit: Unit, a: datetime, b: datetime) -> timedelta:
        """Return the time between two instants as `unit` counts it: office time or plain time."""
        if unit.is_working:
            return self.working_time(a, b)
        if b < a:
            raise ValueError("a span of time ends before it starts")
        return b.astimezone(UTC) - a.astimezone(UTC)

    def push(self, due: Due, unit: Unit, taken: timedelta) -> Due:
        """Move a due instant by the time a pause took, as `unit` counts it; no time leaves it alone.

        wh, min and h move exactly. WD and d move by whole days, rounded up, to a close of office.
        """
        if not taken:
            return due
        if unit is Unit.WORKING_DAY:
            moved = self.add(due.at, Duration(-(-taken // self.office_day), unit))
        elif unit is Unit.DAY:
            moved = self.add(due.at, Duration(-(-taken // _DAY), unit))
        else:
            moved = self.advance(due.at, unit, taken)
        return Due(moved.at, moved.provisional or due.provisional)

    def shift(self, due: Due, duration: Duration, pause_start: datetime, pause_end: datetime) -> Due:
        """Move a due instant by what one pause took. Raises ValueError when it ends before it starts.

        Several pauses of one deadline are added up first and rounded once (`deadlines.plan`), else ten
        pauses of a minute would win ten working days.
        """
        moved = self.push(due, duration.unit, self.spent(duration.unit, pause_start, pause_end))
        return Due(moved.at, moved.provisional or self.is_unsure(duration.unit, pause_start, pause_end))

    def is_unsure(self, unit: Unit, a: datetime, b: datetime) -> bool:
        """Say whether a coming notice may change how `unit` counts the time between two instants."""
        return unit.is_working and a < b and self.is_provisional(self._local(a).date(), self._local(b).date())

    def part(self, start: datetime, due: datetime, percent: int, unit: Unit) -> datetime:
        """Return the instant at which `percent` of the time from `start` to `due` has passed.

        Office time for wh and WD, plain time for the others. Never later than `due`.
        """
        at = self.advance(start, unit, self.spent(unit, start, due) * percent // 100).at
        return min(at, due.astimezone(self.zone))

    def _add_working_days(self, start: date, amount: int) -> Due:
        days, on, provisional = self.days, start, False
        while amount:
            on += _DAY
            day = days.get(on)
            if day is None:
                provisional = True
                amount -= on.weekday() < _SATURDAY
            else:
                provisional |= day.status is DayStatus.PROVISIONAL
                amount -= day.working
        return Due(self._close(on), provisional)

    def _close_from(self, first: date) -> Due:
        last = first
        while not self.is_working(last):
            last += _DAY
        return Due(self._close(last), self.is_provisional(first, last))

    def _close(self, on: date) -> datetime:
        return datetime.combine(on, self.office_hours[-1][1], self.zone)

    def _sessions(self, on: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working(on):
            return []
        return [(datetime.combine(on, a), datetime.combine(on, b)) for a, b in self.office_hours]

    def _walk(self, at: datetime, left: timedelta) -> datetime:
        for opens, closes in self._from(at.date()):
            begins = max(opens, at)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
        raise AssertionError("the days do not end")

    def _walk_back(self, at: datetime, left: timedelta) -> datetime:
        on = at.date()
        while True:
            for opens, closes in reversed(self._sessions(on)):
                ends = min(closes, at)
                if opens < ends:
                    if left <= ends - opens:
                        return ends - left
                    left -= ends - opens
            on -= _DAY

    def _from(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        while True:
            yield from self._sessions(on)
            on += _DAY

    def _office_time(self, a: datetime, b: datetime) -> timedelta:
        if b < a:
            raise ValueError("a span of time ends before it starts")
        if a.date() == b.date():
            return self._within(a, b)
        whole = 0
        on = a.date() + _DAY
        while on < b.date():
            whole += self.is_working(on)
            on += _DAY
        midnight = datetime.combine(b.date(), time.min)
        return (
            self._within(a, datetime.combine(a.date(), time.max))
            + whole * self.office_day
            + self._within(midnight, b)
        )

    def _within(self, a: datetime, b: datetime) -> timedelta:
        spans = (min(b, closes) - max(a, opens) for opens, closes in self._sessions(a.date()))
        return sum((span for span in spans if span > _ZERO), _ZERO)

    def _local(self, instant: datetime) -> datetime:
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def _aware(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone)
