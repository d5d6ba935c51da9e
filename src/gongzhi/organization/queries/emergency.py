"""Whom people call in danger: dated numbers, a list for all installations and one of its own over it."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from gongzhi.organization.rules.codes import is_division_code, within

_log = logging.getLogger("gongzhi.organization")
_SHIPPED = Path(__file__).parent.parent / "data" / "emergency.yaml"
OWN = "emergency.yaml"
_KEYS = {"phone", "name", "name_en", "first"}


class EmergencyError(ValueError):
    """A list says something it must not. The message names the entry."""


@dataclass(frozen=True)
class EmergencyNumber:
    """A telephone number, and what it is for. `first`: named before somebody reports something."""

    phone: str
    name: str
    name_en: str
    first: bool


def emergency_numbers(on: date, division: str) -> tuple[EmergencyNumber, ...]:
    """Return the numbers of a day at a place; where the installation's own list is wrong, the shipped one holds."""
    own = Path(settings.GONGZHI_KEYS).parent / OWN
    try:
        changed = own.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _on(own, changed, on, division)


def emergency_line(on: date, division: str, *, english: bool, first: bool = False) -> str:
    """Return the numbers with what each is for, for a sentence that says to call them; `first` ones only, if asked."""
    chosen = [each for each in emergency_numbers(on, division) if each.first or not first]
    if english:
        return ", ".join(f"{each.phone} ({each.name_en})" for each in chosen)
    return "、".join(f"{each.phone}（{each.name}）" for each in chosen)


@lru_cache(maxsize=256)
def _on(own: Path, changed: int, on: date, division: str) -> tuple[EmergencyNumber, ...]:
    shipped = read_emergency(_SHIPPED.read_text(encoding="utf-8"))
    versions = list(shipped)
    if changed:
        try:
            versions += read_emergency(own.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:  # no list, no text, or nothing this process may read
            # Whoever is in danger reads a number all the same.
            _log.error("the own list of emergency numbers is wrong: %s", error)
    fitting = [
        each
        for each in versions
        if each[0] <= on and (not each[1] or (division and within(each[1], division)))
    ]
    # Of two for the same place and day the installation's own comes last, and holds. Before all of them the first does.
    held = max(
        enumerate(fitting or shipped[:1]), key=lambda each: (len(each[1][1].rstrip("0")), each[1][0], each[0])
    )
    return held[1][2]


def read_emergency(text: str) -> list[tuple[date, str, tuple[EmergencyNumber, ...]]]:
    """Return the versions of a list. Raises EmergencyError with the entry that is wrong."""
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # the latter for a day no calendar has
        raise EmergencyError(f"no YAML: {error}") from error
    versions = found.get("versions") if isinstance(found, dict) else None
    if not isinstance(versions, list) or not all(isinstance(each, dict) for each in versions):
        raise EmergencyError("a list needs `versions`, each with valid_from and numbers")
    return [_version(each) for each in versions]


def _version(said: dict[str, Any]) -> tuple[date, str, tuple[EmergencyNumber, ...]]:
    since, place, numbers = said.get("valid_from"), said.get("division", ""), said.get("numbers")
    if not isinstance(since, date) or isinstance(since, datetime):
        raise EmergencyError("every version needs valid_from, a day like 2026-12-01")
    if not isinstance(place, str) or (place and not is_division_code(place)):
        raise EmergencyError('division: twelve digits in quotation marks, or ""')
    if not isinstance(numbers, list) or not numbers:
        raise EmergencyError("numbers: at least one")
    found = tuple(_number(each) for each in numbers)
    if not any(each.first for each in found):
        raise EmergencyError("numbers: at least one with first: true")
    return since, place, found


def _number(said: Any) -> EmergencyNumber:
    if not isinstance(said, dict) or said.keys() != _KEYS:
        raise EmergencyError("each number has phone, name, name_en and first")
    phone, first = said["phone"], said["first"]
    if not isinstance(phone, str) or not phone.isascii() or not phone.isdecimal():
        raise EmergencyError("phone: digits in quotation marks")
    if not isinstance(first, bool):
        raise EmergencyError("first: true or false")
    return EmergencyNumber(phone, str(said["name"]), str(said["name_en"]), first)
