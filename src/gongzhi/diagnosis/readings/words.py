"""What a message may be about, by words: the tree's own names, keywords, and messages written for this project.

Made when a tree is first asked about: each name, keyword and seed message is an example of its leaf and of what stands
above it, and one linear function of the words is fitted to all of them (ridge regression, solved exactly, so the same
tree gives the same function). The share of each word in what it says is exact. Nothing is learned from residents'
messages here. A county with another tree is read by its names, and by the words of leaves with the same names.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path
from typing import Any, Protocol

import yaml

from gongzhi.diagnosis.facts import Message, Proposed, Reading, Reason, Side
from gongzhi.diagnosis.readings.pieces import Piece, pieces_of

DATA = Path(__file__).parent.parent / "data"
SHIPPED = Path(__file__).parent.parent.parent / "organization" / "data" / "matters.csv"


class Node(Protocol):
    """What is read of a matter: its code, its names, and the way from the root to it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def leaf(self) -> bool: ...


@dataclass(frozen=True)
class Settings:
    """The numbers of the model, fitted on the seed messages (`data/words.yaml` says what each is)."""

    ridge: float
    group: float
    top: float
    sharpness: float
    sharpness_names: float
    leaf_at_least: float
    inner_at_least: float
    known_at_least: int
    others: int
    reasons: int


@cache
def settings() -> Settings:
    """Return the shipped numbers."""
    return Settings(**yaml.safe_load((DATA / "words.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Seed:
    """A message written for this project, and the name of the matter it is about."""

    name: str
    language: str
    text: str


@cache
def _names() -> Mapping[str, str]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def seeds() -> tuple[Seed, ...]:
    """Return the shipped messages, under the names of their matters."""
    with (DATA / "seed.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Seed(_names()[row["code"]], row["language"], row["text"]) for row in csv.DictReader(file)
        )


@cache
def keywords() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped keywords under the names of their leaves."""
    rows = yaml.safe_load((DATA / "keywords.yaml").read_text(encoding="utf-8"))["words"]
    return {
        _names()[code]: (*chinese.split(), *(word.strip() for word in english.split(";")))
        for code, (chinese, english) in rows.items()
    }


class WordModel:
    """The function of one tree. `read` changes nothing."""

    def __init__(
        self, tree: Sequence[Node], *, messages: Iterable[Seed] | None = None, numbers: Settings | None = None
    ) -> None:
        self._numbers = numbers or settings()
        self._nodes = {node.code: node for node in tree}
        self._order = {node.code: place for place, node in enumerate(tree)}
        self._leaves = [node for node in tree if node.leaf]
        words = keywords()
        shared = sum(node.name in words for node in self._leaves)
        # Most of its leaves have no keyword: it is read by its names, and is less sure of itself.
        self.by_names = shared * 2 < len(self._leaves)
        examples = list(self._examples(words, seeds() if messages is None else messages))
        self._fit([text for text, _ in examples], [node for _, node in examples])

    def _examples(
        self, words: Mapping[str, Sequence[str]], messages: Iterable[Seed]
    ) -> Iterable[tuple[str, Node]]:
        by_name = {node.name: node for node in self._leaves}
        for node in self._leaves:
            yield from ((text, node) for text in (node.name, node.name_en, *words.get(node.name, ())) if text)
        for seed in messages:
            if seed.name in by_name:
                yield seed.text, by_name[seed.name]

    def _fit(self, texts: Sequence[str], about: Sequence[Node]) -> None:
        import numpy as np
        from scipy.linalg import cho_factor, cho_solve

        self._rarity, self._where = dict[str, float](), dict[str, tuple[Any, Any]]()
        self._shares = np.zeros((0, len(self._order)), dtype=np.float32)
        if not texts:
            return
        every = [pieces_of(text) for text in texts]
        seen_in: dict[str, int] = {}
        for pieces in every:
            for piece in pieces:
                seen_in[piece.words] = seen_in.get(piece.words, 0) + 1
        self._rarity = {words: log((1 + len(texts)) / (1 + n)) + 1 for words, n in seen_in.items()}
        rows: dict[str, tuple[list[int], list[float]]] = {}
        for row, pieces in enumerate(every):
            for words, value in self._vector(pieces).items():
                where = rows.setdefault(words, ([], []))
                where[0].append(row)
                where[1].append(value)
        self._where = {w: (np.array(d), np.array(v, dtype=np.float32)) for w, (d, v) in rows.items()}
        alike = np.zeros((len(texts), len(texts)), dtype=np.float32)
        for which, values in self._where.values():
            alike[np.ix_(which, which)] += np.outer(values, values)
        alike[np.diag_indices(len(texts))] += np.float32(self._numbers.ridge)
        wanted = np.full((len(texts), len(self._order)), -1, dtype=np.float32)
        for row, node in enumerate(about):
            wanted[row, [self._order[code] for code in node.path]] = 1
        # How many examples a leaf has says nothing about how often it comes: the mean is taken off and not given back.
        wanted -= wanted.mean(axis=0)
        self._shares = cho_solve(cho_factor(alike, overwrite_a=True), wanted, overwrite_b=True)

    def _vector(self, pieces: Iterable[Piece]) -> dict[str, float]:
        """Return how much each known word counts, the whole of length one."""
        counts = {
            each.words: (1 + log(each.count)) * self._rarity[each.words]
            for each in pieces
            if each.words in self._rarity
        }
        length = sqrt(sum(value * value for value in counts.values()))
        return {words: value / length for words, value in counts.items()}

    def _parts(self, pieces: Sequence[Piece]) -> dict[str, Any]:
        """Return what each word adds for every code of the tree."""
        return {
            words: value * (self._where[words][1] @ self._shares[self._where[words][0]])
            for words, value in self._vector(pieces).items()
        }

    def _number_of(self, row: Any, node: Node) -> Any:
        """Return the number of a code; of a leaf with those of its group and its top added."""
        own = row[self._order[node.code]]
        if not node.leaf:
            return own
        group = row[self._order[node.path[-2] if len(node.path) > 1 else node.code]]
        return own + self._numbers.group * group + self._numbers.top * row[self._order[node.path[0]]]

    def shares(self, text: str) -> dict[str, float]:
        """Return how sure each leaf is, as shares of one; empty where too little is known of the words."""
        return self._sure(self._parts(pieces_of(text)))

    def _sure(self, parts: Mapping[str, Any]) -> dict[str, float]:
        import numpy as np

        if len(parts) < self._numbers.known_at_least:
            return {}
        row = sum(parts.values())
        scores = np.array([self._number_of(row, leaf) for leaf in self._leaves])
        sharpness = self._numbers.sharpness_names if self.by_names else self._numbers.sharpness
        powers = np.exp((scores - scores.max()) * sharpness)
        return dict(zip((leaf.code for leaf in self._leaves), map(float, powers / powers.sum()), strict=True))

    def read(self, message: Message) -> Reading | None:
        """Return what a message may be about: down to a leaf where that is likely enough, else to what stands above.

        None where not even the top is.
        """
        text = f"{message.title}\n{message.text}" if message.title else message.text
        pieces = pieces_of(text)
        parts = self._parts(pieces)
        shares = self._sure(parts)
        if not shares:
            return None
        sums = self._sums(shares)
        best = max(shares, key=lambda code: (shares[code], code))
        said = _Said(text, pieces, parts, len(text) - len(message.text), self._numbers.reasons)
        levels = list[Proposed]()
        for level, code in enumerate(self._nodes[best].path, 1):
            least = self._numbers.leaf_at_least if code == best else self._numbers.inner_at_least
            if sums[code] < least:
                break
            levels.append(Proposed(code, sums[code], self._reasons(said, code), level))
        return Reading(tuple(levels), self._others(levels[-1], sums, said)) if levels else None

    def _sums(self, shares: Mapping[str, float]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for leaf, share in shares.items():
            for code in self._nodes[leaf].path:
                sums[code] = min(1.0, sums.get(code, 0.0) + share)
        return sums

    def _others(self, best: Proposed, sums: Mapping[str, float], said: "_Said") -> tuple[Proposed, ...]:
        """Return what else may be meant at the level of the best, the likelier first."""
        same = [code for code in sums if len(self._nodes[code].path) == best.level and code != best.code]
        likely = sorted(same, key=lambda code: (-sums[code], code))[: self._numbers.others]
        return tuple(Proposed(code, sums[code], self._reasons(said, code), best.level) for code in likely)

    def _reasons(self, said: "_Said", code: str) -> tuple[Reason, ...]:
        node = self._nodes[code]
        return said.reasons({words: float(self._number_of(row, node)) for words, row in said.parts.items()})


@dataclass(frozen=True)
class _Said:
    """What each word of a message adds for every code; its own text begins at `offset`, after the title."""

    text: str
    pieces: Sequence[Piece]
    parts: Mapping[str, Any]
    offset: int
    most: int

    def reasons(self, weights: Mapping[str, float]) -> tuple[Reason, ...]:
        """Return the words that spoke most for and against a code."""
        weighed = sorted(
            ((weights[each.words], each) for each in self.pieces if each.words in weights),
            key=lambda pair: (-abs(pair[0]), pair[1].words),
        )
        chosen = [
            *[pair for pair in weighed if pair[0] > 0][: self.most],
            *[pair for pair in weighed if pair[0] < 0][: self.most],
        ]
        return tuple(
            Reason(
                self._words(each), abs(weight), Side.FOR if weight > 0 else Side.AGAINST, self._places(each)
            )
            for weight, each in chosen
        )

    def _words(self, piece: Piece) -> str:
        start, end = piece.places[0]
        return self.text[start:end]

    def _places(self, piece: Piece) -> tuple[tuple[int, int], ...]:
        return tuple((s - self.offset, e - self.offset) for s, e in piece.places if s >= self.offset)
