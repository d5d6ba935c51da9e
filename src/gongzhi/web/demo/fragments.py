"""The hand-written fragments of the demo county's reports and answers, and how they are dealt.

A fragment that begins with numbers and a bar, ``"1,3|…"``, fits only the first and third `what` of its
matter; without numbers it fits all of them.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from gongzhi.web.demo.county import read_yaml

_FILES = (
    "01_city",
    "02_housing",
    "03_roads",
    "04_utilities",
    "05_environment",
    "06_safety",
    "07_education",
    "08_health",
    "09_civil",
    "10_labour",
    "11_rural",
    "12_market",
    "13_service",
)
_FITS = re.compile(r"([1-9](?:,[1-9])*)\|(.+)", re.DOTALL)
_NUMERALS = re.compile(r"[0-9〇零一二三四五六七八九十百千万两几半多]")


@cache
def families() -> Mapping[str, Mapping[str, Any]]:
    """Return the fragments of every matter that has some, by the matter's code."""
    merged: dict[str, Mapping[str, Any]] = {}
    for name in _FILES:
        merged |= read_yaml(f"fragments/{name}.yaml")
    return merged


@cache
def bends() -> Mapping[str, Mapping[str, Any]]:
    """Return, by matter, who first gets a case wrongly and why it is returned."""
    return dict(read_yaml("fragments/bends.yaml"))


@cache
def voices() -> Mapping[str, Any]:
    """Return ways of speaking, words for slots, and what people say when asked."""
    return dict(read_yaml("fragments/voices.yaml"))


@cache
def refusals() -> Sequence[Mapping[str, Any]]:
    """Return what may not be taken, and where to send people."""
    return tuple(read_yaml("fragments/refusals.yaml"))


def skeleton(text: str) -> str:
    """Return a text without its numbers: two texts with one skeleton would differ in a number only."""
    return _NUMERALS.sub("", text)


def fitting(fragments: Sequence[str], what: int) -> list[str]:
    """Return the fragments that fit the `what` of this number (from 1), without their numbers."""
    fits = []
    for fragment in fragments:
        tagged = _FITS.match(fragment)
        if tagged is None:
            fits.append(fragment)
        elif str(what) in tagged[1].split(","):
            fits.append(tagged[2])
    return fits


class Dealer:
    """Deals fragments so that each comes up about equally often."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._dealt: Counter[tuple[str, str]] = Counter()

    def deal(self, owner: str, fragments: Sequence[str]) -> str:
        """Return one of the fragments dealt least often for this owner so far."""
        fewest = min(self._dealt[owner, fragment] for fragment in fragments)
        chosen = self._draw.choice([each for each in fragments if self._dealt[owner, each] == fewest])
        self._dealt[owner, chosen] += 1
        return chosen
