"""The tree of hashes over all entries, and the two proofs it gives: pure, and small enough to be read in one sitting.

The tree is the one of RFC 6962, section 2.1 (unchanged in RFC 9162): SHA-256, a leaf is the hash of ``00`` and the
entry, a node the hash of ``01`` and its two children, and of ``n`` leaves the greatest power of two below ``n``
stands on the left. Shapes: a hash is `bytes` of 32, a size counts leaves, an index counts from 0. A proof is a list
of hashes from the leaf's neighbour upwards. ``read(level, index)`` returns the hash of the complete subtree of
``2**level`` leaves number ``index``; level 0 are the leaf hashes.

What comes from outside is wrong until shown otherwise: whatever it is, a check either returns or raises `ProofError`.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Read = Callable[[int, int], bytes]

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1  # what one column holds; a longer log has been invented
MAX_PROOF = 63 + 1  # the longest proof of the largest tree
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof, or what it is about, is wrong. `code` says the first thing that is, and never changes its meaning.

    ``size``, ``index``: no such tree, or no such place in it; ``hash``: not 32 bytes; ``length``: too few or too
    many hashes; ``root``, ``old_root``: the hashes lead elsewhere; ``empty``: nothing follows from an empty tree.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours (RFC 6962, 2.1). The prefix keeps a node from passing for a leaf."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes (RFC 6962, 2.1): neighbours are paired; who has none goes up as he is."""
    row = list(leaf_hashes)
    while len(row) > 1:
        alone = row[-1:] if len(row) % 2 else []
        row = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
        ]
        row += alone
    return row[0] if row else EMPTY_ROOT


class Frontier:
    """The right edge of a growing tree: all that is needed to append, at most 63 hashes.

    `hashes` are the complete subtrees a tree of `size` leaves falls into, the largest first: one for each 1 in the
    binary number. Raises ProofError ``size``, ``length`` or ``hash`` when they are not that.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        _check_size(size)
        if len(hashes) != size.bit_count():
            raise ProofError("length")
        _check_hashes(*hashes)
        self.size, self.hashes = size, list(hashes)

    def append(self, leaf: bytes) -> None:
        """Put one more leaf hash to the right; on average one node is hashed."""
        size, hashes = self.size, self.hashes
        self.size = size + 1
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT


def root_at(size: int, read: Read) -> bytes:
    """Return the root of the first `size` leaves."""
    _check_size(size)
    return _hash_of(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Return what shows that leaf `index` is in the tree of `size` (RFC 6962, 2.1.1)."""
    _check_index(index, size)
    begin, end, proof = 0, size, []
    while end - begin > 1:
        middle = _middle(begin, end)
        if index < middle:
            proof.append(_hash_of(middle, end, read))
            end = middle
        else:
            proof.append(_hash_of(begin, middle, read))
            begin = middle
    return proof[::-1]


def consistency_proof(size1: int, size2: int, read: Read) -> list[bytes]:
    """Return what shows that the tree of `size2` begins with that of `size1` (RFC 6962, 2.1.2).

    Nothing is needed where the sizes are equal or the first is 0, and nothing is returned.
    """
    _check_size(size2)
    if not _is_count(size1) or size1 > size2:
        raise ProofError("size")
    begin, end, proof = 0, size2, []
    while size1 and end != size1:
        middle = _middle(begin, end)
        if size1 <= middle:
            proof.append(_hash_of(middle, end, read))
            end = middle
        else:
            proof.append(_hash_of(begin, middle, read))
            begin = middle
    if begin:  # the old root itself is known to who asks; a part of it is not
        proof.append(_hash_of(begin, end, read))
    return proof[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless `leaf` stands at `index` in the tree of `size` with this root (RFC 9162, 2.1.3.2)."""
    _check_index(index, size)
    _check_proof(proof)
    _check_hashes(leaf, root)
    last, node = size - 1, leaf
    for neighbour in proof:
        if not last:
            raise ProofError("length")
        if index & 1 or index == last:
            node = node_hash(neighbour, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, neighbour)
        index, last = index >> 1, last >> 1
    if last:
        raise ProofError("length")
    if node != root:
        raise ProofError("root")


def check_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofError unless the tree of `size2` begins with that of `size1` (RFC 9162, 2.1.4.2).

    Equal sizes need equal roots and an empty proof. An empty first tree is an error (``empty``), also before an
    empty second one: any tree begins with nothing, so such a proof proves nothing, and who takes it for one has
    skipped a check. RFC 9162 leaves the case open, and implementations differ.
    """
    _check_size(size2)
    if not _is_count(size1) or size1 > size2:
        raise ProofError("size")
    if size1 == 0:
        raise ProofError("empty")
    if size1 == size2:
        if proof:
            raise ProofError("length")
        if root1 != root2:
            raise ProofError("root")
        return
    _check_proof(proof)
    _check_hashes(root1, root2)
    hashes = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    if not proof:
        raise ProofError("length")
    _lead(hashes, size1 - 1, size2 - 1, root1, root2)


def _lead(hashes: Sequence[bytes], index: int, last: int, root1: bytes, root2: bytes) -> None:
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = hashes[0]
    for neighbour in hashes[1:]:
        if not last:
            raise ProofError("length")
        if index & 1 or index == last:
            old, new = node_hash(neighbour, old), node_hash(neighbour, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, neighbour)
        index, last = index >> 1, last >> 1
    if last:
        raise ProofError("length")
    if old != root1:
        raise ProofError("old_root")
    if new != root2:
        raise ProofError("root")


def _middle(begin: int, end: int) -> int:
    """Return where a range is parted: the greatest power of two below its length goes to the left."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def _hash_of(begin: int, end: int, read: Read) -> bytes:
    """Return the root over the leaves from `begin` to `end`; `begin` is where a subtree of that length may begin."""
    subtrees = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        subtrees.append(read(level, begin >> level))
        begin += 1 << level
    return _fold(subtrees)


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """Join complete subtrees, the largest first, from the right."""
    node = subtrees[-1]
    for left in subtrees[-2::-1]:
        node = node_hash(left, node)
    return node


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number <= MAX_SIZE


def _check_size(size: int) -> None:
    if not _is_count(size):
        raise ProofError("size")


def _check_index(index: int, size: int) -> None:
    _check_size(size)
    if not _is_count(index) or index >= size:
        raise ProofError("index")


def _check_proof(proof: Sequence[bytes]) -> None:
    if not isinstance(proof, list | tuple) or len(proof) > MAX_PROOF:
        raise ProofError("length")
    _check_hashes(*proof)


def _check_hashes(*hashes: bytes) -> None:
    if not all(isinstance(each, bytes) and len(each) == HASH_BYTES for each in hashes):
        raise ProofError("hash")
