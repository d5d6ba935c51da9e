"""Quiet hours, tries and prices: dated, the shipped list and the installation's own over it."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from gongzhi.notices.facts import Way
from gongzhi.notices.rules import Terms

_DATA = Path(__file__).parent / "data"
OWN = "telling.yaml"
_KEYS = frozenset({"quiet", "digest", "tries", "sms_part", "cost"})


class TermsError(ValueError):
    """A list of terms says something it must not. The message names the entry."""


def terms_on(division: str, day: date) -> Terms:
    """Return how people are told at a place on a day. Raises TermsError where the installation's own list is wrong."""
    own = Path(settings.GONGZHI_KEYS).parent / OWN
    return _on(own, own.stat().st_mtime_ns if own.exists() else 0, division, day)


@lru_cache(maxsize=256)
def _on(own: Path, _changed: int, division: str, day: date) -> Terms:
    versions = read_terms((_DATA / OWN).read_text(encoding="utf-8"))
    if own.exists():
        versions += read_terms(own.read_text(encoding="utf-8"))
    found: dict[str, Any] = {}
    holding = [
        each for each in versions if each["valid_from"] <= day and division.startswith(each["jurisdiction"])
    ]
    for version in sorted(holding, key=lambda each: (len(each["jurisdiction"]), each["valid_from"])):
        found |= version
    return _terms(found)


def read_terms(text: str) -> list[dict[str, Any]]:
    """Return the versions of a list. Raises TermsError with what is wrong."""
    try:
        versions = yaml.safe_load(text)["versions"]
        for version in versions:
            if not isinstance(version["valid_from"], date) or not isinstance(version["jurisdiction"], str):
                raise TermsError("every version needs valid_from, a day, and jurisdiction, digits in quotes")
            if unknown := version.keys() - _KEYS - {"valid_from", "jurisdiction"}:
                raise TermsError(f"nothing is called {', '.join(sorted(unknown))}")
            _terms(_shipped() | version)
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise (
            error if isinstance(error, TermsError) else TermsError(f"not a list of terms: {error}")
        ) from error
    return list(versions)


@cache
def _shipped() -> dict[str, Any]:
    return dict(yaml.safe_load((_DATA / OWN).read_text(encoding="utf-8"))["versions"][0])


def _terms(found: Mapping[str, Any]) -> Terms:
    begin, end = found["quiet"]
    return Terms(
        quiet=(_clock(begin), _clock(end)),
        digest=_clock(found["digest"]),
        tries=tuple(timedelta(minutes=int(each)) for each in found["tries"]),
        sms_part=int(found["sms_part"]),
        cost={way: int(found["cost"][way]) for way in Way},
    )


def _clock(text: str) -> time:
    return time.fromisoformat(text)


@cache
def legal_codes() -> frozenset[str]:
    """Return what is told in any case, as ``case.refused``."""
    read = yaml.safe_load((_DATA / "legal.yaml").read_text(encoding="utf-8"))["legal"]
    return frozenset(f"{kind}.{code}" for kind, codes in read.items() for code in codes)
