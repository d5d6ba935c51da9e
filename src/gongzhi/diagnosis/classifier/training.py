"""Learn from rows that people labelled. The same rows give the same model, byte for byte."""

import platform
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from gongzhi.diagnosis.classifier.artefact import digest_of, written
from gongzhi.diagnosis.classifier.calibration import Calibration, calibrated, softmax
from gongzhi.diagnosis.classifier.cards import data_card, model_card, reference_of
from gongzhi.diagnosis.classifier.features import LEAST, Vocabulary, learn, page_of
from gongzhi.diagnosis.classifier.folds import folds_of
from gongzhi.diagnosis.classifier.measuring import Judged, sure_from
from gongzhi.diagnosis.classifier.model import Level, Model, Path
from gongzhi.diagnosis.classifier.solving import EXACT, gram, solve_exactly, solve_slowly
from gongzhi.diagnosis.facts import Labelled

LEAST_EXAMPLES = 10  # of a class; a rarer one stays with its parent
MOST_ROWS = 40_000  # the newest are taken
HOLD = 0.3  # of the ridge
_CELLS = 8_000_000  # weights of a level below the top
_FOLDS = 5

Tick = Callable[[float, str], None]  # share done, and with what


class TooLittleError(ValueError):
    """There is nothing to tell apart: fewer than two classes with enough examples."""


@dataclass(frozen=True)
class Candidate:
    """A trained model that nothing uses yet: its file, the digest of it, and what the file says of itself."""

    model: Model
    data: bytes
    digest: str
    judged: Judged  # what each row got that was not learnt from at the time, at the top level


def train(
    rows: Iterable[Labelled],
    *,
    source: str = "",
    at: datetime | None = None,
    counts: Mapping[str, int] | None = None,
    tick: Tick | None = None,
) -> Candidate:
    """Train a model. `source` is the SHA-256 of the file, `counts` what became of its rows: both for the cards."""
    tell = tick or (lambda _share, _stage: None)
    every = list(rows)
    taken = [row for row in every[-MOST_ROWS:] if row.path]
    paths = [row.path for row in taken]
    if len(_classes(paths, 1)) < 2:
        raise TooLittleError
    pages = []
    for place, row in enumerate(taken):
        pages.append(page_of(row.title, row.text))
        tell(0.1 * place / len(taken), "reading")
    done = [0]

    def step() -> None:
        done[0] += 1
        tell(0.1 + 0.5 * min(1.0, done[0] / (len(taken) + 3)), "reading")

    known, weighed = learn(pages, step)
    levels, top = [], None
    depth = max(map(len, paths))
    for number in range(1, depth + 1):
        tell(0.6 + 0.35 * (number - 1) / depth, "solving")
        made = _level(known, weighed, paths, number, tell)
        if made is None:
            break
        levels.append(made[0])
        top = top or made
    assert top is not None
    judged = _judged(taken, *top)
    threshold = sure_from(judged)
    model = Model(known, tuple(levels), threshold)
    about = {**model_card(model, judged, at, _settings()), "reference": reference_of(taken, judged)}
    cards = {"data": data_card(taken, every, source, counts or {}), "model": about}
    model = replace(model, cards=cards)
    tell(0.98, "writing")
    data = written(model)
    tell(1.0, "writing")
    return Candidate(model, data, digest_of(data), judged)


def _level(
    known: Vocabulary, weighed: csr_matrix, paths: Sequence[Path], number: int, tell: Tick
) -> tuple[Level, np.ndarray, np.ndarray] | None:
    """Return a level, which rows it was learnt from, and their margins without themselves."""
    classes = _classes(paths, number)
    if len(classes) < 2:
        return None
    index = {path: place for place, path in enumerate(classes)}
    rows = np.array(
        [place for place, path in enumerate(paths) if path[:number] in index and len(path) >= number]
    )
    right = np.array([index[paths[place][:number]] for place in rows])
    columns = _columns(weighed, len(classes)) if number > 1 else None
    here = csr_matrix(weighed[rows] if columns is None else weighed[rows][:, columns])
    wanted = np.where(right[:, None] == np.arange(len(classes)), 1, -1).astype(np.float32)
    alphas, margins = _solved(here, wanted, right)
    calibration = calibrated(margins, right)
    weights = np.asarray(here.T @ alphas).astype(np.float16)
    base = alphas.astype(np.float64).sum(0)
    covered = _covered(paths, classes, number) if number > 1 else {}
    return Level(classes, weights, base, calibration, columns, covered), rows, margins


def _solved(rows: csr_matrix, wanted: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if rows.shape[0] <= EXACT:
        return solve_exactly(gram(rows), wanted, HOLD)
    margins = np.zeros_like(wanted)
    for learnt, left in folds_of(right, _FOLDS):
        alphas = solve_slowly(rows[learnt], wanted[learnt], HOLD)
        margins[left] = rows[left] @ (rows[learnt].T @ alphas) + alphas.sum(0)
    return solve_slowly(rows, wanted, HOLD), margins


def _classes(paths: Sequence[Path], number: int) -> tuple[Path, ...]:
    counts = Counter(path[:number] for path in paths if len(path) >= number)
    return tuple(sorted(path for path, count in counts.items() if count >= LEAST_EXAMPLES))


def _columns(weighed: csr_matrix, classes: int) -> np.ndarray | None:
    """Return the pieces a level weighs: the commonest, so many that its weights stay small."""
    room = _CELLS // classes
    if weighed.shape[1] <= room:
        return None
    often = np.bincount(weighed.indices, minlength=weighed.shape[1])
    return np.sort(np.argsort(-often, kind="stable")[:room])


def _covered(paths: Sequence[Path], classes: Sequence[Path], number: int) -> dict[Path, float]:
    kept = Counter(path[: number - 1] for path in paths if path[:number] in set(classes))
    whole = Counter(path[: number - 1] for path in paths if len(path) >= number - 1)
    return {parent: kept[parent] / whole[parent] for parent in kept}


def _judged(rows: Sequence[Labelled], level: Level, places: np.ndarray, margins: np.ndarray) -> Judged:
    index = {path: place for place, path in enumerate(level.paths)}
    return Judged(
        labels=tuple(path[-1] for path in level.paths),
        right=np.array([index[rows[place].path[:1]] for place in places]),
        shares=softmax(_out_of_fold(margins, level.calibration)),
        groups=tuple(rows[place].groups for place in places),
        lengths=np.array([len(rows[place].text) for place in places]),
    )


def _out_of_fold(margins: np.ndarray, calibration: Calibration) -> np.ndarray:
    return calibration.scores(margins)


def _settings() -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "gongzhi": version("gongzhi"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "hold": HOLD,
        "least_examples": LEAST_EXAMPLES,
        "least_messages": LEAST,
    }
