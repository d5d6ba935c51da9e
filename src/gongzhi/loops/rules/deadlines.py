"""Deadlines of the authority's clock: planned, paused, extended, halved, recomputed.

A deadline follows from its start, its limit, an extension and its pauses, by one function, `plan`. So a
resumed clock, a granted extension and a new calendar are all the same computation over again, and the
instants on record can be proved. The resident's clock is never in here: it does not pause or restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.rules.calendar import Due, WorkCalendar
from gongzhi.loops.rules.durations import Duration, Unit, half
from gongzhi.loops.rules.profile import Profile

ONE_WORKING_DAY = Duration(1, Unit.WORKING_DAY)

_ZERO = timedelta(0)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """A span in which the authority's clock stood still. Raises ValueError when it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a pause ends before it starts")


@dataclass(frozen=True)
class Planned:
    """The three moments of a deadline: amber, red (`due`) and supervision."""

    due: Due
    amber_at: datetime
    supervise: Due

    @property
    def supervise_at(self) -> datetime:
        return self.supervise.at


@dataclass(frozen=True)
class Recomputed:
    """A deadline under the calendar it was made with, and under the new one."""

    old: Planned
    new: Planned

    @property
    def moved(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class Remaining:
    """Time left, or time overdue, as numbers for a sentence: whole units, rounded down."""

    amount: int
    unit: Unit
    overdue: bool


def plan(
    *,
    start: datetime,
    duration: Duration,
    calendar: WorkCalendar,
    profile: Profile,
    extension: Duration | None = None,
    pauses: Sequence[Pause] = (),
) -> Planned:
    """Return the moments of a deadline.

    `pauses` are over, in order, and do not overlap (ValueError); what lies before `start`, or begins once
    the deadline has passed, counts for nothing. Amber comes when the profile's share of the limit has been
    used up, pauses left out.
    """
    due = calendar.add(start, duration)
    if extension is not None:
        longer = calendar.add(due.at, extension)
        due = Due(longer.at, longer.provisional or due.provisional)
    unit = duration.unit
    first, amber = due, calendar.part(start, due.at, profile.warn.amber, unit)
    taken, unsure, last = _ZERO, False, start
    for pause in pauses:
        begin = max(pause.start, start)
        if pause.end <= begin or begin >= due.at:
            continue
        if begin < last:
            raise ValueError("pauses overlap or are out of order")
        last = pause.end
        spent = calendar.spent(unit, begin, pause.end)
        taken += spent
        unsure |= calendar.is_unsure(unit, begin, pause.end)
        if begin < amber and spent:
            amber = calendar.advance(amber, unit, spent).at
        due = calendar.push(first, unit, taken)
    due = Due(due.at, due.provisional or unsure)
    supervise = calendar.add(due.at, profile.warn.supervise)
    return Planned(due, min(amber, due.at), Due(supervise.at, supervise.provisional or due.provisional))


def resume(
    *,
    start: datetime,
    duration: Duration,
    calendar: WorkCalendar,
    profile: Profile,
    pause_start: datetime,
    pause_end: datetime,
    extension: Duration | None = None,
    earlier: Sequence[Pause] = (),
) -> Planned:
    """Return the moments of a deadline after its clock goes on, `earlier` pauses counted in.

    A pause that outlasted the cap counts up to the cap only.
    """
    ends = pause_ends(at=pause_start, limit=duration, earlier=earlier, calendar=calendar).at
    pause = Pause(pause_start, min(pause_end, max(ends, pause_start)))
    return plan(
        start=start,
        duration=duration,
        calendar=calendar,
        profile=profile,
        extension=extension,
        pauses=(*earlier, pause),
    )


def pause_cap(limit: Duration, calendar: WorkCalendar) -> timedelta:
    """Return how long all pauses of a deadline may last together: as long as its original limit.

    Office time for limits in wh and WD, plain time for the others (profile, ``pause.cap``).
    """
    return calendar.length(limit)


def pause_left(*, limit: Duration, earlier: Sequence[Pause], calendar: WorkCalendar) -> timedelta:
    """Return what is left of the cap after the earlier pauses, counted like `pause_cap`, never negative."""
    used = sum((calendar.spent(limit.unit, pause.start, pause.end) for pause in earlier), _ZERO)
    return max(pause_cap(limit, calendar) - used, _ZERO)


def pause_ends(*, at: datetime, limit: Duration, earlier: Sequence[Pause], calendar: WorkCalendar) -> Due:
    """Return when a pause that begins now has used up the cap: then the clock goes on by itself."""
    return calendar.advance(at, limit.unit, pause_left(limit=limit, earlier=earlier, calendar=calendar))


def may_pause(
    *,
    at: datetime,
    reason: str,
    due: Due,
    limit: Duration,
    earlier: Sequence[Pause],
    calendar: WorkCalendar,
    profile: Profile,
) -> Refusal | None:
    """Refuse a pause for a reason the profile does not know, after expiry, or when the cap is used up."""
    if reason not in profile.pause.reasons:
        return Refusal("loops.pause_reason", {"reason": reason, "among": ", ".join(profile.pause.reasons)})
    if at >= due.at:
        return Refusal("loops.pause_after_due")
    if not pause_left(limit=limit, earlier=earlier, calendar=calendar):
        return Refusal("loops.pause_cap", {"limit": str(limit)})
    return None


def may_extend(
    *,
    at: datetime,
    by: Duration,
    already: int,
    due: Due,
    limit: Duration,
    limit_class: str,
    calendar: WorkCalendar,
    profile: Profile,
) -> Refusal | None:
    """Refuse an extension that is one too many, longer than the limit, or asked for too late.

    `already` is the number of extensions granted before, `limit` the original one. An extension is counted
    in the unit of its limit. A life-safety limit of hours cannot be extended as long as the profile wants
    to be asked a working day before.
    """
    if already >= profile.extension.max:
        return Refusal("loops.extension_used", {"max": profile.extension.max})
    if by.unit is not limit.unit:
        return Refusal("loops.extension_unit", {"unit": limit.unit.value})
    if by.amount > limit.amount:
        return Refusal("loops.extension_too_long", {"limit": str(limit)})
    before = profile.ask_before(limit_class)
    if at > calendar.before(due.at, before):
        return Refusal("loops.extension_too_late", {"before": str(before)})
    return None


def extend(
    *,
    at: datetime,
    by: Duration,
    already: int,
    start: datetime,
    duration: Duration,
    limit_class: str,
    calendar: WorkCalendar,
    profile: Profile,
    pauses: Sequence[Pause] = (),
) -> Planned | Refusal:
    """Return the moments of the extended deadline, or why `may_extend` refuses."""
    due = plan(start=start, duration=duration, calendar=calendar, profile=profile, pauses=pauses).due
    refusal = may_extend(
        at=at,
        by=by,
        already=already,
        due=due,
        limit=duration,
        limit_class=limit_class,
        calendar=calendar,
        profile=profile,
    )
    if refusal is not None:
        return refusal
    return plan(
        start=start, duration=duration, calendar=calendar, profile=profile, extension=by, pauses=pauses
    )


def reopened_limit(original: Duration, at_least: Duration = ONE_WORKING_DAY) -> Duration:
    """Return the limit after reopening: half of the original (profile, ``reopen``).

    The first deadline stays on record and counts; this limit is for the new work only.
    """
    return half(original, at_least)


def remaining(now: datetime, due: Due, calendar: WorkCalendar, unit: Unit = Unit.WORKING_DAY) -> Remaining:
    """Return the time left until `due`, or overdue since, counted as `unit` counts time.

    Office time is told in WD from one office day on, else in wh or min of office time; plain time in d, h
    or min. "3 WD left" means that three whole office days are left, and maybe some hours.
    """
    overdue = now > due.at
    first, last = (due.at, now) if overdue else (now, due.at)
    span = calendar.spent(unit, first, last)
    if unit.is_working:
        steps = ((calendar.office_day, Unit.WORKING_DAY), (_HOUR, Unit.WORKING_HOUR))
    else:
        steps = ((_DAY, Unit.DAY), (_HOUR, Unit.HOUR))
    for size, name in steps:
        if span >= size:
            return Remaining(span // size, name, overdue)
    return Remaining(span // _MINUTE, Unit.MINUTE, overdue)


def recompute(
    *,
    start: datetime,
    duration: Duration,
    old_calendar: WorkCalendar,
    new_calendar: WorkCalendar,
    profile: Profile,
    extension: Duration | None = None,
    pauses: Sequence[Pause] = (),
) -> Recomputed:
    """Return the moments of a deadline under both calendars, when a year's notice has been loaded."""
    old, new = (
        plan(
            start=start,
            duration=duration,
            calendar=calendar,
            profile=profile,
            extension=extension,
            pauses=pauses,
        )
        for calendar in (old_calendar, new_calendar)
    )
    return Recomputed(old, new)
