"""The features of messages: pairs and triples of characters as numbers, apart by where they stand.

A feature is a number made from characters, never the characters. Each message has five bags of them: of the title and
of the whole, all of them (WORDS), those inside names (PLACE, of the whole only), and those outside (ISSUE).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongzhi.diagnosis.similarity.reading import LONGEST_NAME, Text, settings, without_manners

Numbers = NDArray[np.uint32]
Values = NDArray[np.floating[Any]]
_PRIMES = np.array([2654435761, 2246822519, 3266489917, 668265263, 374761393], dtype=np.uint64)
TITLE, TITLE_ISSUE, WHOLE, WHOLE_ISSUE, WHOLE_PLACE = range(5)


@dataclass(frozen=True)
class Bag:
    """One bag of many messages: which message (`rows`), which feature, how often; sorted by both."""

    rows: NDArray[np.int64]
    features: Numbers
    times: NDArray[np.int64]


def codes_of(text: str) -> Numbers:
    """Return the characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)


def grams(codes: Numbers, n: int) -> Numbers:
    """Return a number for each run of `n` characters; it begins where its first character stands."""
    if len(codes) < n:
        return np.empty(0, dtype=np.uint32)
    mixed = np.full(len(codes) - n + 1, n * 97, dtype=np.uint64)
    for k in range(n):
        mixed = (mixed ^ codes[k : len(codes) - n + 1 + k]) * _PRIMES[k]
        mixed ^= mixed >> np.uint64(29)
    return (mixed & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def number_of(word: str) -> int:
    """Return the number of one word of up to five characters."""
    return int(grams(codes_of(word), len(word))[0])


def known(names: Sequence[str]) -> dict[int, Numbers]:
    """Return names as numbers, by their length, to look for in texts."""
    found: dict[int, list[int]] = {}
    for each in names:
        if 2 <= len(each) <= LONGEST_NAME:
            found.setdefault(len(each), []).append(number_of(each))
    return {n: np.unique(np.array(each, dtype=np.uint32)) for n, each in found.items()}


def in_names(codes: Numbers, names: dict[int, Numbers]) -> NDArray[np.bool_]:
    """Tell of each character whether it stands in a known name or in the ending behind one."""
    inside = np.zeros(len(codes) + 1, dtype=bool)
    ends = np.zeros(len(codes) + 1, dtype=bool)
    for n, numbers in names.items():
        hits = np.flatnonzero(np.isin(grams(codes, n), numbers))
        for k in range(n):
            inside[hits + k] = True
        ends[hits + n] = True
    for n, numbers in _endings().items():
        found = grams(codes, n)
        hits = np.flatnonzero(ends[: len(found)] & np.isin(found, numbers))
        for k in range(n):
            inside[hits + k] = True
    return inside[:-1]


def _endings() -> dict[int, Numbers]:
    words = settings()["endings"].split()
    sizes = sorted({len(each) for each in words})
    return {
        n: np.unique(np.concatenate([grams(codes_of(each), n) for each in words if len(each) == n]))
        for n in sizes
    }


def bags_of(messages: Sequence[Text], names: dict[int, Numbers]) -> tuple[Bag, ...]:
    """Return the five bags of some messages, given the names that are known."""
    parts = [part for each in messages for part in (each.title + "。", each.body + "。")]
    sizes = np.array([len(part) for part in parts])
    text = "".join(parts)
    codes = codes_of(text)
    spoken = codes_of(without_manners(text))
    part = np.repeat(np.arange(len(parts)), sizes)
    row, title = part // 2, part % 2 == 0
    place = in_names(codes, names)
    words = _are_words(spoken)
    issue = words & ~place
    found: list[list[tuple[NDArray[np.int64], Numbers]]] = [[] for _ in range(5)]
    for n in (2, 3):
        numbers = grams(codes, n)
        size = len(numbers)
        begins_title = title[:size]
        for mask, bags in (
            (_runs(words, n), (TITLE, WHOLE)),
            (_runs(issue, n), (TITLE_ISSUE, WHOLE_ISSUE)),
            (_runs(place & _are_words(codes), n), (None, WHOLE_PLACE)),
        ):
            if bags[0] is not None:
                at = np.flatnonzero(mask & begins_title)
                found[bags[0]].append((row[at], numbers[at]))
            at = np.flatnonzero(mask)
            found[bags[1]].append((row[at], numbers[at]))
    return tuple(_counted(each) for each in found)


def _runs(mask: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    """Tell where `n` marked characters stand in a row."""
    runs: NDArray[np.bool_] = np.logical_and.reduce([mask[k : len(mask) - n + 1 + k] for k in range(n)])
    return runs


def _are_words(codes: Numbers) -> NDArray[np.bool_]:
    different, where = np.unique(codes, return_inverse=True)
    return np.array([chr(each).isalnum() for each in different], dtype=bool)[where]


def _counted(pairs: list[tuple[NDArray[np.int64], Numbers]]) -> Bag:
    rows = np.concatenate([each[0] for each in pairs]).astype(np.uint64)
    features = np.concatenate([each[1] for each in pairs]).astype(np.uint64)
    keys, times = np.unique((rows << np.uint64(32)) | features, return_counts=True)
    return Bag((keys >> np.uint64(32)).astype(np.int64), keys.astype(np.uint32), times)
