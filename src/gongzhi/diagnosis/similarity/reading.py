"""Read a message for comparing: its text in one form, the names in it, and where each character belongs. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LONGEST_NAME = 5  # of what stands before the ending
_WHITE = re.compile(r"\s+")
# Codes that stand for divisions in masked files (“B2区”), and plain names of the levels.
_CODED = re.compile(r"西地省|[A-Z]\d{0,2}(?:省|市|区|县)")


@cache
def settings() -> dict[str, Any]:
    """Return the words and numbers of the package."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return found


def number(name: str) -> float:
    """Return one of the numbers."""
    return float(settings()["numbers"][name])


@dataclass(frozen=True)
class Text:
    """A message in the form in which it is compared. `author` only tells which messages are of one person."""

    title: str
    body: str
    author: str = ""


def plain(text: str) -> str:
    """Return a text in one form: full-width letters and digits as plain, no blanks, no coded divisions."""
    return _CODED.sub("。", _WHITE.sub("", unicodedata.normalize("NFKC", text)))


def text_of(title: str, body: str, author: str = "") -> Text:
    """Return what is compared of a message. Without a title its first sentence is the title."""
    body = plain(body)[: int(number("body"))]
    title = plain(title) or re.split(r"[。！？!?；;\n]", body, maxsplit=1)[0][:60]
    return Text(title, body, author)


@cache
def _names() -> re.Pattern[str]:
    endings = sorted(settings()["endings"].split(), key=len, reverse=True)
    return re.compile(rf"([^\W_。]{{2,7}}?)(?:{'|'.join(endings)})")


@cache
def _breaks() -> re.Pattern[str]:
    breaks = sorted(settings()["breaks"].split(), key=len, reverse=True)
    return re.compile("|".join(breaks) + "|有(?!限)")


def without_breaks(text: str) -> str:
    """Return a text in which words that end a name to the left are full stops, each sign where it was."""
    return _breaks().sub(lambda each: "。" * len(each[0]), text)


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile("|".join(settings()["no_names"].split()))


def stems(text: str) -> set[str]:
    """Return what may be names in a text, without their endings."""
    found = (each[1] for each in _names().finditer(_breaks().sub("。", text)))
    return {each for each in found if len(each) <= LONGEST_NAME and not _no_name().search(each)}


@cache
def _manners() -> re.Pattern[str]:
    return re.compile("|".join(settings()["manners"].split()))


def without_manners(text: str) -> str:
    """Return a text in which ways of speaking are full stops."""
    return _manners().sub(lambda each: "。" * len(each[0]), text)


def names_of(messages: Iterable[Text]) -> dict[str, int]:
    """Return in how many messages each possible name stands."""
    counted: dict[str, int] = {}
    for each in messages:
        for stem in stems(each.title) | stems(each.body):
            counted[stem] = counted.get(stem, 0) + 1
    return counted
