"""The signature of one message: its features as numbers, small enough to keep, enough to compare. No word is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gongzhi.diagnosis.similarity.features import (
    TITLE,
    TITLE_ISSUE,
    WHOLE,
    WHOLE_ISSUE,
    WHOLE_PLACE,
    Bag,
    Numbers,
    Values,
    bags_of,
    number_of,
)
from gongzhi.diagnosis.similarity.reading import LONGEST_NAME, Text, number, stems

SLOTS = 1 << 18  # features are counted modulo this
_NAME = 1 << 40  # from here on a key is a name: its length above, its number below
_NEVER_COUNTED = 2


@dataclass(frozen=True)
class Counted:
    """In how many of some messages each feature stands, by its slot, and which names are known."""

    messages: int
    held: NDArray[np.uint16]
    names: frozenset[int]

    @cached_property
    def known(self) -> dict[int, Numbers]:
        """The known names by their length, to look for in texts."""
        return _by_length(self.names)

    def weight(self, features: Numbers) -> Values:
        """Return how much features weigh: the rare more. Before anything is counted, all the same."""
        held = np.maximum(self.held[features % SLOTS], 1)
        weight: Values = np.log((self.messages + 1) / (held + 1)) + 1
        return weight.astype(np.float32)


def nothing_counted() -> Counted:
    """Return what is known on the first day."""
    return Counted(_NEVER_COUNTED, np.zeros(SLOTS, dtype=np.uint16), frozenset())


@dataclass(frozen=True)
class Signature:
    """The five bags of one message, and the keys by which others are found: names first, then its rarest features."""

    bags: tuple[tuple[Numbers, NDArray[np.uint8]], ...]
    keys: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[int, ...]:
        return tuple(key for key in self.keys if key >= _NAME)

    @property
    def names_a_place(self) -> bool:
        """Whether a place is named in it."""
        return len(self.bags[WHOLE_PLACE][0]) > 0


def sign(text: Text, counted: Counted, *, keys_kept: int, key_at_most: int) -> Signature:
    """Return the signature of a message. `key_at_most`: a feature that more of the counted messages hold is no key."""
    own = sorted(stems(text.title) | stems(text.body))
    names = dict(counted.known)
    for length, numbers in _by_length({_key_of(each) for each in own}).items():
        names[length] = np.union1d(names[length], numbers) if length in names else numbers
    bags = bags_of([text], names)
    kept = tuple(_heaviest(bag, counted) for bag in bags)
    features, _times = kept[WHOLE]
    rare = features[counted.held[features % SLOTS] <= key_at_most]
    in_title = np.isin(rare, kept[TITLE][0])
    order = np.lexsort((rare, -counted.weight(rare) * np.where(in_title, 1.5, 1)))
    title = [_key_of(each) for each in own if each in text.title]
    body = [_key_of(each) for each in own if each not in text.title]
    keys = [*title, *body][: keys_kept // 2]
    keys += [int(each) for each in rare[order][: keys_kept - len(keys)]]
    return Signature(kept, tuple(dict.fromkeys(keys)))


def _key_of(stem: str) -> int:
    return (len(stem) << 40) | number_of(stem)


def _by_length(keys: set[int] | frozenset[int]) -> dict[int, Numbers]:
    found: dict[int, list[int]] = {}
    for key in keys:
        found.setdefault(key >> 40, []).append(key & 0xFFFFFFFF)
    return {
        n: np.unique(np.array(each, dtype=np.uint32)) for n, each in found.items() if 2 <= n <= LONGEST_NAME
    }


def _heaviest(bag: Bag, counted: Counted) -> tuple[Numbers, NDArray[np.uint8]]:
    features, times = bag.features, np.minimum(bag.times, 255).astype(np.uint8)
    most = int(number("kept"))
    if len(features) > most:
        heavy = np.lexsort((features, -counted.weight(features) * (1 + np.log(times))))[:most]
        heavy.sort()
        features, times = features[heavy], times[heavy]
    return features, times


def packed(signature: Signature) -> bytes:
    """Return a signature as bytes."""
    sizes = np.array([len(features) for features, _ in signature.bags], dtype=np.uint16).tobytes()
    return sizes + b"".join(features.tobytes() + times.tobytes() for features, times in signature.bags)


def unpacked(data: bytes | memoryview) -> Signature:
    """Return the signature that bytes hold, without its keys."""
    data = bytes(data)
    sizes, at, bags = np.frombuffer(data[:10], dtype=np.uint16), 10, []
    for size in sizes.tolist():
        features = np.frombuffer(data[at : at + 4 * size], dtype=np.uint32)
        times = np.frombuffer(data[at + 4 * size : at + 5 * size], dtype=np.uint8)
        bags.append((features, times))
        at += 5 * size
    return Signature(tuple(bags))


def alike_to(one: Signature, others: Sequence[Signature], counted: Counted) -> Values:
    """Return how much alike a message is to each of some others: the same formula as for all with all."""
    place, issue, words = parts_alike(one, others, counted)
    alike: Values = np.sqrt(place * issue) + words
    return alike


def parts_alike(
    one: Signature, others: Sequence[Signature], counted: Counted
) -> tuple[Values, Values, Values]:
    """Return how much a message has in common with each of some others: of places, of the issue, of all words."""
    if not others:
        nothing = np.empty(0, dtype=np.float32)
        return nothing, nothing, nothing
    words = _both_ways(one, others, TITLE, WHOLE, counted)
    issue = _both_ways(one, others, TITLE_ISSUE, WHOLE_ISSUE, counted)
    place = _cosines(one.bags[WHOLE_PLACE], [each.bags[WHOLE_PLACE] for each in others], counted)
    return place, issue, words


def _both_ways(
    one: Signature, others: Sequence[Signature], title: int, whole: int, counted: Counted
) -> Values:
    there = _cosines(one.bags[title], [each.bags[whole] for each in others], counted)
    back = _cosines(one.bags[whole], [each.bags[title] for each in others], counted)
    return (there + back) / 2


def _cosines(
    one: tuple[Numbers, NDArray[np.uint8]],
    others: Sequence[tuple[Numbers, NDArray[np.uint8]]],
    counted: Counted,
) -> Values:
    features, times = one
    if not len(features):
        return np.zeros(len(others), dtype=np.float32)
    values = counted.weight(features) * (1 + np.log(times))
    sizes = [len(each[0]) for each in others]
    row = np.repeat(np.arange(len(others)), sizes)
    theirs = np.concatenate([each[0] for each in others])
    weights = counted.weight(theirs) * (1 + np.log(np.concatenate([each[1] for each in others])))
    at = np.searchsorted(features, theirs).clip(max=len(features) - 1)
    same = features[at] == theirs
    product = np.bincount(row[same], values[at[same]] * weights[same], minlength=len(others))
    length = np.sqrt(np.bincount(row, weights**2, minlength=len(others)) * float((values**2).sum()))
    cosines: Values = product / np.maximum(length, 1e-9)
    return cosines.astype(np.float32)


def bags_of_all(signatures: Sequence[Signature]) -> tuple[Bag, ...]:
    """Return the five bags of many signatures, to compare all with all."""
    found = []
    for which in range(5):
        parts = [each.bags[which] for each in signatures]
        rows = np.repeat(np.arange(len(parts)), [len(features) for features, _ in parts])
        features = np.concatenate([each[0] for each in parts]) if parts else np.empty(0, np.uint32)
        times = (
            np.concatenate([each[1] for each in parts]).astype(np.int64) if parts else np.empty(0, np.int64)
        )
        found.append(Bag(rows, features, times))
    return tuple(found)


def count(signatures: Sequence[Signature], keys: Sequence[Sequence[int]]) -> Counted:
    """Count features and names of some messages; a name is known from its second message on."""
    held = np.zeros(SLOTS, dtype=np.int64)
    for each in signatures:
        held[np.unique(each.bags[WHOLE][0] % SLOTS)] += 1
    named: dict[int, int] = {}
    for row in keys:
        for key in row:
            if key >= _NAME:
                named[key] = named.get(key, 0) + 1
    names = frozenset(key for key, times in named.items() if times > 1)
    return Counted(len(signatures), np.minimum(held, 65535).astype(np.uint16), names)
