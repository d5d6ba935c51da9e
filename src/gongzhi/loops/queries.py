"""Reads of the engine: definitions, the time that applies, and how a loop stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from gongzhi.kernel.readings import read_once
from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.models import CalendarFile, Holder, Loop, LoopDefinition, Obligation, TimeProfile
from gongzhi.loops.rules.calendar import WorkCalendar
from gongzhi.loops.rules.days import Day, load_calendar
from gongzhi.loops.rules.definition import Definition
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.rules.moves import LoopView, Offer, available, parties_of
from gongzhi.loops.rules.profile import Profile, parse_profile

# How long a process may work with a calendar or profile that another process has just replaced.
REFRESH_SECONDS = 5.0


Holders = Mapping[str, tuple[UUID | None, ...]]


@dataclass(frozen=True)
class Setting:
    """The rules that apply to one loop: its pinned definition, its place's limits, the calendar."""

    definition: Definition
    profile: Profile
    calendar: WorkCalendar


@dataclass(frozen=True)
class LoopRow:
    """A loop as lists and other packages see it."""

    id: UUID
    subject_kind: str
    definition_id: int
    number: str
    title: str
    state: str
    division: str
    matter: str
    limit_class: str
    opened_at: datetime
    ended_at: datetime | None
    end_kind: str
    first_due_at: datetime | None
    due_at: datetime | None
    paused_until: datetime | None
    urged: int
    supervised: bool


@dataclass(frozen=True)
class Owed:
    """One line of an inbox: an obligation and the loop it belongs to."""

    obligation_id: UUID
    what: str
    party: str
    status: str
    due_at: datetime
    account_id: UUID | None
    loop: LoopRow


def setting_for(definition_id: int, division: str, on: date) -> Setting:
    """Return the rules for a loop pinned to `definition_id`, at a place, by the limits of a day."""
    profile = profile_of(division, on)
    return Setting(definition=definition_by_id(definition_id), profile=profile, calendar=calendar_of(profile))


@lru_cache(maxsize=256)
def definition_by_id(definition_id: int) -> Definition:
    """Return a published definition. Published text never changes, so it is read once per process."""
    return read_definition(LoopDefinition.objects.get(id=definition_id).text)


def definition_of_loop(loop_id: UUID) -> Definition:
    """Return the definition a loop is pinned to."""
    return definition_by_id(Loop.objects.values_list("definition_id", flat=True).get(id=loop_id))


def newest_definition_id(name: str) -> int | None:
    """Return the id of the newest version of a definition: new loops are pinned to it."""
    return _newest_definition(name, _period())


@lru_cache(maxsize=64)
def _newest_definition(name: str, period: int) -> int | None:
    return LoopDefinition.objects.filter(name=name).order_by("-version").values_list("id", flat=True).first()


def profile_of(division: str, on: date) -> Profile:
    """Return the time profile of the nearest division up the tree that has one on that day."""
    return _parsed_profile(profile_row_of(division, on).text)


def profile_row_of(division: str, on: date) -> TimeProfile:
    """Return the row of that profile, as it was published."""
    codes = {division[:cut].ljust(12, "0") for cut in (2, 4, 6, 9, 12)} | {""}
    holding = [
        row
        for row in _profile_rows(_period())
        if row.division in codes and row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
    ]
    # The longest significant part is the nearest division; the empty code is the shipped default. Of
    # several for one division the one that began last holds: an earlier one needs no end to be replaced.
    return max(holding, key=lambda row: (len(row.division.rstrip("0")), row.valid_from))


@lru_cache(maxsize=2)
def _profile_rows(period: int) -> tuple[TimeProfile, ...]:
    return tuple(TimeProfile.objects.all())


@lru_cache(maxsize=64)
def _parsed_profile(text: str) -> Profile:
    return parse_profile(text)


def calendar_of(profile: Profile) -> WorkCalendar:
    """Return the working calendar with the office hours and the zone of a profile."""
    return _calendar(_calendar_texts(_period()), profile.office_hours, profile.zone)


@lru_cache(maxsize=2)
def _calendar_texts(period: int) -> tuple[str, ...]:
    return tuple(CalendarFile.objects.order_by("id").values_list("text", flat=True))


@lru_cache(maxsize=16)
def _calendar(
    texts: tuple[str, ...], office_hours: tuple[tuple[time, time], ...], zone: ZoneInfo
) -> WorkCalendar:
    return WorkCalendar(_days(texts), office_hours, zone)


@lru_cache(maxsize=2)
def _days(texts: tuple[str, ...]) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for text in texts:
        days.update(load_calendar(text))
    return days


def forget() -> None:
    """Drop what this process remembers of definitions, profiles and calendar."""
    for cached in (_newest_definition, _profile_rows, _calendar_texts, definition_by_id):
        cached.cache_clear()


def _period() -> int:
    return int(monotonic() / REFRESH_SECONDS)


def loop_row(loop_id: UUID) -> LoopRow | None:
    """Return one loop, or None."""
    row = loop_now(loop_id)
    return row_of(row) if row else None


@read_once
def loop_now(loop_id: UUID) -> Loop | None:
    """Return the row of a loop, to look at and not to change, or None."""
    return Loop.objects.filter(id=loop_id).first()


def loop_by_number(number: str) -> LoopRow | None:
    """Return the loop with this number, or None."""
    row = Loop.objects.filter(number=number).first()
    return row_of(row) if row else None


def row_of(loop: Loop) -> LoopRow:
    """Return what other packages may know of a loop."""
    return LoopRow(**{name: getattr(loop, name) for name in LoopRow.__dataclass_fields__})


def owed_by(units: Iterable[UUID], *, limit: int = 200) -> list[Owed]:
    """Return what units owe, soonest due first: their inbox."""
    rows = (
        Obligation.objects.filter(unit__in=list(units), settled_at=None)
        .order_by("due_at")
        .select_related("loop")[:limit]
    )
    return [_owed(row) for row in rows]


def _owed(row: Obligation) -> Owed:
    return Owed(
        obligation_id=row.id,
        what=row.what,
        party=row.party,
        status=row.status,
        due_at=row.due_at,
        account_id=row.account_id,
        loop=row_of(row.loop),
    )


@read_once
def holders_of(loop_id: UUID) -> dict[str, tuple[UUID | None, ...]]:
    """Return who plays which party of a loop now; None is the resident."""
    found: dict[str, tuple[UUID | None, ...]] = {}
    for party, unit in Holder.objects.filter(loop=loop_id).order_by("id").values_list("party", "unit"):
        found[party] = (*found.get(party, ()), unit)
    return found


def holders_of_many(loop_ids: Iterable[UUID]) -> dict[UUID, dict[str, tuple[UUID | None, ...]]]:
    """Return the holders of several loops in one query."""
    found: dict[UUID, dict[str, tuple[UUID | None, ...]]] = {}
    rows = Holder.objects.filter(loop__in=set(loop_ids)).order_by("id")
    for loop_id, party, unit in rows.values_list("loop_id", "party", "unit_id"):
        parties = found.setdefault(loop_id, {})
        parties[party] = (*parties.get(party, ()), unit)
    return found


def loops_by_id(loop_ids: Iterable[UUID]) -> dict[UUID, LoopRow]:
    """Return several loops in one query."""
    return {loop.id: row_of(loop) for loop in Loop.objects.filter(id__in=set(loop_ids))}


def was_reopened(loop_id: UUID) -> bool:
    """Tell whether a loop was opened again after an end."""
    counts = Loop.objects.values_list("counts", flat=True).get(id=loop_id)
    return bool(counts.get("reopen"))


def profile_of_loop(loop_id: UUID) -> Profile:
    """Return the time profile a loop lives by: that of its place on the day it was opened."""
    division, opened_at = Loop.objects.values_list("division", "opened_at").get(id=loop_id)
    return profile_of(division, timezone.localdate(opened_at))


def working_after(at: datetime, *, minutes: int, division: str = "") -> datetime:
    """Return the instant by which an office has worked `minutes` more, by the profile of a place."""
    calendar = calendar_of(profile_of(division, timezone.localdate(at)))
    return calendar.advance(at, Unit.WORKING_HOUR, timedelta(minutes=minutes)).at


def known_days() -> dict[date, Day]:
    """Return every day of which a loaded file of the calendar says something, later files over earlier ones."""
    return _days(_calendar_texts(_period()))


def calendar_files() -> list[tuple[str, date]]:
    """Return the loaded calendar files: digest, and the first day each speaks of."""
    return [
        (digest, min(load_calendar(text)))
        for digest, text in CalendarFile.objects.order_by("id").values_list("digest", "text")
    ]


def setting_of(loop: Loop) -> Setting:
    """Return the rules of a loop: limits of the day it was opened, since a change of rules is no excuse."""
    return setting_for(loop.definition_id, loop.division, timezone.localdate(loop.opened_at))


def duration_of(loop: Loop, setting: Setting, key: str) -> Duration:
    """Return a duration by the loop's profile and limit class, or the literal one."""
    if setting.profile.has(key):
        return setting.profile.duration(key, loop.limit_class)
    return parse_duration(key)


def look(loop: Loop, setting: Setting, holders: Holders) -> LoopView:
    """Return a loop as the pure rules look at it: for whoever moves it, and for screens that offer moves."""
    state = setting.definition.states[loop.state]
    co = {"open": 0, "done": 0, "refused": 0}
    if state.joint:
        since = Q(settled_at=None) | Q(settled_at__gt=loop.reworked_at or loop.opened_at)
        parts = Obligation.objects.filter(since, loop=loop, party=state.joint.co, beside=False)
        for status in parts.values_list("status", flat=True):
            co[_CO_GROUP.get(status, "refused")] += 1

    def ends(start: datetime | None, key: str) -> datetime | None:
        return setting.calendar.add(start, duration_of(loop, setting, key)).at if start and key else None

    window = next((t.window for t in setting.definition.from_state(loop.state) if t.window), "")
    return LoopView(
        state=loop.state,
        counts=loop.counts,
        holders={party: tuple(str(unit or "") for unit in units) for party, units in holders.items()},
        barred_returns=loop.final,
        entered_at=loop.entered_at,
        taken_up_at=loop.taken_up_at,
        ended_at=loop.ended_at,
        open_co=co["open"],
        done_co=co["done"],
        refused_co=co["refused"],
        paused=loop.paused_until is not None,
        worked_by=frozenset(loop.worked_by),
        # A return is possible until the matter is taken up, or for the window after it.
        window_ends=ends(loop.taken_up_at, window),
        reopen_ends=ends(loop.ended_at, state.reopen.within if state.reopen else ""),
    )


_CO_GROUP = {
    ObligationStatus.OPEN.value: "open",
    ObligationStatus.ACCEPTED.value: "open",
    ObligationStatus.DONE.value: "done",
}


def offers(
    loop_id: UUID, *, unit_id: UUID | None, resident: bool, at: datetime, holders: Holders | None = None
) -> tuple[Offer, ...]:
    """Return what a unit, or the person concerned, can do with a loop, in the order of its definition.

    The rules that answer here are those that stop the action: a `refusal` greys the button. `holders`, where
    the caller has read them already.
    """
    loop = loop_now(loop_id)
    assert loop is not None
    setting = setting_of(loop)
    view = look(loop, setting, holders or holders_of(loop_id))
    unit = None if unit_id is None else str(unit_id)
    parties = parties_of(setting.definition, view, actor_unit=unit, resident=resident)
    return available(setting.definition, view, parties, at, unit=unit)
