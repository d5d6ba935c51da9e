"""From margins to confidences: which share of such answers was right among messages the model had not learnt from.

The margins are turned by one factor, and for up to `MIXED` classes also by a matrix and a shift that are held near zero
(regularised matrix scaling). All of it is linear, so that reasons still sum to the score.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

MIXED = 20
_HOLD = 0.02  # per message: how strongly the matrix is held; a default of this project


@dataclass(frozen=True)
class Calibration:
    """`mixing` and `shift`: score = margins @ mixing + shift."""

    mixing: np.ndarray
    shift: np.ndarray

    def scores(self, margins: np.ndarray) -> np.ndarray:
        """Return the scores whose softmax are the confidences."""
        found: np.ndarray = np.asarray(margins, dtype=np.float64) @ self.mixing + self.shift
        return found


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return confidences that sum to one."""
    spread = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: np.ndarray = spread / spread.sum(axis=-1, keepdims=True)
    return found


def calibrated(margins: np.ndarray, right: np.ndarray) -> Calibration:
    """Learn from margins of messages that were not learnt from, and the numbers of their right classes."""
    number, classes = margins.shape
    margins = margins.astype(np.float64)
    wanted = np.zeros((number, classes))
    wanted[np.arange(number), right] = 1
    size = classes * classes if classes <= MIXED else 0
    begin = np.zeros(1 + size + (classes if size else 0))
    begin[0] = np.log(3.0)

    def parts(given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mixing = np.exp(given[0]) * np.eye(classes)
        if size:
            mixing = mixing + given[1 : 1 + size].reshape(classes, classes)
        return mixing, given[1 + size :] if size else np.zeros(classes)

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        mixing, shift = parts(given)
        shares = softmax(margins @ mixing + shift)
        worst = -float(np.log(np.maximum(shares[np.arange(number), right], 1e-12)).mean())
        off = (shares - wanted) / number
        turn = margins.T @ off
        slope = np.zeros_like(given)
        slope[0] = np.exp(given[0]) * np.trace(turn)
        if size:
            slope[1 : 1 + size] = turn.ravel() + _HOLD * given[1 : 1 + size]
            slope[1 + size :] = off.sum(0)
        return worst + _HOLD / 2 * float(given[1 : 1 + size] @ given[1 : 1 + size]), slope

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Calibration(*parts(found.x))
