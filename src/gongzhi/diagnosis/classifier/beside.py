"""A candidate beside the version in use, on the same held-back rows: for judging them, never for proposing anything."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gongzhi.diagnosis.classifier.artefact import ArtefactError, loaded
from gongzhi.diagnosis.classifier.evaluating import judged_by
from gongzhi.diagnosis.classifier.measuring import beside, macro_f1
from gongzhi.diagnosis.classifier.model import Model
from gongzhi.diagnosis.facts import Labelled

Figures = tuple[float, float | None, float | None, float | None]


def held_beside(candidate: Model, running: str, held: Sequence[Labelled]) -> Figures:
    """Return macro-F1 of both at the top level of the tree and the interval of the difference, a paired bootstrap.

    `running` is a digest; without it, or without its file, there is nothing to stand beside.
    """
    index = {label: place for place, label in enumerate(sorted({row.path[0] for row in held}))}

    def said(of: Model) -> Any:
        judged, _spent = judged_by(of, held)
        names = [judged.labels[place] for place in judged.said]
        return np.array([index.get(name, len(index)) for name in names])

    right = np.array([index[row.path[0]] for row in held])
    ours, theirs = said(candidate), None
    if running:
        try:
            theirs = said(loaded(running))
        except (ArtefactError, FileNotFoundError):
            theirs = None
    if theirs is None:
        return macro_f1(right, ours), None, None, None
    low, high = beside(right, ours, theirs)["interval"]
    return macro_f1(right, ours), macro_f1(right, theirs), low, high
