"""How much alike messages are: the same place and issue, or the same words.

`alike = √(place · issue) + words`: each a cosine of weighted features, 0 to 1. The title of one is compared with the
whole of the other, both ways, so that a message with a vague title is found by another one's exact title.
"""

from collections.abc import Sequence

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
)

Matrix = NDArray[np.float32]


def similarities(bags: Sequence[Bag], rows: int) -> Matrix:
    """Return how much alike each two of some messages are."""
    words = _both_ways(bags[TITLE], bags[WHOLE], rows)
    issue = _both_ways(bags[TITLE_ISSUE], bags[WHOLE_ISSUE], rows)
    place, _ = weighted(bags[WHOLE_PLACE], bags[WHOLE_PLACE], rows)
    same_place = (place @ place.T).toarray()
    return np.sqrt(same_place * issue) + words


def _both_ways(title: Bag, whole: Bag, rows: int) -> Matrix:
    wholes, titles = weighted(whole, title, rows)
    one = (titles @ wholes.T).toarray()
    return (one + one.T) / 2


def weighted(whole: Bag, part: Bag, rows: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the features of the whole and of a part of it as vectors of length one, the rare ones heavier."""
    columns, where = np.unique(whole.features, return_inverse=True)
    held_by = np.bincount(where, minlength=len(columns))
    weight = np.where(held_by > 1, np.log((rows + 1) / (held_by + 1)) + 1, 0).astype(np.float32)
    first = _vectors(whole.rows, where, whole.times, weight, rows)
    if part is whole:
        return first, first
    return first, _vectors(part.rows, np.searchsorted(columns, part.features), part.times, weight, rows)


def _vectors(
    rows: NDArray[np.int64], columns: NDArray[np.int64], times: NDArray[np.int64], weight: Matrix, size: int
) -> sparse.csr_matrix:
    values = ((1 + np.log(times)) * weight[columns]).astype(np.float32)
    length = np.sqrt(np.bincount(rows, values**2, minlength=size)).astype(np.float32)
    values = values / np.maximum(length[rows], 1e-9)
    kept = values > 0
    return sparse.csr_matrix((values[kept], (rows[kept], columns[kept])), shape=(size, len(weight)))
