"""How a text is read: as signs without blanks, each knowing where it stood, and as overlapping pieces of them. Pure."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 3_000  # signs of a body that are read
LONGEST_TITLE = 100
OPENING = 30  # signs of a body that stand in for a title nobody wrote
_RAW = 20_000  # characters of a giant text that are looked at at all
_ENDS = "。！？!?；;\n"


@dataclass(frozen=True)
class Signs:
    """A text as it is read: `signs`, and for each the place of the character it came from."""

    signs: str
    places: tuple[int, ...]


@lru_cache(maxsize=20_000)
def _sign(character: str) -> str:
    """Return what a character is read as: half-width, small, every digit as 0; "" for blanks and unseen characters."""
    if character.isdigit():
        return "0"  # no number of a telephone, a card or a house is ever learnt
    if unicodedata.category(character)[0] in "ZC":
        return ""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 and not plain.isspace() else character


def signs_of(text: str, longest: int = LONGEST) -> Signs:
    """Read a text."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text[:_RAW]):
        if sign := _sign(character):
            signs.append(sign)
            places.append(place)
            if len(signs) == longest:
                break
    return Signs("".join(signs), tuple(places))


def opening_of(text: str) -> Signs:
    """Read the first sentence of a text, at most `OPENING` characters: what stands in for a missing title."""
    text = text[:_RAW]
    begin = len(text) - len(text.lstrip())
    start = text[begin : begin + OPENING]
    end = min((place for end in _ENDS if (place := start.find(end)) > 3), default=len(start))
    read = signs_of(start[:end])
    return Signs(read.signs, tuple(begin + place for place in read.places))


def pieces(signs: str, length: int) -> Counter[str]:
    """Count all pieces of so many signs."""
    return Counter([signs[start : start + length] for start in range(len(signs) - length + 1)])
