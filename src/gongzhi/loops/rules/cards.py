"""What a loop is found by: the words of its texts, and marks for where, what and when. Pure.

Chinese is written without spaces, so a run of its characters counts as each character and each pair of
neighbours: "水管爆" is found by 水, 水管 and 管爆. Anything else, Latin words and figures, counts as whole words. A
search asks for all it is given, in whatever order. Words are kept as numbers, since these take a
third of the room; that two words share a number is rare, and then shows a loop too many, never one too few.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zlib import crc32

_DIVISION_LENGTHS = (2, 4, 6, 9, 12)


def words_of(text: str) -> list[int]:
    """Return what a text is found by."""
    return sorted({_number(word) for run, written_apart in _runs(text) for word in _said(run, written_apart)})


def asked_for(text: str) -> list[int]:
    """Return what a search asks for: of a run of Chinese its pairs only, since they imply the characters."""
    return sorted(
        {_number(word) for run, written_apart in _runs(text) for word in _asked(run, written_apart)}
    )


def marks_of(*, subject_kind: str, division: str, matter: str, opened_on: date) -> list[str]:
    """Return the marks of a loop: its kind, its place at every level, its matter, the week it came in."""
    places = (place_mark(division[:length]) for length in _DIVISION_LENGTHS)
    return sorted({kind_mark(subject_kind), matter_mark(matter), week_mark(opened_on), *places})


def kind_mark(subject_kind: str) -> str:
    return f"kind:{subject_kind}"


def matter_mark(matter: str) -> str:
    return f"matter:{matter}"


def place_mark(prefix: str) -> str:
    """Return the mark of all that lies in a division: `prefix` is what the codes of its tree share."""
    return f"place:{prefix}"


def week_mark(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"week:{year}-{week:02}"


def _said(run: str, written_apart: bool) -> Iterator[str]:
    yield from [run] if written_apart else [*run, *_pairs(run)]


def _asked(run: str, written_apart: bool) -> Iterator[str]:
    yield from [run] if written_apart or len(run) == 1 else _pairs(run)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of characters of one sort, and whether its words are written apart from each other."""
    run, sort = "", ""
    for character in unicodedata.normalize("NFKC", text).casefold():
        now = _sort(character)
        if run and now != sort:
            yield run, sort == "word"
            run = ""
        sort = now
        if now:
            run += character
    if run:
        yield run, sort == "word"


def _sort(character: str) -> str:
    if not (character.isalnum() or unicodedata.category(character).startswith("M")):
        return ""
    return "together" if unicodedata.category(character) == "Lo" and character > "\u2e7f" else "word"


def _number(word: str) -> int:
    return crc32(word.encode()) - 2**31  # as the database writes whole numbers of four bytes
