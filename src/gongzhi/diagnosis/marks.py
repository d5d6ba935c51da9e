"""The words of a message that spoke for a proposal, as places in its own text. Pure.

What is kept are places, not words: a text that was erased takes them with it, and where a text is shown with marks in
the place of personal data, none of these words shows through.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongzhi.diagnosis.facts import Reason, Side

MOST_PLACES = 5  # of one expression; a text may repeat itself a thousand times
MOST_MARKS = 24  # of one proposal: more is no reason but a coloured page
Mark = tuple[int, int, int, str]  # from, to, weight in ten-thousandths, side


@dataclass(frozen=True)
class Piece:
    """A piece of a text as it is shown. `side`: FOR, AGAINST, LIFE, or "" for no reason at all."""

    text: str
    side: str = ""


def marks_of(text: str, reasons: Iterable[Reason]) -> list[Mark]:
    """Return the places of reasons in a text, the weightiest first; those without places are looked for."""
    plain: tuple[str, list[int]] | None = None
    found: list[Mark] = []
    for reason in sorted(reasons, key=lambda each: -each.weight):
        places = [(start, end) for start, end in reason.places if 0 <= start < end <= len(text)]
        if not places and not reason.places:
            plain = plain or _plain(text)
            places = _places(plain, reason.words)
        weight = max(0, min(10_000_000, round(reason.weight * 10_000)))
        found += [(start, end, weight, reason.for_or_against.value) for start, end in places]
    return found[:MOST_MARKS]


def pieces(
    text: str, marks: Iterable[Sequence[object]], hidden: Iterable[tuple[int, int, str]] = ()
) -> list[Piece]:
    """Return a text in pieces, each with what its words spoke for. `hidden`: places shown as a marker instead."""
    sides = _sides(len(text), marks)
    found: list[Piece] = []
    last = 0
    for start, end, marker in sorted(hidden):
        found += _runs(text, sides, last, start)
        found.append(Piece(marker))
        last = max(last, end)
    return found + list(_runs(text, sides, last, len(text)))


def _sides(length: int, marks: Iterable[Sequence[object]]) -> list[str]:
    """Return for each character which side weighs more there."""
    weights: dict[int, int] = {}
    life: set[int] = set()
    for start, end, weight, side in marks:
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert isinstance(weight, int)
        for place in range(start, min(end, length)):
            if side == "LIFE":
                life.add(place)
            weights[place] = weights.get(place, 0) + (weight if side == Side.FOR else -weight)
    return [
        "LIFE"
        if place in life
        else ""
        if not weights.get(place)
        else Side.FOR.value
        if weights[place] > 0
        else Side.AGAINST.value
        for place in range(length)
    ]


def _runs(text: str, sides: Sequence[str], start: int, end: int) -> Iterator[Piece]:
    begin = start
    for place in range(start, end):
        if sides[place] != sides[begin]:
            yield Piece(text[begin:place], sides[begin])
            begin = place
    if begin < end:
        yield Piece(text[begin:end], sides[begin])


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text without blanks, width and case, and where each of its characters stands in the original."""
    letters: list[str] = []
    where: list[int] = []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKC", sign).casefold():
            if not letter.isspace():
                letters.append(letter)
                where.append(place)
    return "".join(letters), where


def _places(plain: tuple[str, list[int]], words: str) -> list[tuple[int, int]]:
    text, where = plain
    wanted = _plain(words)[0]
    found: list[tuple[int, int]] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0 and len(found) < MOST_PLACES:
        found.append((where[at], where[at + len(wanted) - 1] + 1))
        at = text.find(wanted, at + len(wanted))
    return found
