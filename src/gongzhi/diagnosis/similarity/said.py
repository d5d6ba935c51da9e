"""What a text says that tells two problems at one place apart: the kind of trouble, the building, the place.

Read from the text itself, where somebody asks; kept nowhere. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongzhi.diagnosis.readings.words import keywords
from gongzhi.diagnosis.similarity.reading import without_breaks

_READ_TO = 2000  # characters
_BEFORE = frozenset(
    {"at", "in", "on", "the", "near", "behind", "from", "around", "along", "outside", "opposite", "since"}
)
_TOKEN = re.compile(r"[a-z0-9'’-]+")
_NO_KIND: frozenset[str] = frozenset()
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)}


@cache
def issue_settings() -> dict[str, Any]:
    """Return the words and numbers by which likely duplicates are told."""
    path = Path(__file__).parent / "issues.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def issue_number(name: str) -> float:
    """Return one of the numbers."""
    return float(issue_settings()["numbers"][name])


@dataclass(frozen=True)
class Said:
    """Kinds of trouble, numbers of buildings, and names of places that stand in a text."""

    issues: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()  # leaves of the shipped tree whose words stand in it
    blocks: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


def said_in(text: str) -> Said:
    """Return what a text says of these."""
    text = unicodedata.normalize("NFKC", text[:_READ_TO])
    closed, named = _named(re.sub(r"\s+", "", text))
    places = named | {_english(each) for each in _places().findall(text)}
    elsewhere = _places().sub(". ", text)  # a street may be called after a canal
    low = " ".join(elsewhere.lower().split())
    kinds, matters = _kinds().found_in(closed, low), _leaves().found_in(closed, low)
    zh_block, en_block = _blocks()
    blocks = frozenset(_plain(each) for each in (*zh_block.findall(closed), *en_block.findall(low)))
    return Said(kinds, matters, blocks, frozenset(places))


def _named(text: str) -> tuple[str, frozenset[str]]:
    """Return a text in which the endings of names are full stops (东山路 is no 山路), and the names."""
    found = list(_names().finditer(without_breaks(text)))
    for each in found:
        text = f"{text[: each.start(2)]}{'。' * len(each[2])}{text[each.end(2) :]}"
    return text, frozenset(each[0] for each in found)


def _english(name: str) -> str:
    words = name.lower().split()
    return " ".join(words[1:] if words[0] in _BEFORE and len(words) > 2 else words)


@cache
def _names() -> re.Pattern[str]:
    endings = "|".join(issue_settings()["places_zh"].split())
    return re.compile(rf"([^\W_。]{{2,4}}?)({endings})")


class _Words:
    """Chinese words by their signs and English ones by theirs, each with the kinds they stand for."""

    def __init__(self, kinds: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> None:
        self._signs: dict[str, set[str]] = {}
        self._english: dict[str, set[str]] = {}
        for kind, (signs, english) in kinds.items():
            for word in signs:
                self._signs.setdefault(word, set()).add(kind)
            for word in english:
                self._english.setdefault(" ".join(_TOKEN.findall(word.lower())), set()).add(kind)
        self._sizes = sorted({len(word) for word in self._signs})
        self._longest = max(word.count(" ") + 1 for word in self._english)

    def found_in(self, closed: str, low: str) -> frozenset[str]:
        """Return the kinds whose words stand in a text: without its blanks, and in small letters."""
        found: set[str] = set()
        for size in self._sizes:
            for at in range(len(closed) - size + 1):
                found |= self._signs.get(closed[at : at + size], _NO_KIND)
        words = _TOKEN.findall(low)
        for size in range(1, self._longest + 1):
            for at in range(len(words) - size + 1):
                found |= self._english.get(" ".join(words[at : at + size]), _NO_KIND)
        return frozenset(found)


@cache
def _kinds() -> _Words:
    issues = issue_settings()["issues"].items()
    return _Words({kind: (str(words["zh"]).split(), str(words["en"]).split(";")) for kind, words in issues})


@cache
def _leaves() -> _Words:
    return _Words(
        {
            leaf: (
                [each for each in words if not each.isascii() and len(each) > 1],
                [each for each in words if each.isascii() and len(each) > 3],
            )
            for leaf, words in keywords().items()
        }
    )


@cache
def wide_kinds() -> frozenset[str]:
    """Return the kinds that touch whole estates."""
    return frozenset(kind for kind, words in issue_settings()["issues"].items() if words.get("wide"))


@cache
def _blocks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    blocks = issue_settings()["blocks"]
    return re.compile(blocks["zh"]), re.compile(blocks["en"])


@cache
def _places() -> re.Pattern[str]:
    endings = "|".join(issue_settings()["places_en"].split())
    return re.compile(rf"\b((?:[A-Z][\w']+\s+){{1,3}}(?:{endings}))\b")


def _plain(number: str) -> str:
    """Return a number of a building in one form: 三 and 3, 十二 and 12."""
    if not number or number[0] not in _DIGITS:
        return number.lstrip("0").lower()
    tens, found, ones = number.partition("十")
    if not found:
        return str(_DIGITS.get(tens, 0))
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))
