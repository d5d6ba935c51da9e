"""Ridge regression over many thousand pieces of text and few thousand messages: solved among the messages.

With n messages the solution is a weighted sum of them, so that a system of n equations suffices however many pieces
there are. For up to `EXACT` messages it is solved at once, and what each message would have got had it not been learnt
from (leave-one-out) follows from the same matrix; for more, by conjugate gradients, and with folds.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import spotrf, spotri
from scipy.sparse import csr_matrix

EXACT = 8_000
_STEPS, _CLOSE = 150, 1e-4

Numbers = NDArray[np.float32]


def gram(rows: csr_matrix) -> Numbers:
    """Return how alike each message is to each other, and one more for what all share."""
    alike: Numbers = (rows @ rows.T).toarray().astype(np.float32)
    alike += np.float32(1)
    return alike


def solve_exactly(alike: Numbers, wanted: Numbers, hold: float) -> tuple[Numbers, Numbers]:
    """Return the weights of the messages, and what each would have got without itself. `alike` is used up."""
    alike[np.diag_indices_from(alike)] += np.float32(hold)
    factor, failed = spotrf(alike, lower=1, overwrite_a=1)
    inverse, failed_too = spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("the messages are too alike to be told apart")
    own = np.diag(inverse).copy()
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = (inverse @ wanted).astype(np.float32)
    return weights, (wanted - weights / own[:, None]).astype(np.float32)


def solve_slowly(
    rows: csr_matrix, wanted: Numbers, hold: float, tick: Callable[[], None] | None = None
) -> Numbers:
    """Return the weights of the messages by conjugate gradients, all classes side by side."""

    def times(given: Numbers) -> Numbers:
        turned: Numbers = (rows @ (rows.T @ given) + given.sum(0) + np.float32(hold) * given).astype(
            np.float32
        )
        return turned

    weights = np.zeros_like(wanted)
    rest, along = wanted.copy(), wanted.copy()
    size = first = (rest * rest).sum(0)
    for _step in range(_STEPS):
        forth = times(along)
        pace = size / np.maximum((along * forth).sum(0), 1e-20)
        weights += pace * along
        rest -= pace * forth
        after = (rest * rest).sum(0)
        if tick:
            tick()
        if (after <= _CLOSE**2 * first).all():
            break
        along = rest + (after / np.maximum(size, 1e-20)) * along
        size = after
    return weights
