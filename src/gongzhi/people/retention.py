"""How long what is kept: dated periods, one list for every installation and one of its own over it.

The shipped list stands in `data/retention.yaml`. An installation writes the periods of its jurisdiction into
``retention.yaml`` in its data folder, in the same form; on a day the version that began last holds, and keys it does
not name keep what the shipped list says. What the law wants to be kept at least three years cannot be set lower.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

_SHIPPED = Path(__file__).parent / "data" / "retention.yaml"
OWN = "retention.yaml"

# Whatever a list says: decree 809, art. 29 and PIPL, art. 56 want records of uses for at least three years.
LEAST_YEARS = {"uses": 3}
# A backup that lives longer than what it holds would bring it back; ten years is beyond any of them.
MOST_BACKUP_DAYS = 3660


class RetentionError(ValueError):
    """A list of periods says something it must not. The message names the entry."""


@dataclass(frozen=True)
class Periods:
    """The periods of one day: years after the end of a matter by what is kept, and days for backups."""

    years: Mapping[str, int]
    backup_days: int

    def ended_before(self, what: str, at: datetime) -> datetime:
        """Return the instant before which a matter must have ended for `what` to be over at another one."""
        years = self.years[what]
        try:
            return at.replace(year=at.year - years)
        except ValueError:  # the 29th of February
            return at.replace(year=at.year - years, day=28)

    def in_words(self, text: str, *, english: bool) -> str:
        """Put periods into a text at ``{what}``: "3 years" or "3 年"."""
        words = {what: _in_words(years, english=english) for what, years in self.years.items()}
        return text.format(**words)


def periods_on(day: date) -> Periods:
    """Return the periods that hold on a day. Raises RetentionError when the installation's own list is wrong."""
    own = own_list()
    changed = own.stat().st_mtime_ns if own.exists() else 0
    return _on(own, changed, day)


def shipped_periods() -> Periods:
    """Return the newest periods of the shipped list: for the reference."""
    return _periods(_at(read_periods(_SHIPPED.read_text(encoding="utf-8")), date.max))


def own_list() -> Path:
    """Return where the installation's own list stands, if it has one."""
    return Path(settings.GONGZHI_KEYS).parent / OWN


@lru_cache(maxsize=32)
def _on(own: Path, _changed: int, day: date) -> Periods:
    found = _at(read_periods(_SHIPPED.read_text(encoding="utf-8")), day)
    if own.exists():
        found |= _at(read_periods(own.read_text(encoding="utf-8")), day)
    missing = known() - found.keys()
    if missing:
        raise RetentionError(f"no period for {', '.join(sorted(missing))} on {day}")
    return _periods(found)


def _periods(found: dict[str, int]) -> Periods:
    years = {what: count for what, count in found.items() if what != "backup_days"}
    return Periods(years, found["backup_days"])


@cache
def known() -> frozenset[str]:
    """Return what has a period at all: what the shipped list names."""
    return frozenset(key for version in _load(_SHIPPED.read_text(encoding="utf-8")) for key in version) - {
        "valid_from"
    }


def read_periods(text: str) -> list[tuple[date, dict[str, int]]]:
    """Return the versions of a list in the order they begin. Raises RetentionError with the entry that is wrong."""
    found = []
    for version in _load(text):
        since = version.get("valid_from")
        if not isinstance(since, date):
            raise RetentionError("every version needs valid_from, a day like 2026-12-01")
        for key, value in version.items():
            if key != "valid_from":
                _check(key, value)
        found.append((since, {key: value for key, value in version.items() if key != "valid_from"}))
    if len({since for since, _periods in found}) < len(found):
        raise RetentionError("two versions begin on the same day")
    return sorted(found, key=lambda each: each[0])


def _check(key: str, value: object) -> None:
    if key not in known():
        raise RetentionError(f"{key}: nothing of that name is kept")
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise RetentionError(f"{key}: a whole number from 1 on")
    if value < LEAST_YEARS.get(key, 0):
        raise RetentionError(f"{key}: the law asks for at least {LEAST_YEARS[key]} years")
    if value > (MOST_BACKUP_DAYS if key == "backup_days" else 100):
        raise RetentionError(f"{key}: too long to be meant")


def _at(versions: list[tuple[date, dict[str, int]]], day: date) -> dict[str, int]:
    held: dict[str, int] = {}
    for since, periods in versions:
        if since <= day:
            held |= periods
    return held


def _load(text: str) -> list[dict[str, Any]]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RetentionError(f"no YAML: {error}") from error
    versions = found.get("versions") if isinstance(found, dict) else None
    if not isinstance(versions, list) or not all(isinstance(each, dict) for each in versions):
        raise RetentionError("a list needs `versions`, each with valid_from and periods")
    return versions


def _in_words(years: int, *, english: bool) -> str:
    if not english:
        return f"{years} 年"
    return "1 year" if years == 1 else f"{years} years"
