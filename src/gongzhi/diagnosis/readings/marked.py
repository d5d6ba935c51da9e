"""Texts in which personal data are marked, as ⟦KIND:words⟧, and how well they are found: what is measured, and by what.

A marked text is one line that a person can read and correct. All numbers and names in the shipped file are made up.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongzhi.people.facts import Detector, Finding, Kind

FILE = Path(__file__).parent.parent / "data" / "personal_texts.csv"
_MARK = re.compile(r"⟦([A-Z_]+):([^⟧]*)⟧", re.DOTALL)
_HALF = 0.5  # of both together has to be covered, for a finding to be what was marked


@dataclass(frozen=True)
class Marked:
    """A text, where personal data stand in it, and whether a person wrote it or the generator made it."""

    text: str
    spans: tuple[Finding, ...]
    made: str


@dataclass(frozen=True)
class Found:
    """Of one kind: found and there, found and not there, there and not found; and found to the very place."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    exact: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def unmarked(line: str, *, made: str = "hand") -> Marked:
    """Return the text of a line without its marks, and where they stood."""
    pieces, spans, last, length = list[str](), list[Finding](), 0, 0
    for match in _MARK.finditer(line):
        before, words = line[last : match.start()], match[2]
        start = length + len(before)
        spans.append(Finding(start, start + len(words), Kind(match[1])))
        pieces += [before, words]
        length, last = start + len(words), match.end()
    return Marked("".join([*pieces, line[last:]]), tuple(spans), made)


def marked_texts(path: Path = FILE) -> list[Marked]:
    """Return the texts of a file with the columns `made` and `text`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [unmarked(row["text"], made=row["made"]) for row in csv.DictReader(file)]


def measured(texts: Iterable[Marked], detector: Detector) -> dict[Kind, Found]:
    """Return for each kind how many were found rightly, wrongly, not, and to the place."""
    counts: dict[Kind, Found] = {kind: Found() for kind in Kind}
    for text in texts:
        found = detector.find(text.text)
        pairs = list(_pairs(text.spans, found))
        for one, other in pairs:
            was = counts[one.kind]
            exact = was.exact + ((one.start, one.end) == (other.start, other.end))
            counts[one.kind] = Found(was.right + 1, was.wrong, was.missed, exact)
        there, said = {one for one, _ in pairs}, {other for _, other in pairs}
        for span in set(text.spans) - there:
            was = counts[span.kind]
            counts[span.kind] = Found(was.right, was.wrong, was.missed + 1, was.exact)
        for span in set(found) - said:
            was = counts[span.kind]
            counts[span.kind] = Found(was.right, was.wrong + 1, was.missed, was.exact)
    return counts


def _pairs(spans: Sequence[Finding], found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """Yield what was marked with what was found of the same kind at the same place, by half at the least."""
    left = list(found)
    for span in spans:
        for each in left:
            both = min(span.end, each.end) - max(span.start, each.start)
            either = max(span.end, each.end) - min(span.start, each.start)
            if each.kind is span.kind and both >= _HALF * either:
                left.remove(each)
                yield span, each
                break
