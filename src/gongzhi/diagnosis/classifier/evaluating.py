"""Judge a model on a file, or the way of training by folds of a file."""

from collections.abc import Callable, Sequence
from time import process_time
from typing import Any

import numpy as np

from gongzhi.diagnosis.classifier.baseline import said_by_baseline
from gongzhi.diagnosis.classifier.folds import folds_of
from gongzhi.diagnosis.classifier.measuring import Judged, beside, doubtful, figures, macro_f1
from gongzhi.diagnosis.classifier.model import Model
from gongzhi.diagnosis.classifier.training import TooLittleError, train
from gongzhi.diagnosis.facts import Labelled

Tick = Callable[[float, str], None]


def judged_by(model: Model, rows: Sequence[Labelled]) -> tuple[Judged, float]:
    """Return what a model says of rows at the top level, and the milliseconds of processor time a message took."""
    index = {label: place for place, label in enumerate(model.labels())}
    began = process_time()
    shares = np.array([model.confidences(row.title, row.text) for row in rows])
    spent = (process_time() - began) * 1000 / max(1, len(rows))
    right = np.array([index.get(row.path[0], -1) for row in rows])
    return _judged(model.labels(), right, shares, rows), spent


def evaluate(model: Model, rows: Sequence[Labelled], numbers: Sequence[int]) -> dict[str, Any]:
    """Return all figures of a model on rows with labels."""
    judged, spent = judged_by(model, rows)
    found = figures(judged, model.sure_from)
    found["levels"] = _by_level(model, rows)
    found["doubtful_rows"] = doubtful(judged, numbers)
    found["ms_per_message"] = round(spent, 3)
    return found


def by_folds(
    rows: Sequence[Labelled],
    numbers: Sequence[int],
    *,
    folds: int = 5,
    against_baseline: bool = False,
    tick: Tick | None = None,
) -> dict[str, Any]:
    """Train on all folds but one, ask about that one, in turn; all that is tuned or calibrated is so inside."""
    labels = sorted({row.path[0] for row in rows})
    if len(labels) < 2:
        raise TooLittleError
    index = {label: place for place, label in enumerate(labels)}
    right = np.array([index[row.path[0]] for row in rows])
    shares = np.zeros((len(rows), len(labels)))
    over = np.zeros(len(rows), dtype=bool)
    theirs = np.full(len(rows), -1)
    spent, each = [], []
    for number, (learnt, left) in enumerate(folds_of(right, folds)):
        if tick:
            tick(number / folds, "folds")
        model = train([rows[place] for place in learnt]).model
        part, milliseconds = judged_by(model, [rows[place] for place in left])
        columns = [index[label] for label in part.labels]
        shares[np.ix_(left, np.array(columns))] = part.shares
        over[left] = part.sure >= (2 if model.sure_from is None else model.sure_from)
        spent.append(milliseconds)
        if against_baseline:
            theirs[left] = said_by_baseline(
                [rows[place] for place in learnt], right[learnt], [rows[p] for p in left]
            )
        each.append(left)
    judged = _judged(tuple(labels), right, shares, rows)
    found = figures(judged, None, over=over)
    found["per_fold"] = [round(macro_f1(right[left], judged.said[left]), 4) for left in each]
    found["doubtful_rows"] = doubtful(judged, numbers)
    found["ms_per_message"] = round(float(np.mean(spent)), 3)
    found["folds"] = folds
    if against_baseline:
        found["against_baseline"] = {
            "baseline_macro_f1": round(macro_f1(right, theirs), 4),
            **beside(right, judged.said, theirs),
        }
    return found


def _judged(
    labels: tuple[str, ...], right: np.ndarray, shares: np.ndarray, rows: Sequence[Labelled]
) -> Judged:
    return Judged(
        labels, right, shares, tuple(row.groups for row in rows), np.array([len(row.text) for row in rows])
    )


def _by_level(model: Model, rows: Sequence[Labelled]) -> list[dict[str, Any]]:
    """Return for each level how often the path down to it was right, and its mean confidence."""
    if len(model.levels) < 2:
        return []
    verdicts = [model.verdict(row.title, row.text) for row in rows]
    found = []
    for number in range(1, len(model.levels) + 1):
        told = [
            (verdict.steps[number - 1].path == row.path[:number], verdict.steps[number - 1].confidence)
            for verdict, row in zip(verdicts, rows, strict=True)
            if verdict and len(verdict.steps) >= number and len(row.path) >= number
        ]
        found.append(
            {
                "level": number,
                "classes": len(model.levels[number - 1].paths),
                "n": len(told),
                "accuracy": round(sum(hit for hit, _sure in told) / len(told), 4) if told else None,
                "mean_confidence": round(sum(sure for _hit, sure in told) / len(told), 4) if told else None,
            }
        )
    return found
