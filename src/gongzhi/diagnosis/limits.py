"""When a program may act without a person: dated numbers, one list for all installations and one of its own over it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from gongzhi.organization.public import is_division_code, within

_SHIPPED = Path(__file__).parent / "data" / "triage.yaml"
OWN = "triage.yaml"


class LimitsError(ValueError):
    """A list says something it must not. The message names the entry."""


@dataclass(frozen=True)
class Limits:
    """The numbers that hold on a day at a place; shares in ten-thousandths."""

    by_itself: bool
    precision_at_least: int
    sure_at_least: int
    confidence_at_least: int
    window_days: int
    others_shown: int
    drift_days: int
    least_in_group: int
    resamples: int
    second_at_once: int
    second_minutes: int
    second_a_day: int
    questions_days: int


_KEYS = frozenset(Limits.__dataclass_fields__)
_SHARES = frozenset({"precision_at_least", "sure_at_least", "confidence_at_least"})
# An installation may ask for more than this, never for less: whoever wants a program to be less sure changes the code.
_LEAST = {"precision_at_least": 9700, "sure_at_least": 9500}


def limits_on(day: date, division: str) -> Limits:
    """Return the numbers of a day at a place. Raises LimitsError when the installation's own list is wrong."""
    own = Path(settings.GONGZHI_KEYS).parent / OWN
    changed = own.stat().st_mtime_ns if own.exists() else 0
    return _on(own, changed, day, division)


@lru_cache(maxsize=256)
def _on(own: Path, _changed: int, day: date, division: str) -> Limits:
    versions = read_limits(_SHIPPED.read_text(encoding="utf-8"))
    if own.exists():
        versions += read_limits(own.read_text(encoding="utf-8"))
    held: dict[str, Any] = {}
    # The wider tree first, then the day it begins; of both the installation's own list comes last.
    for since, place, said in sorted(versions, key=lambda each: (len(each[1].rstrip("0")), each[0])):
        if since <= day and (not place or within(place, division)):
            held |= said
    if missing := _KEYS - held.keys():
        raise LimitsError(f"no number for {', '.join(sorted(missing))} on {day}")
    return Limits(**held)


def read_limits(text: str) -> list[tuple[date, str, dict[str, Any]]]:
    """Return the versions of a list. Raises LimitsError with the entry that is wrong."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise LimitsError(f"no YAML: {error}") from error
    versions = found.get("versions") if isinstance(found, dict) else None
    if not isinstance(versions, list) or not all(isinstance(each, dict) for each in versions):
        raise LimitsError("a list needs `versions`, each with valid_from and numbers")
    return [_version(each) for each in versions]


def _version(said: dict[str, Any]) -> tuple[date, str, dict[str, Any]]:
    since, place = said.get("valid_from"), said.get("division", "")
    if not isinstance(since, date):
        raise LimitsError("every version needs valid_from, a day like 2026-12-01")
    if not isinstance(place, str) or (place and not is_division_code(place)):
        raise LimitsError('division: twelve digits in quotation marks, or ""')
    numbers = {key: value for key, value in said.items() if key not in ("valid_from", "division")}
    for key, value in numbers.items():
        _check(key, value)
    return since, place, numbers


def _check(key: str, value: object) -> None:
    if key not in _KEYS:
        raise LimitsError(f"{key}: there is no number of that name")
    if key == "by_itself":
        if not isinstance(value, bool):
            raise LimitsError("by_itself: true or false")
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise LimitsError(f"{key}: a whole number from 1 on")
    if key in _SHARES and value > 9999:
        raise LimitsError(f"{key}: below 10000, which is certainty")
    if value < _LEAST.get(key, 0):
        raise LimitsError(f"{key}: at least {_LEAST[key]}")
