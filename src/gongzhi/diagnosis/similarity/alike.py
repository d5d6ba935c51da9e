"""How much alike messages are: the same place and issue, or the same words.

`alike = √(place · issue) + words`: each a cosine of weighted features, 0 to 1. The title of one is compared with the
whole of the other, both ways, so that a message with a vague title is found by another one's exact title.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gongzhi.diagnosis.similarity.features import (
    TITLE,
    TITLE_ISSUE,
    WHOLE,
    WHOLE_ISSUE,
    WHOLE_PLACE,
    Bag,
    Numbers,
    Values,
)

Matrix = Values


class Weigher(Protocol):
    """Who knows how much features weigh from more messages than these."""

    def weight(self, features: Numbers) -> Values: ...


def similarities(bags: Sequence[Bag], rows: int, weigher: Weigher | None = None) -> Matrix:
    """Return how much alike each two of some messages are; features weigh by these messages, or by what is known."""
    words = _both_ways(bags[TITLE], bags[WHOLE], rows, weigher)
    issue = _both_ways(bags[TITLE_ISSUE], bags[WHOLE_ISSUE], rows, weigher)
    place, _ = weighted(bags[WHOLE_PLACE], bags[WHOLE_PLACE], rows, weigher)
    same_place = (place @ place.T).toarray()
    alike: Matrix = np.sqrt(same_place * issue) + words
    return alike


def _both_ways(title: Bag, whole: Bag, rows: int, weigher: Weigher | None) -> Matrix:
    wholes, titles = weighted(whole, title, rows, weigher)
    one = (titles @ wholes.T).toarray()
    both: Matrix = (one + one.T) / 2
    return both


def weighted(
    whole: Bag, part: Bag, rows: int, weigher: Weigher | None = None
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the features of the whole and of a part of it as vectors of length one, the rare ones heavier."""
    columns, where = np.unique(whole.features, return_inverse=True)
    if weigher is None:
        held_by = np.bincount(where, minlength=len(columns))
        weight = np.where(held_by > 1, np.log((rows + 1) / (held_by + 1)) + 1, 0).astype(np.float32)
    else:
        weight = weigher.weight(columns)
    first = _vectors(whole.rows, where, whole.times, weight, rows)
    if part is whole:
        return first, first
    at = np.searchsorted(columns, part.features).clip(max=max(0, len(columns) - 1))
    there = columns[at] == part.features if len(columns) else np.zeros(len(part.features), dtype=bool)
    return first, _vectors(part.rows[there], at[there], part.times[there], weight, rows)


def _vectors(
    rows: NDArray[np.int64], columns: NDArray[np.int64], times: NDArray[np.int64], weight: Matrix, size: int
) -> sparse.csr_matrix:
    values: Values = (1 + np.log(times)) * weight[columns]
    length = np.sqrt(np.bincount(rows, values**2, minlength=size))
    values = (values / np.maximum(length[rows], 1e-9)).astype(np.float32)
    kept = values > 0
    return sparse.csr_matrix((values[kept], (rows[kept], columns[kept])), shape=(size, len(weight)))
