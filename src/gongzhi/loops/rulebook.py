"""What those who keep the rules read: definitions with their versions, time profiles, the working calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff
from typing import Any

import yaml
from django.db.models import Count

from gongzhi.loops.models import Loop, LoopDefinition, TimeProfile
from gongzhi.loops.queries import known_days, profile_row_of
from gongzhi.loops.rules.days import Day, DayKind, DayStatus
from gongzhi.organization.public import prefix_of

SHOWN_LINES = 400  # of a difference between two texts
_PLACE_AND_TIME = ("id", "jurisdiction", "valid_from", "valid_to")
_NAMED = (DayKind.HOLIDAY, DayKind.MAKE_UP)


@dataclass(frozen=True)
class VersionView:
    """A published version of a definition, and how many open loops go by it."""

    name: str
    version: int
    digest: str
    published_at: datetime
    text: str
    open: int


@dataclass(frozen=True)
class ProfileView:
    """A published time profile. `division` is "" for everywhere; `holds` on the day asked about."""

    id: int
    division: str
    valid_from: date
    valid_to: date | None
    text: str
    holds: bool


@dataclass(frozen=True)
class YearView:
    """What is known of the working days of a year."""

    year: int
    status: str
    holidays: int
    make_up: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One thing that is another than before; "" where it was not there, or is no more."""

    key: str
    before: str
    after: str


def versions(name: str = "") -> list[VersionView]:
    """Return every published version, or those of one definition, by name, the newest first."""
    rows = LoopDefinition.objects.order_by("name", "-version")
    pinned = Loop.objects.filter(ended_at=None).order_by().values_list("definition")
    counted: dict[int, int] = dict(pinned.annotate(n=Count("pk")))
    return [
        VersionView(
            name=row.name,
            version=row.version,
            digest=row.digest,
            published_at=row.published_at,
            text=row.text,
            open=counted.get(row.pk, 0),
        )
        for row in (rows.filter(name=name) if name else rows)
    ]


def newest(name: str) -> VersionView | None:
    """Return the version new loops are pinned to, or None."""
    return next(iter(versions(name)), None)


def profiles(scope: str, *, on: date) -> list[ProfileView]:
    """Return the time profiles that hold in a tree of divisions or above it, the largest place first."""
    rows = [
        row
        for row in TimeProfile.objects.all()
        if not row.division
        or row.division.startswith(prefix_of(scope))
        or scope.startswith(prefix_of(row.division))
    ]
    in_force = {profile_row_of(place, on).pk for place in {row.division for row in rows}}
    rows.sort(key=lambda row: row.valid_from, reverse=True)
    rows.sort(key=lambda row: row.division)
    return [_profile(row, row.pk in in_force) for row in rows]


def profile_in_force(division: str, *, on: date) -> ProfileView:
    """Return the time profile a place goes by on a day."""
    return _profile(profile_row_of(division, on), True)


def _profile(row: TimeProfile, holds: bool) -> ProfileView:
    return ProfileView(row.pk, row.division, row.valid_from, row.valid_to, row.text, holds)


def profile_changes(before: str, after: str) -> list[Change]:
    """Return what one time profile says otherwise than another, key by key; where and when it holds left out."""
    old, new = _leaves(yaml.safe_load(before)), _leaves(yaml.safe_load(after))
    keys = [*old, *(key for key in new if key not in old)]
    return [Change(key, old.get(key, ""), new.get(key, "")) for key in keys if old.get(key) != new.get(key)]


def _leaves(value: Any, path: str = "") -> dict[str, str]:
    if isinstance(value, Mapping):
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= _leaves(inner, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(value, list):
        return {path: ", ".join(map(str, value))}
    return {path: "–" if value is None else str(value)}


def text_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines in which one text differs from another: "-" or "+" or " ", and the line.

    What is left out between them is a line of dots.
    """
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))[2:]
    return [(" ", "…") if line.startswith("@@") else (line[:1], line[1:]) for line in lines[:SHOWN_LINES]]


def years() -> list[YearView]:
    """Return the years of which a file of the calendar speaks, the last first."""
    by_year: dict[int, list[Day]] = {}
    for day in known_days().values():
        by_year.setdefault(day.date.year, []).append(day)
    return [_year(number, by_year[number]) for number in sorted(by_year, reverse=True)]


def _year(number: int, days: list[Day]) -> YearView:
    official = all(day.status is DayStatus.OFFICIAL for day in days)
    return YearView(
        year=number,
        status=(DayStatus.OFFICIAL if official else DayStatus.PROVISIONAL).value,
        holidays=sum(day.kind is DayKind.HOLIDAY and day.date.weekday() < 5 for day in days),
        make_up=sum(day.kind is DayKind.MAKE_UP for day in days),
        sources=tuple(dict.fromkeys(day.source for day in days)),
    )


def calendar_changes(read: Mapping[date, Day]) -> list[Change]:
    """Return the days a file of the calendar has otherwise than what is known; the words are codes of kinds.

    A day nobody has spoken of yet is taken as worked from Monday to Friday.
    """
    known = known_days()
    found = []
    for on, day in sorted(read.items()):
        old = known.get(on)
        worked = old.working if old else on.weekday() < 5
        surer = old is not None and old.status is not day.status and day.kind in _NAMED
        if worked != day.working or surer:
            found.append(Change(on.isoformat(), str(old.kind if old else ""), str(day.kind)))
    return found
