"""The tree of hashes: known roots, the vectors others check by, and whatever chance comes up with. No database."""

import json
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.ledger.tree import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)

# The vectors lie beside the repository, where there are any; they are not ours to ship.
VECTORS = Path(__file__).resolve().parents[5] / "shared/vectors/merkle/testdata"
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason=f"the vectors of transparency-dev/merkle are not at {VECTORS}"
)

# What the leaves of the published examples hold: of every length that is likely to go wrong.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive_root(entries: list[bytes]) -> bytes:
    """The definition itself (RFC 6962, 2.1), as slowly as it is written there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def memory(entries: list[bytes]) -> Callable[[int, int], bytes]:
    """Read complete subtrees from the entries themselves, by the definition."""

    def read(level: int, index: int) -> bytes:
        part = entries[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "a proof reads complete subtrees only"
        return naive_root(part)

    return read


def numbered(count: int) -> list[bytes]:
    return [b"entry %d" % each for each in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_no_to_eight_leaves_are_the_published_ones(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in LEAVES[:size]]
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    found = {frontier.root(), root_of(leaves), root_at(size, memory(LEAVES)), naive_root(LEAVES[:size])}
    assert found == {bytes.fromhex(ROOTS[size])}
    assert size or bytes.fromhex(ROOTS[0]) == EMPTY_ROOT


def test_a_leaf_never_passes_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    tree, root = [b"a", b"b", b"c", b"d"], naive_root([b"a", b"b", b"c", b"d"])
    with pytest.raises(ProofError, match="root"):  # the two children shown as if they were an entry
        check_inclusion(0, 2, leaf_hash(left + right), [node_hash(*map(leaf_hash, tree[2:]))], root)


def _vectors(kind: str) -> list[Any]:
    files = sorted((VECTORS / kind).rglob("*.json")) if VECTORS.is_dir() else []
    return [pytest.param(file, id=file.relative_to(VECTORS / kind).as_posix()) for file in files]


def _hash(text: str | None) -> bytes:
    return b64decode(text or "")


@needs_vectors
def test_all_vectors_are_there() -> None:
    assert (len(_vectors("inclusion")), len(_vectors("consistency"))) == (98, 98)


@pytest.mark.parametrize("file", _vectors("inclusion"))
def test_inclusion_is_judged_as_others_judge_it(file: Path) -> None:
    case = json.loads(file.read_text())
    proof = [_hash(each) for each in case["proof"] or []]
    _judge(
        case["wantErr"],
        lambda: check_inclusion(
            case["leafIdx"], case["treeSize"], _hash(case["leafHash"]), proof, _hash(case["root"])
        ),
    )


@pytest.mark.parametrize("file", _vectors("consistency"))
def test_consistency_is_judged_as_others_judge_it(file: Path) -> None:
    case = json.loads(file.read_text())
    proof = [_hash(each) for each in case["proof"] or []]
    sizes, roots = (case["size1"], case["size2"]), (_hash(case["root1"]), _hash(case["root2"]))
    _judge(case["wantErr"], lambda: check_consistency(*sizes, *roots, proof))


def _judge(wrong: bool, check: Callable[[], None]) -> None:
    if wrong:
        with pytest.raises(ProofError):
            check()
    else:
        check()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_every_tree_begins_with_every_earlier_one(batches: list[int]) -> None:
    entries: list[bytes] = []
    frontier, heads = Frontier(), []
    for batch in batches:
        for entry in numbered(len(entries) + batch)[len(entries) :]:
            entries.append(entry)
            frontier.append(leaf_hash(entry))
        assert frontier.root() == naive_root(entries)
        heads.append((frontier.size, frontier.root()))
        frontier = Frontier(frontier.size, frontier.hashes)  # as after a restart
    read = memory(entries)
    for at, (size2, root2) in enumerate(heads):
        for size1, root1 in heads[: at + 1]:
            check_consistency(size1, size2, root1, root2, consistency_proof(size1, size2, read))


@given(st.integers(1, 130))
def test_every_entry_has_its_proof(size: int) -> None:
    entries = numbered(size)
    read, root = memory(entries), naive_root(entries)
    for index, entry in enumerate(entries):
        proof = inclusion_proof(index, size, read)
        assert len(proof) <= (size - 1).bit_length()
        check_inclusion(index, size, leaf_hash(entry), proof, root)


def _spoilt(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """A proof with one hash flipped, dropped, doubled, swapped, added, shortened or lengthened."""
    at = data.draw(st.integers(0, max(0, len(proof) - 1)))
    change = data.draw(st.sampled_from(("flip", "drop", "double", "swap", "add", "shorten", "lengthen")))
    if change == "add" or not proof:
        return [*proof[:at], data.draw(st.sampled_from((bytes(32), EMPTY_ROOT))), *proof[at:]]
    bit = data.draw(st.integers(0, 255))
    flipped = bytearray(proof[at])
    flipped[bit // 8] ^= 1 << bit % 8
    other = data.draw(st.integers(0, len(proof) - 1))
    swapped = list(proof)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    return {
        "flip": [*proof[:at], bytes(flipped), *proof[at + 1 :]],
        "drop": [*proof[:at], *proof[at + 1 :]],
        "double": [*proof[: at + 1], *proof[at:]],
        "swap": swapped if swapped != proof else proof[:-1],
        "shorten": [*proof[:at], proof[at][:-1], *proof[at + 1 :]],
        "lengthen": [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]],
    }[change]


@given(st.data())
def test_no_spoilt_proof_of_inclusion_is_accepted(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    entries = numbered(size)
    proof = inclusion_proof(index, size, memory(entries))
    leaf, root = leaf_hash(entries[index]), naive_root(entries)
    with pytest.raises(ProofError):
        check_inclusion(index, size, leaf, _spoilt(data, proof), root)
    elsewhere = data.draw(st.integers(0, size + 3).filter(lambda other: other != index))
    with pytest.raises(ProofError):
        check_inclusion(elsewhere, size, leaf, proof, root)
    with pytest.raises(ProofError):
        check_inclusion(index, size, leaf_hash(b"another"), proof, root)


@given(st.data())
def test_no_spoilt_proof_of_consistency_is_accepted(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(2, 70))
    size1 = data.draw(st.integers(1, size2 - 1))
    entries = numbered(size2)
    old, new = naive_root(entries[:size1]), naive_root(entries)
    proof = consistency_proof(size1, size2, memory(entries))
    with pytest.raises(ProofError):
        check_consistency(size1, size2, old, new, _spoilt(data, proof))
    with pytest.raises(ProofError):
        check_consistency(size1, size2, new, old, proof)
    rewritten = naive_root([b"rewritten", *entries[1:size1]])
    with pytest.raises(ProofError):
        check_consistency(size1, size2, rewritten, new, proof)
    with pytest.raises(ProofError):
        check_consistency(size2, size1, new, old, proof)


LEAF, ROOT = leaf_hash(b"a"), naive_root([b"a", b"b"])
NEIGHBOUR = leaf_hash(b"b")


@pytest.mark.parametrize(
    ("index", "size", "leaf", "proof", "root", "code"),
    [
        (0, 0, LEAF, [], EMPTY_ROOT, "index"),
        (-1, 2, LEAF, [NEIGHBOUR], ROOT, "index"),
        (2, 2, LEAF, [NEIGHBOUR], ROOT, "index"),
        (0.0, 2, LEAF, [NEIGHBOUR], ROOT, "index"),
        (True, 2, NEIGHBOUR, [LEAF], ROOT, "index"),
        (0, -2, LEAF, [NEIGHBOUR], ROOT, "size"),
        (0, "2", LEAF, [NEIGHBOUR], ROOT, "size"),
        (0, 2**63, LEAF, [NEIGHBOUR], ROOT, "size"),
        (0, 10**4000, LEAF, [NEIGHBOUR], ROOT, "size"),
        (0, MAX_SIZE, LEAF, [NEIGHBOUR], ROOT, "length"),
        (MAX_SIZE - 1, MAX_SIZE, LEAF, [NEIGHBOUR] * 64, ROOT, "length"),
        (0, 2, LEAF, [NEIGHBOUR] * 10_000, ROOT, "length"),
        (0, 2, LEAF, [], ROOT, "length"),
        (0, 2, LEAF, None, ROOT, "length"),
        (0, 2, LEAF, NEIGHBOUR, ROOT, "length"),
        (0, 2, LEAF[:31], [NEIGHBOUR], ROOT, "hash"),
        (0, 2, LEAF, [NEIGHBOUR + b"\0"], ROOT, "hash"),
        (0, 2, LEAF, [NEIGHBOUR.hex()], ROOT, "hash"),
        (0, 2, LEAF, [None], ROOT, "hash"),
        (0, 2, LEAF, [NEIGHBOUR], b"", "hash"),
        (0, 2, NEIGHBOUR, [NEIGHBOUR], ROOT, "root"),
        (1, 2, LEAF, [NEIGHBOUR], ROOT, "root"),
        # The length of a leaf and a node together, as a node that claims to be a leaf would have it.
        (0, 1, LEAF + NEIGHBOUR, [], ROOT, "hash"),
    ],
)
def test_what_is_wrong_with_an_inclusion_is_named(
    index: Any, size: Any, leaf: bytes, proof: Any, root: bytes, code: str
) -> None:
    check_inclusion(0, 2, LEAF, [NEIGHBOUR], ROOT)
    with pytest.raises(ProofError) as error:
        check_inclusion(index, size, leaf, proof, root)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("size1", "size2", "root1", "root2", "proof", "code"),
    [
        # Any tree begins with an empty one: such a proof proves nothing, and so it is none.
        (0, 0, EMPTY_ROOT, EMPTY_ROOT, [], "empty"),
        (0, 2, EMPTY_ROOT, ROOT, [], "empty"),
        (2, 1, ROOT, LEAF, [], "size"),
        (-1, 2, LEAF, ROOT, [NEIGHBOUR], "size"),
        (1, None, LEAF, ROOT, [NEIGHBOUR], "size"),
        (False, 2, LEAF, ROOT, [NEIGHBOUR], "size"),
        (1, 2**64, LEAF, ROOT, [NEIGHBOUR], "size"),
        (1, MAX_SIZE, LEAF, ROOT, [NEIGHBOUR], "length"),
        (1, 2, LEAF, ROOT, [], "length"),
        (1, 2, LEAF, ROOT, {}, "length"),
        (1, 2, LEAF, ROOT, [NEIGHBOUR] * 10_000, "length"),
        (1, 2, LEAF, ROOT, [NEIGHBOUR] * 2, "length"),
        (2, 2, ROOT, ROOT, [NEIGHBOUR], "length"),
        (2, 2, ROOT, LEAF, [], "root"),
        (1, 2, LEAF, ROOT, [NEIGHBOUR[:-1]], "hash"),
        (1, 2, LEAF[:-1], ROOT, [NEIGHBOUR], "hash"),
        (1, 2, LEAF, ROOT, [LEAF], "root"),
        (1, 2, NEIGHBOUR, ROOT, [NEIGHBOUR], "root"),
        (3, 4, LEAF, ROOT, [LEAF, NEIGHBOUR, LEAF], "old_root"),
    ],
)
def test_what_is_wrong_with_a_consistency_is_named(
    size1: Any, size2: Any, root1: bytes, root2: bytes, proof: Any, code: str
) -> None:
    check_consistency(1, 2, LEAF, ROOT, [NEIGHBOUR])
    check_consistency(2, 2, ROOT, ROOT, [])
    with pytest.raises(ProofError) as error:
        check_consistency(size1, size2, root1, root2, proof)
    assert error.value.code == code


def test_from_an_empty_tree_nothing_needs_a_proof() -> None:
    assert consistency_proof(0, 7, memory(numbered(7))) == []
    assert consistency_proof(7, 7, memory(numbered(7))) == []


@pytest.mark.parametrize(
    ("size", "hashes", "code"),
    [
        (1, [], "length"),
        (0, [LEAF], "length"),
        (3, [LEAF], "length"),
        (2, [LEAF, LEAF], "length"),
        (2, [LEAF[:-1]], "hash"),
        (-1, [LEAF], "size"),
    ],
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, hashes: list[bytes], code: str) -> None:
    with pytest.raises(ProofError, match=code):
        Frontier(size, hashes)


def test_there_is_no_root_of_a_tree_that_cannot_be() -> None:
    with pytest.raises(ProofError, match="size"):
        root_at(-1, memory([]))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (0, -1), (0, MAX_SIZE + 1)])
def test_there_is_no_proof_of_what_is_not_in_the_tree(index: int, size: int) -> None:
    with pytest.raises(ProofError, match=r"index|size"):
        inclusion_proof(index, size, memory(numbered(5)))


@pytest.mark.parametrize(("size1", "size2"), [(6, 5), (-1, 5), (1, MAX_SIZE + 1)])
def test_there_is_no_proof_between_trees_that_are_not(size1: int, size2: int) -> None:
    with pytest.raises(ProofError, match="size"):
        consistency_proof(size1, size2, memory(numbered(5)))
