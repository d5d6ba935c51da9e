"""What a message is read by: runs of one to three Chinese characters, stems of English words, and their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongzhi.people.facts import readable

MOST = 4_000  # places of a text that are read for what it is about
LONGEST = 3  # characters of a run
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+(?:'[a-z]+)?")
# English words that stand in every message and tell nothing (a list of this project).
_EMPTY = frozenset(
    """a an and are as at be been before by but can do does for from get got had has have he her here how i if in into
    is it its just long me my no not of on one or our out over she so some that the their them there they this to too
    under up us very was we were what when where which who why will with would you your could please must need any
    every day days week month year last next all because since than then these those only own same still also about
    after""".split()  # noqa: SIM905
)
_ENDINGS = ("ings", "ing", "ies", "edly", "ed", "es", "s", "ly")


@dataclass(frozen=True)
class Piece:
    """Words of a text, how often they stand in it, and the first places where."""

    words: str
    count: int
    places: tuple[tuple[int, int], ...]


def pieces_of(text: str, *, most: int = MOST) -> list[Piece]:
    """Return what a text is read by, each once, with places in the text as it was given."""
    shown, places = readable(text[:most])
    folded = "".join(each if len(each := char.casefold()) == 1 else char for char in shown)
    found: dict[str, list[tuple[int, int]]] = {}
    for words, start, end in _all(folded):
        found.setdefault(words, []).append((places[start], places[end - 1] + 1))
    return [Piece(words, len(where), tuple(where[:3])) for words, where in found.items()]


def _all(text: str) -> Iterator[tuple[str, int, int]]:
    before: tuple[str, int] | None = None
    for run in _RUNS.finditer(text):
        words, start = run[0], run.start()
        if words[0] > "\u2e7f":
            for length in range(1, LONGEST + 1):
                for at in range(len(words) - length + 1):
                    yield words[at : at + length], start + at, start + at + length
        elif words not in _EMPTY and len(words) > 1:
            own = stem(words)
            yield own, start, run.end()
            if before is not None:
                yield f"{before[0]} {own}", before[1], run.end()
            before = own, start


def stem(word: str) -> str:
    """Return an English word without its ending; crude, and the same for every text."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > 4 else word
