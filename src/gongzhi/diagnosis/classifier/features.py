"""What of a message is weighed: pieces of one to three signs and words, of title and body apart, rare ones more.

Within each part (`PARTS`) a piece counts 1 + ln(how often), times 1 + ln((1 + messages) / (1 + messages with it));
the part is then brought to length one and multiplied by its share. Pieces that stand in fewer than `least` different
messages are forgotten, so that no name or number of one person is kept.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from gongzhi.diagnosis.classifier.lexicon import Lexicon, cut, learn_words, spans
from gongzhi.diagnosis.classifier.reading import LONGEST_TITLE, Signs, opening_of, pieces, signs_of

LEAST = 3  # different messages a piece stands in
LEAST_WORD = 5
HEAD = 120  # signs of the body that count as its beginning


@dataclass(frozen=True)
class Part:
    """A part of what is weighed: pieces of `length` signs (0: words) of title, body, or the body's beginning."""

    name: str
    where: str
    length: int
    weight: float

    def signs(self, page: "Page") -> str:
        """Return the signs its pieces are taken from."""
        if self.where == "title":
            return page.title.signs
        return page.body.signs[:HEAD] if self.where == "head" else page.body.signs

    def places(self, signs: str, lexicon: Lexicon) -> list[tuple[int, int]]:
        """Return where its pieces stand."""
        if not self.length:
            return spans(signs, lexicon)
        return [(start, start + self.length) for start in range(len(signs) - self.length + 1)]

    def count(self, page: "Page", lexicon: Lexicon) -> Counter[str]:
        """Count its pieces in a message."""
        signs = self.signs(page)
        return pieces(signs, self.length) if self.length else Counter(cut(signs, lexicon))


# How much each part weighs among the others: found by folds, see docs/how-to/train-triage.md.
PARTS = (
    Part("body2", "body", 2, 0.8),
    Part("body1", "body", 1, 0.3),
    Part("body3", "body", 3, 0.45),
    Part("title1", "title", 1, 0.3),
    Part("title2", "title", 2, 0.25),
    Part("title3", "title", 3, 0.09),
    Part("head2", "head", 2, 0.2),
    Part("body_words", "body", 0, 0.5),
    Part("title_words", "title", 0, 0.25),
)
_SHARES = tuple(sqrt(part.weight) for part in PARTS)  # the length each is brought to


@dataclass(frozen=True)
class Page:
    """A message as it is read."""

    title: Signs
    body: Signs
    titled: bool  # whether somebody wrote the title; else it is the opening of the body


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that are weighed: for each part its terms in the order of their columns, and how rare each is."""

    lexicon: Lexicon
    terms: tuple[tuple[str, ...], ...]
    rarity: tuple[np.ndarray, ...]
    columns: tuple[Mapping[str, int], ...] = field(repr=False, default=())

    def pairs(self) -> Mapping[str, int]:
        """Return the pairs of signs of a body that are known."""
        return self.columns[[part.name for part in PARTS].index("body2")]

    def width(self) -> int:
        """Return how many columns there are."""
        return sum(map(len, self.terms))


def vocabulary(lexicon: Lexicon, terms: Sequence[Sequence[str]], rarity: Sequence[np.ndarray]) -> Vocabulary:
    """Return a vocabulary with its index; columns are numbered through over all parts."""
    columns, start = [], 0
    for part in terms:
        columns.append({term: start + place for place, term in enumerate(part)})
        start += len(part)
    return Vocabulary(lexicon, tuple(map(tuple, terms)), tuple(rarity), tuple(columns))


def page_of(title: str, text: str) -> Page:
    """Read a message. Where nobody wrote a title, the opening of the text is read as one as well."""
    titled = bool(title.strip())
    return Page(signs_of(title, LONGEST_TITLE) if titled else opening_of(text), signs_of(text), titled)


def counts_of(page: Page, lexicon: Lexicon) -> tuple[Counter[str], ...]:
    """Count what is weighed, part by part."""
    return tuple(part.count(page, lexicon) for part in PARTS)


def weighed(counts: Sequence[Mapping[str, int]], known: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns of one message and what stands in them."""
    every: list[int] = []
    values: list[np.ndarray] = []
    start = 0
    for part, share in enumerate(_SHARES):
        get = known.columns[part].get
        found = [(column, count) for term, count in counts[part].items() if (column := get(term)) is not None]
        if found:
            columns, often = zip(*found, strict=True)
            weights = (1 + np.log(np.array(often, dtype=np.float64))) * known.rarity[part][
                np.array(columns) - start
            ]
            values.append(weights * (share / sqrt(float(weights @ weights))))
            every += columns
        start += len(known.terms[part])
    if not every:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return np.array(every, dtype=np.int64), np.concatenate(values)


def learn(
    pages: Sequence[Page], tick: Callable[[], None], least: int = LEAST
) -> tuple[Vocabulary, csr_matrix]:
    """Return the vocabulary of messages, and the messages weighed with it."""
    different = list(dict.fromkeys(page.body.signs for page in pages))
    lexicon = learn_words(different, max(least, LEAST_WORD), tick)
    gathered = [_Gathered() for _part in PARTS]
    for page in pages:
        for part, counts in zip(gathered, counts_of(page, lexicon), strict=True):
            part.add(counts)
        tick()
    first = _first_of_its_kind(pages)
    made = [part.made(first, least, share) for part, share in zip(gathered, _SHARES, strict=True)]
    known = vocabulary(
        lexicon, [terms for terms, _rarity, _rows in made], [rarity for _t, rarity, _r in made]
    )
    return known, csr_matrix(hstack([rows for _terms, _rarity, rows in made], format="csr", dtype=np.float32))


def _first_of_its_kind(pages: Sequence[Page]) -> np.ndarray:
    """Say of each message whether its body was not there before: copies are one message when messages are counted."""
    seen: set[str] = set()
    first = []
    for page in pages:
        first.append(page.body.signs not in seen)
        seen.add(page.body.signs)
    return np.array(first)


class _Gathered:
    """One part of all messages while it is counted."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.where, self.often = array("i"), array("f")
        self.ends = array("q", [0])

    def add(self, counts: Mapping[str, int]) -> None:
        columns = self.columns
        self.where.extend([columns.setdefault(term, len(columns)) for term in counts])
        self.often.extend(counts.values())
        self.ends.append(len(self.where))

    def made(self, first: np.ndarray, least: int, share: float) -> tuple[list[str], np.ndarray, csr_matrix]:
        """Return the terms that are kept, how rare each is, and the rows."""
        shape = (len(self.ends) - 1, max(1, len(self.columns)))
        rows: Any = csr_matrix(
            (np.array(self.often, np.float32), np.array(self.where, np.int32), np.array(self.ends, np.int64)),
            shape=shape,
        )
        different = np.bincount(rows[first].indices, minlength=shape[1])
        kept = np.flatnonzero(different >= least)
        rows = rows[:, kept].tocsr()
        messages = np.bincount(rows.indices, minlength=len(kept))
        rarity = (np.log((1 + shape[0]) / (1 + messages)) + 1).astype(np.float32)
        rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
        scale = np.where(lengths > 0, share / np.maximum(lengths, 1e-12), 0).astype(np.float32)
        rows.data *= np.repeat(scale, np.diff(rows.indptr))
        terms = list(self.columns)
        return [terms[column] for column in kept], rarity, rows
