"""Put messages that are alike into groups: average link down to a floor, then what people said, then the swollen ones.

The result depends on nothing but the messages and their order.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components

from gongzhi.diagnosis.similarity.alike import Matrix
from gongzhi.diagnosis.similarity.reading import number

Labels = NDArray[np.int64]
Pairs = Sequence[tuple[int, int]]
_MOST = 2.01  # above what √(place · issue) + words can be


def by_author(alike: Matrix, authors: Sequence[str]) -> Matrix:
    """Return similarities in which two messages of one author count less: people write in a manner of their own."""
    different, number_of = np.unique(np.array(authors), return_inverse=True)
    if len(different) == len(authors):
        return alike
    same = number_of[:, None] == number_of[None, :]
    if "" in different:
        same &= (number_of != int(np.flatnonzero(different == "")[0]))[:, None]
    return np.where(same, np.float32(number("same_author")), np.float32(1)) * alike


def groups_of(alike: Matrix, *, floor: float, together: Pairs = (), apart: Pairs = ()) -> Labels:
    """Return the number of its group for each message; who stands alone has a group of one.

    No two groups are joined that were on average less alike than `floor`. `together` and `apart` are pairs of messages
    of which people said so: what they said counts over what was counted.
    """
    labels = _cut(alike, floor)
    labels = _tightened(alike, labels, floor)
    labels = _joined(labels, together)
    return _in_order(_parted(alike, labels, apart))


def _cut(alike: Matrix, floor: float) -> Labels:
    """Average link. Each step joins two that are somewhere as alike as the floor, so parts never touching are apart."""
    size = len(alike)
    labels = np.arange(size)
    _, part = connected_components(sparse.csr_matrix(alike >= floor), directed=False)
    members: dict[int, list[int]] = defaultdict(list)
    for index, each in enumerate(part):
        members[int(each)].append(index)
    for each in members.values():
        if len(each) > 1:
            labels[each] = np.array(each)[_average_link(alike[np.ix_(each, each)], floor)]
    return labels


def _average_link(alike: Matrix, floor: float) -> Labels:
    """Return for each row the first row of its group."""
    upper = np.triu_indices(len(alike), 1)
    tree = linkage(np.maximum(0, _MOST - alike[upper]), "average")
    return _in_order(fcluster(tree, _MOST - floor, "distance"), first=True)


def _tightened(alike: Matrix, labels: Labels, floor: float) -> Labels:
    """A group of very many messages has to be closer: it is cut higher until it is, or small enough."""
    labels, wide, close = labels.copy(), int(number("wide")), number("close")
    for label, count in zip(*np.unique(labels, return_counts=True), strict=True):
        within, cut = np.flatnonzero(labels == label), floor
        while count > wide and cut < 3 * floor:
            inner = alike[np.ix_(within, within)]
            if (inner.sum() - np.trace(inner)) / (count * (count - 1)) >= close * floor:
                break
            cut *= 1.25
            first = _average_link(inner, cut)
            labels[within] = within[first]
            kept = np.bincount(first).argmax()
            within, count = within[first == kept], int((first == kept).sum())
    return labels


def _joined(labels: Labels, together: Pairs) -> Labels:
    """Groups of which people said that they are one."""
    labels = labels.copy()
    for one, other in together:
        if labels[one] != labels[other]:
            labels[labels == labels[other]] = labels[one]
    return labels


def _parted(alike: Matrix, labels: Labels, apart: Pairs) -> Labels:
    """Where people said that two of a group do not belong together, the others go with whom they are more alike.

    Who is known to be apart from one of the two is on the other's side.
    """
    labels, free = labels.copy(), int(labels.max(initial=0)) + 1
    strangers: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        strangers[one].add(other)
        strangers[other].add(one)
    for one, other in apart:
        if labels[one] != labels[other]:
            continue
        within = np.flatnonzero(labels == labels[one])
        here = [each for each in within if each == one or each in strangers[other]]
        there = [each for each in within if each == other or (each in strangers[one] and each not in here)]
        leaves = alike[np.ix_(within, there)].mean(axis=1) > alike[np.ix_(within, here)].mean(axis=1)
        leaves[np.isin(within, there)], leaves[np.isin(within, here)] = True, False
        labels[within[leaves]] = free
        free += 1
    return labels


def _in_order(labels: Labels, *, first: bool = False) -> Labels:
    """Number groups in the order in which they begin; or give each the place of its first message."""
    _, begins, where = np.unique(labels, return_index=True, return_inverse=True)
    return begins[where] if first else np.argsort(np.argsort(begins))[where]
