"""Reads of the engine: definitions, the time that applies, and how a loop stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from gongzhi.loops.models import CalendarFile, Holder, Loop, LoopDefinition, Obligation, TimeProfile
from gongzhi.loops.rules.calendar import WorkCalendar
from gongzhi.loops.rules.days import Day, load_calendar
from gongzhi.loops.rules.definition import Definition
from gongzhi.loops.rules.profile import Profile, parse_profile
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.durations import Unit

# How long a process may work with a calendar or profile that another process has just replaced.
REFRESH_SECONDS = 5.0


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


def newest_definition_id(name: str) -> int | None:
    """Return the id of the newest version of a definition: new loops are pinned to it."""
    return _newest_definition(name, _period())


@lru_cache(maxsize=64)
def _newest_definition(name: str, period: int) -> int | None:
    return (
        LoopDefinition.objects.filter(name=name).order_by("-version").values_list("id", flat=True).first()
    )


def profile_of(division: str, on: date) -> Profile:
    """Return the time profile of the nearest division up the tree that has one on that day."""
    return _profile(division, on, _period())


@lru_cache(maxsize=4096)
def _profile(division: str, on: date, period: int) -> Profile:
    codes = {division[:cut].ljust(12, "0") for cut in (2, 4, 6, 9, 12)} | {""}
    rows = TimeProfile.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), division__in=codes, valid_from__lte=on)
    # The longest significant part is the nearest division; the empty code is the shipped default.
    nearest = max(rows, key=lambda row: len(row.division.rstrip("0")))
    return _parsed_profile(nearest.text)


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
    for cached in (_newest_definition, _profile, _calendar_texts, definition_by_id):
        cached.cache_clear()


def _period() -> int:
    return int(monotonic() / REFRESH_SECONDS)


def loop_row(loop_id: UUID) -> LoopRow | None:
    """Return one loop, or None."""
    row = Loop.objects.filter(id=loop_id).first()
    return row_of(row) if row else None


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


def holders_of(loop_id: UUID) -> dict[str, tuple[UUID | None, ...]]:
    """Return who plays which party of a loop now; None is the resident."""
    found: dict[str, tuple[UUID | None, ...]] = {}
    for party, unit in Holder.objects.filter(loop=loop_id).order_by("id").values_list("party", "unit"):
        found[party] = (*found.get(party, ()), unit)
    return found


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


def calendar_files() -> list[tuple[str, date]]:
    """Return the loaded calendar files: digest, and the first day each speaks of."""
    return [
        (digest, min(load_calendar(text)))
        for digest, text in CalendarFile.objects.order_by("id").values_list("digest", "text")
    ]
