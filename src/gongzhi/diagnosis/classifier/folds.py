"""Parts of a file that are held back in turn, each with its share of every class. The same seed draws the same."""

from collections.abc import Iterator

import numpy as np


def folds_of(right: np.ndarray, number: int, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the places that are learnt from and those that are held back."""
    chance = np.random.default_rng(seed)
    part = np.zeros(len(right), dtype=int)
    for label in np.unique(right):
        places = chance.permutation(np.flatnonzero(right == label))
        part[places] = (np.arange(len(places)) + chance.integers(number)) % number
    for each in range(number):
        yield np.flatnonzero(part != each), np.flatnonzero(part == each)
