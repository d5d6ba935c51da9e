"""Figures of a classifier on messages it had not learnt from: how good, how sure of how sure, and for whom.

Interval: bootstrap over messages, 95 %. ECE: expected calibration error over 15 equally wide bins of the confidence of
the first class. Coverage: the share of messages whose confidence reaches the threshold kept in the model.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

BINS = 15
PRECISION = 0.97
RESAMPLES = 1_000
LEAST = 50  # below it: not enough to tell
_Z = 1.959964
_LENGTHS = ((100, "up to 100"), (300, "101–300"), (800, "301–800"))
_CONFUSED, _DOUBTFUL = 8, 200
_DOUBT = 0.9


@dataclass(frozen=True)
class Judged:
    """What a model said of messages, beside what people said: `shares` is messages × classes."""

    labels: tuple[str, ...]
    right: np.ndarray  # -1: a class the model does not know
    shares: np.ndarray
    groups: tuple[Mapping[str, str], ...] = ()
    lengths: np.ndarray | None = None

    @property
    def said(self) -> np.ndarray:
        """Return the number of the first class of each message."""
        found: np.ndarray = self.shares.argmax(1)
        return found

    @property
    def sure(self) -> np.ndarray:
        """Return the confidence of the first class of each message."""
        found: np.ndarray = self.shares.max(1)
        return found


def macro_f1(right: np.ndarray, said: np.ndarray) -> float:
    """Return the mean of F1 over the classes that occur, be it in what is right or in what was said."""
    return float(np.mean([each["f1"] for each in _by_class(right, said).values()])) if len(right) else 0.0


def _by_class(right: np.ndarray, said: np.ndarray) -> dict[int, dict[str, float]]:
    found = {}
    for label in np.union1d(right, said).tolist():
        hits = int(((right == label) & (said == label)).sum())
        there, named = int((right == label).sum()), int((said == label).sum())
        found[label] = {
            "precision": hits / named if named else 0.0,
            "recall": hits / there if there else 0.0,
            "f1": 2 * hits / (there + named),
            "n": there,
        }
    return found


def ece(sure: np.ndarray, hit: np.ndarray) -> float:
    """Return the expected calibration error."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(float(hit[bins == each].sum() - sure[bins == each].sum())) for each in range(BINS)]
    return sum(gaps) / len(sure) if len(sure) else 0.0


def lower(hits: int, whole: int) -> float:
    """Return the lower bound of the 95 % interval of a share (Wilson)."""
    if not whole:
        return 0.0
    share, room = hits / whole, _Z * _Z / whole
    return (share + room / 2 - _Z * sqrt(share * (1 - share) / whole + room / whole / 4)) / (1 + room)


def sure_from(judged: Judged, precision: float = PRECISION) -> float | None:
    """Return the lowest confidence from which the precision was high enough, by the lower bound of its interval."""
    order = np.argsort(-judged.sure, kind="stable")
    hits = np.cumsum((judged.said == judged.right)[order])
    sure = judged.sure[order]
    found = None
    for place in range(LEAST - 1, len(order)):
        last = place + 1 == len(order) or sure[place + 1] < sure[place]
        if last and lower(int(hits[place]), place + 1) >= precision:
            found = float(sure[place])
    return found


def figures(
    judged: Judged, threshold: float | None, *, over: np.ndarray | None = None, seed: int = 0
) -> dict[str, Any]:
    """Return all figures as they are written as JSON. `over`: which reach it, where it is not one for all."""
    right, said, sure = judged.right, judged.said, judged.sure
    hit = right == said
    if over is None:
        over = sure >= threshold if threshold is not None else np.zeros(len(sure), dtype=bool)
    order = np.argsort(-judged.shares, axis=1)[:, :2]
    return {
        "macro_f1": _round(macro_f1(right, said)),
        "accuracy": _round(hit.mean()),
        "ece": _round(ece(sure, hit)),
        "coverage_at_97": _round(over.mean()),
        "precision_there": _round(hit[over].mean()) if over.any() else None,
        "n": len(right),
        "threshold": _round(threshold),
        "top2_accuracy": _round((order == right[:, None]).any(1).mean()),
        "intervals": _intervals(right, said, over, seed),
        "ece_is": f"{BINS} equally wide bins of the confidence of the first class",
        "per_class": {
            judged.labels[label] if label >= 0 else "?": {name: _round(value) for name, value in each.items()}
            for label, each in _by_class(right, said).items()
        },
        "per_group": _per_group(judged, hit, over, seed),
        "confusions": _confusions(judged),
        "unknown_labels": int((right < 0).sum()),
    }


def doubtful(judged: Judged, numbers: Sequence[int]) -> list[int]:
    """Return the numbers of rows whose label the model contradicts most surely: they may be labelled wrongly."""
    wrong = np.flatnonzero((judged.said != judged.right) & (judged.sure >= _DOUBT) & (judged.right >= 0))
    order = wrong[np.argsort(-judged.sure[wrong], kind="stable")][:_DOUBTFUL]
    return [numbers[place] for place in order]


def beside(right: np.ndarray, ours: np.ndarray, theirs: np.ndarray, *, seed: int = 0) -> dict[str, Any]:
    """Return how much better one was than another on the same messages: paired bootstrap, 95 %."""
    chance = np.random.default_rng(seed)
    gaps = []
    for _draw in range(RESAMPLES):
        drawn = chance.integers(len(right), size=len(right))
        gaps.append(macro_f1(right[drawn], ours[drawn]) - macro_f1(right[drawn], theirs[drawn]))
    return {
        "macro_f1_difference": _round(macro_f1(right, ours) - macro_f1(right, theirs)),
        "interval": [_round(bound) for bound in np.quantile(gaps, [0.025, 0.975])],
        "share_of_draws_above_zero": _round(np.mean(np.array(gaps) > 0)),
        "resamples": RESAMPLES,
    }


def _intervals(right: np.ndarray, said: np.ndarray, over: np.ndarray, seed: int) -> dict[str, list[float]]:
    chance = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {"macro_f1": [], "accuracy": [], "precision_there": []}
    hit = right == said
    for _draw in range(RESAMPLES if len(right) else 0):
        places = chance.integers(len(right), size=len(right))
        drawn["macro_f1"].append(macro_f1(right[places], said[places]))
        drawn["accuracy"].append(float(hit[places].mean()))
        if over[places].any():
            drawn["precision_there"].append(float(hit[places][over[places]].mean()))
    return {
        name: [_round(bound) for bound in np.quantile(values, [0.025, 0.975])]
        for name, values in drawn.items()
        if values
    }


def _per_group(judged: Judged, hit: np.ndarray, over: np.ndarray, seed: int) -> dict[str, Any]:
    named: dict[str, list[str]] = {}
    if judged.lengths is not None:
        named["length"] = [length_class(int(length)) for length in judged.lengths]
    for kind in sorted({kind for groups in judged.groups for kind in groups} - {"length"}):
        named[kind] = [groups.get(kind, "") for groups in judged.groups]
    found: dict[str, Any] = {}
    for kind, values in named.items():
        held = np.array(values)
        found[kind] = {
            value or "?": _of_group(judged, hit, over, held == value, seed)
            for value, _count in Counter(values).most_common(12)
        }
    return found


def _of_group(
    judged: Judged, hit: np.ndarray, over: np.ndarray, here: np.ndarray, seed: int
) -> dict[str, Any]:
    number = int(here.sum())
    if number < LEAST:
        return {"n": number, "evidence": "insufficient"}
    chance = np.random.default_rng(seed)
    draws = [hit[here][chance.integers(number, size=number)].mean() for _draw in range(RESAMPLES)]
    return {
        "n": number,
        "accuracy": _round(hit[here].mean()),
        "interval": [_round(bound) for bound in np.quantile(draws, [0.025, 0.975])],
        "macro_f1": _round(macro_f1(judged.right[here], judged.said[here])),
        "ece": _round(ece(judged.sure[here], hit[here])),
        "coverage": _round(over[here].mean()),
        "precision_there": _round(hit[here & over].mean()) if (here & over).any() else None,
    }


def length_class(length: int) -> str:
    """Return the group a text belongs to by its length in characters."""
    return next((name for most, name in _LENGTHS if length <= most), "above 800")


def _confusions(judged: Judged) -> list[dict[str, Any]]:
    wrong = (judged.right != judged.said) & (judged.right >= 0)
    pairs = Counter(zip(judged.right[wrong].tolist(), judged.said[wrong].tolist(), strict=True))
    return [
        {"label": judged.labels[right], "said": judged.labels[said], "n": number}
        for (right, said), number in pairs.most_common(_CONFUSED)
    ]


def _round(value: Any) -> Any:
    return None if value is None else int(value) if isinstance(value, int) else round(float(value), 4)
