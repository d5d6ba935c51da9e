"""The figures of `gongzhi diagnosis evaluate --personal-data`: how well personal data are found, of each kind."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from gongzhi.diagnosis.readings.marked import Found, Marked, marked_texts, measured
from gongzhi.people.facts import Detector, leaving

_Z = 1.959964  # 95 %


def interval(hits: int, n: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share by Wilson's formula; None where nothing was counted."""
    if not n:
        return None
    share, squared = hits / n, _Z * _Z / n
    middle = (share + squared / 2) / (1 + squared)
    half = _Z * sqrt(share * (1 - share) / n + squared / (4 * n)) / (1 + squared)
    return max(0.0, middle - half), min(1.0, middle + half)


def personal_data_figures(
    texts: list[Marked] | None = None, detector: Detector | None = None
) -> dict[str, Any]:
    """Return precision and recall of each kind with their intervals, and by who made the texts."""
    every = marked_texts() if texts is None else texts
    finds = detector or leaving()
    made = sorted({text.made for text in every})
    return {
        "texts": len(every),
        "kinds": _figures(every, finds),
        "made": {
            each: {
                "texts": sum(text.made == each for text in every),
                "kinds": _figures([text for text in every if text.made == each], finds),
            }
            for each in made
        },
    }


def _figures(texts: list[Marked], detector: Detector) -> dict[str, Any]:
    counted = measured(texts, detector)
    return {kind.value: _line(found) for kind, found in counted.items() if found != Found()}


def _line(found: Found) -> Mapping[str, Any]:
    said, there = found.right + found.wrong, found.right + found.missed
    return {
        "found": said,
        "there": there,
        "precision": found.precision,
        "precision_interval": interval(found.right, said),
        "recall": found.recall,
        "recall_interval": interval(found.right, there),
        "to_the_place": found.exact / found.right if found.right else None,
    }
