"""A trained model: what one message is about at every level, how surely, and which of its words spoke for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gongzhi.diagnosis.classifier.calibration import Calibration, softmax
from gongzhi.diagnosis.classifier.features import Page, Vocabulary, counts_of, page_of, weighed

Path = tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """The linear model of one level of the tree.

    `columns`: which pieces it weighs (None: all), `weights`: pieces × classes. `covered`: of each parent, the share of
    its messages that lie in one of the classes kept here; the rest stays with the parent.
    """

    paths: tuple[Path, ...]
    weights: np.ndarray
    base: np.ndarray
    calibration: Calibration
    columns: np.ndarray | None = None
    covered: Mapping[Path, float] = field(default_factory=dict)

    def rows(self, columns: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which of the given pieces are weighed here, the rows of their weights, and their values."""
        if self.columns is None:
            return np.arange(len(columns)), columns, values
        places = np.searchsorted(self.columns, columns)
        places = np.minimum(places, len(self.columns) - 1)
        known = np.flatnonzero(self.columns[places] == columns)
        return known, places[known], values[known]

    def scores(self, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the calibrated score of each class."""
        _known, rows, found = self.rows(columns, values)
        return self.calibration.scores(found @ self.weights[rows].astype(np.float64) + self.base)


@dataclass(frozen=True)
class Guess:
    """A class of one level with its confidence, the product of those on the way to it."""

    path: Path
    confidence: float


@dataclass(frozen=True)
class Verdict:
    """What a message may be about: the best path from the top, each step with its confidence, and what else may be
    meant at each of these levels, the likelier first."""

    steps: tuple[Guess, ...]
    others: tuple[tuple[Guess, ...], ...]


@dataclass(frozen=True)
class Model:
    """A vocabulary, one linear model a level, the confidence from which it was precise enough, and its cards.

    `sure_from`: None where no confidence was precise enough.
    """

    known: Vocabulary
    levels: tuple[Level, ...]
    sure_from: float | None
    cards: Mapping[str, Any] = field(default_factory=dict)

    def labels(self) -> tuple[str, ...]:
        """Return the classes of the top level."""
        return tuple(path[-1] for path in self.levels[0].paths)

    def weighed(self, page: Page) -> tuple[np.ndarray, np.ndarray]:
        """Return the pieces of a message and their values."""
        return weighed(counts_of(page, self.known.lexicon), self.known)

    def confidences(self, title: str, text: str) -> np.ndarray:
        """Return the confidence of each class of the top level."""
        return softmax(self.levels[0].scores(*self.weighed(page_of(title, text))))

    def verdict(self, title: str, text: str) -> Verdict | None:
        """Return what a message may be about; None where nothing in it is known."""
        columns, values = self.weighed(page_of(title, text))
        if not len(columns):
            return None
        steps: list[Guess] = []
        others: list[tuple[Guess, ...]] = []
        for level in self.levels:
            guesses = _guesses(level, level.scores(columns, values), steps[-1] if steps else None)
            if not guesses:
                break
            steps.append(guesses[0])
            others.append(tuple(guesses[1:]))
        return Verdict(tuple(steps), tuple(others))


def _guesses(level: Level, scores: np.ndarray, above: Guess | None) -> list[Guess]:
    """Return the classes below the one chosen above, the likeliest first."""
    parent = above.path if above else ()
    below = [place for place, path in enumerate(level.paths) if path[:-1] == parent]
    if not below:
        return []
    shares = softmax(scores[below]) * (above.confidence * level.covered.get(parent, 1.0) if above else 1.0)
    order: Sequence[int] = np.argsort(-shares, kind="stable").tolist()
    return [Guess(level.paths[below[place]], float(shares[place])) for place in order]
