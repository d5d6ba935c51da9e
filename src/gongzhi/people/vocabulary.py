"""The words for uses of a person's data: what was used, what for, and on what legal ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

TELL = "TELL"

_FILE = Path(__file__).with_name("data") / "purposes.yaml"


@dataclass(frozen=True)
class Term:
    """What was used, as the person reads it and as staff do."""

    code: str
    name: str
    name_en: str
    staff: str
    staff_en: str


@dataclass(frozen=True)
class Purpose:
    """What data are needed for, and the grounds that fit. `reveal`: an identity may be shown for it."""

    code: str
    name: str
    name_en: str
    bases: tuple[str, ...]
    reveal: bool = False


@dataclass(frozen=True)
class Basis:
    """A legal ground, with the articles that stand behind it. `review_days`: within so many days somebody else says
    whether a look at an identity on this ground was needed; 0 where no review is owed."""

    code: str
    name: str
    name_en: str
    article: str
    article_en: str
    review_days: int = 0


@cache
def uses() -> Mapping[str, Term]:
    """Return what can be used, by its code."""
    return {code: Term(code, **entry) for code, entry in _read()["uses"].items()}


@cache
def purposes() -> Mapping[str, Purpose]:
    """Return what data may be used for, by code. Raises TypeError for an entry with a gap."""
    return {
        code: Purpose(code, **entry | {"bases": tuple(entry["bases"])})
        for code, entry in _read()["purposes"].items()
    }


@cache
def bases() -> Mapping[str, Basis]:
    """Return the legal grounds by code. Raises TypeError for an entry with a gap."""
    return {code: Basis(code, **entry) for code, entry in _read()["bases"].items()}


def minutes() -> tuple[tuple[int, ...], int]:
    """Return for how long an identity may be seen, and how long it is by itself."""
    read = _read()["reveal_minutes"]
    return tuple(read["allowed"]), read["usual"]


def _add_what_is_needed(found: dict[str, Any], shipped: Mapping[str, Any]) -> None:
    """Give an installation's own list what people are told by, where it was written before there was any."""
    found["uses"] = shipped["uses"] | found["uses"]
    for code in found["bases"].keys() & shipped["bases"].keys():
        found["bases"][code] = {"review_days": shipped["bases"][code].get("review_days", 0)} | found["bases"][
            code
        ]
    if TELL not in found["purposes"]:
        found["purposes"][TELL] = shipped["purposes"][TELL]
        for basis in shipped["purposes"][TELL]["bases"]:
            found["bases"].setdefault(basis, shipped["bases"][basis])


@cache
def _read() -> Mapping[str, Any]:
    """Read the shipped vocabulary, or the installation's own. Raises ValueError for one that clashes."""
    file = Path(settings.GONGZHI_PURPOSES_FILE or _FILE)
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    if file != _FILE:
        _add_what_is_needed(found, yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    named = {basis for purpose in found["purposes"].values() for basis in purpose["bases"]}
    if unknown := named - found["bases"].keys():
        raise ValueError(f"{file}: no basis is called {', '.join(sorted(unknown))}")
    if found["reveal_minutes"]["usual"] not in found["reveal_minutes"]["allowed"]:
        raise ValueError(f"{file}: the usual minutes are none of the allowed")
    return found
