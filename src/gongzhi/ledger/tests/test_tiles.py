"""Tiles and bundles: the layout of C2SP tlog-tiles, and that proofs read from tiles are the proofs. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.ledger.tiles import (
    MAX_ENTRY,
    TILE_BYTES,
    Grown,
    TileError,
    bundle,
    entries_path,
    grow,
    read_bundle,
    read_path,
    reader,
    root,
    tile_path,
    width_of,
)
from gongzhi.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)

# A log long enough for three levels of tiles: the example of the specification.
SIZE = 70_000
LEAVES = [leaf_hash(b"%d" % each) for each in range(SIZE)]


class Shelf:
    """A log that keeps what a database would: full tiles for ever, and the edge of each level."""

    def __init__(self) -> None:
        self.size, self.edges, self.full = 0, dict[int, bytes](), dict[tuple[int, int], bytes]()

    def put(self, count: int) -> Grown:
        grown = grow(self.size, self.edges, LEAVES[self.size : self.size + count])
        for level, number, data in grown.full:
            assert (level, number) not in self.full, "a full tile is written once"
            self.full[level, number] = data
        self.size, self.edges = grown.size, grown.edges
        return grown

    def tile(self, level: int, number: int) -> bytes:
        return self.full.get((level, number)) or self.edges[level]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    made = Shelf()
    for count in (1, 254, 1, 1, 255, 256, 511, 0, 3, 60_000, SIZE):
        made.put(min(count, SIZE - made.size))
    return made


def test_seventy_thousand_entries_lie_as_the_specification_says(shelf: Shelf) -> None:
    assert sorted(shelf.full) == [*((0, number) for number in range(273)), (1, 0)]
    assert {level: len(edge) // 32 for level, edge in shelf.edges.items()} == {0: 112, 1: 17, 2: 1}
    assert {len(data) for data in shelf.full.values()} == {TILE_BYTES}
    assert shelf.full[0, 3] == b"".join(LEAVES[768:1024])
    assert shelf.full[1, 0][:32] == root_of(LEAVES[:256])
    assert shelf.edges[2] == root_of(LEAVES[:65536])


def test_a_level_that_has_just_become_full_has_an_empty_edge() -> None:
    shelf = Shelf()
    assert shelf.put(256).edges == {0: b"", 1: root_of(LEAVES[:256])}
    assert shelf.put(0).full == []
    assert shelf.put(1).edges == {0: LEAVES[256], 1: root_of(LEAVES[:256])}


@settings(deadline=None)
@given(st.lists(st.integers(0, 700), max_size=8))
def test_however_it_grows_the_tiles_are_those_of_its_size(batches: list[int]) -> None:
    shelf, frontier = Shelf(), Frontier()
    for batch in batches:
        before = dict(shelf.edges)
        edges = shelf.edges
        grown = shelf.put(batch)
        assert edges == before, "what was given is left as it was: a batch may fail and come again"
        for leaf in LEAVES[frontier.size : shelf.size]:
            frontier.append(leaf)
        assert grown.root() == frontier.root()
    at_once = Shelf()
    at_once.put(shelf.size)
    assert (at_once.full, at_once.edges) == (shelf.full, shelf.edges)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_793, SIZE])
def test_an_older_tree_is_read_from_the_tiles_of_a_later_one(shelf: Shelf, size: int) -> None:
    assert root(size, reader(size, shelf.tile)) == root_of(LEAVES[:size])


def test_the_empty_tree_needs_no_tile() -> None:
    assert root(0, reader(0, Shelf().tile)) == EMPTY_ROOT
    assert grow(0, {}, []).root() == EMPTY_ROOT


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_proofs_from_tiles_are_those_from_memory(shelf: Shelf, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1500) | st.integers(1, SIZE))
    index = data.draw(st.integers(0, size - 1))
    read = reader(size, shelf.tile)

    def memory(level: int, place: int) -> bytes:
        return root_of(LEAVES[place << level : (place + 1) << level])

    proof = inclusion_proof(index, size, read)
    assert proof == inclusion_proof(index, size, memory)
    check_inclusion(index, size, LEAVES[index], proof, root(size, read))
    older = index + 1
    proof = consistency_proof(older, size, read)
    assert proof == consistency_proof(older, size, memory)
    check_consistency(older, size, root_of(LEAVES[:older]), root(size, read), proof)


def test_each_tile_is_fetched_once(shelf: Shelf) -> None:
    fetched: list[tuple[int, int]] = []

    def tile(level: int, number: int) -> bytes:
        fetched.append((level, number))
        return shelf.tile(level, number)

    read = reader(SIZE, tile)
    inclusion_proof(300, SIZE, read)
    root(SIZE, read)
    assert sorted(fetched) == [(0, 1), (0, 273), (1, 0), (1, 1), (2, 0)]


def test_a_tile_that_is_missing_or_too_short_is_named(shelf: Shelf) -> None:
    for wrong in (b"", shelf.edges[0][:-1], shelf.edges[0][:-32]):
        with pytest.raises(TileError, match="tile"):
            root(
                SIZE,
                reader(
                    SIZE,
                    lambda level, number, wrong=wrong: wrong if level == 0 else shelf.tile(level, number),
                ),
            )
    with pytest.raises(TileError, match="tile"):
        reader(SIZE, shelf.tile)(0, SIZE)
    with pytest.raises(TileError, match="tile"):
        reader(SIZE, shelf.tile)(7, 1 << 60)


@pytest.mark.parametrize(
    ("size", "edges"),
    [
        (1, {}),
        (0, {0: LEAVES[0]}),
        (2, {0: LEAVES[0]}),
        (1, {0: LEAVES[0][:-1]}),
        (256, {0: b"".join(LEAVES[:256])}),
        (257, {0: LEAVES[0]}),
        (1, {0: LEAVES[0], 1: LEAVES[1]}),
        (1, {0: LEAVES[0], -1: b""}),
        (-1, {}),
    ],
)
def test_edges_that_do_not_belong_to_the_size_are_refused(size: int, edges: dict[int, bytes]) -> None:
    """An edge that was lost or written twice would else grow into a tree that nobody can prove anything with."""
    with pytest.raises(TileError, match="edges"):
        grow(size, edges, [LEAVES[2]])


def test_leaves_are_whole_hashes() -> None:
    with pytest.raises(TileError, match="tile"):
        grow(0, {}, [LEAVES[0][:-1]])


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 0, 1, "tile/0/000.p/1"),
        (3, 999, 255, "tile/3/999.p/255"),
        (0, 1000, 256, "tile/0/x001/000"),
        (63, 1234067, 17, "tile/63/x001/x234/067.p/17"),
        (None, 1234067, 256, "tile/entries/x001/x234/067"),
        (None, 0, 15, "tile/entries/000.p/15"),
        (0, 2**55 - 1, 256, "tile/0/x036/x028/x797/x018/x963/967"),
    ],
)
def test_paths_are_those_of_the_specification(level: int | None, number: int, width: int, path: str) -> None:
    made = entries_path(number, width) if level is None else tile_path(level, number, width)
    assert (made, read_path(path)) == (path, (level, number, width))


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000", "tile/00/000", "tile/01/000", "tile/-1/000", "tile/0/0", "tile/0/0000", "tile/0/x000/000",
        "tile/0/001/000", "tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
        "tile/0/000/", "/tile/0/000", "tile/0/000.p/999", "tile/entries/0", "tile/data/000", "tile/0/٠٠٠",
        "tile/0/000\n", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "../checkpoint", "",
    ],
)  # fmt: skip
def test_there_is_one_spelling_of_each_path(path: str) -> None:
    with pytest.raises(TileError, match="path"):
        read_path(path)


@pytest.mark.parametrize(
    ("level", "number", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 2**63, 1), (0, 0, 0), (0, 0, 257)]
)
def test_there_is_no_path_of_a_tile_that_cannot_be(level: int, number: int, width: int) -> None:
    with pytest.raises(TileError, match="path"):
        tile_path(level, number, width)


@pytest.mark.parametrize(
    ("level", "number", "size", "width"),
    [
        (0, 0, 0, 0),
        (0, 0, 1, 1),
        (0, 0, 300, 256),
        (0, 1, 300, 44),
        (1, 0, 300, 1),
        (0, 2, 300, 0),
        (2, 0, SIZE, 1),
    ],
)
def test_the_width_of_a_tile_follows_from_the_size(level: int, number: int, size: int, width: int) -> None:
    assert width_of(level, number, size) == width


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    assert read_bundle(bundle(entries)) == entries


def test_a_bundle_is_length_and_entry_by_turns() -> None:
    assert bundle([b"one", b"", b"x" * 258]) == b"\0\3one\0\0\1\2" + b"x" * 258
    assert read_bundle(bundle([b"x" * MAX_ENTRY])) == [b"x" * MAX_ENTRY]


@pytest.mark.parametrize("data", [b"\0", b"\0\4one", b"\0\3one\0", b"\xff\xff", b"\0\0" * 257])
def test_a_bundle_that_does_not_come_out_even_is_refused(data: bytes) -> None:
    with pytest.raises(TileError, match="bundle"):
        read_bundle(data)


def test_an_entry_too_long_for_a_bundle_is_refused() -> None:
    with pytest.raises(TileError, match="entry"):
        bundle([b"", b"x" * (MAX_ENTRY + 1)])


@pytest.mark.parametrize("spoilt", [0, 1, 2])
def test_a_flipped_bit_in_any_tile_changes_the_root(shelf: Shelf, spoilt: int) -> None:
    def tile(level: int, number: int) -> bytes:
        data = bytearray(shelf.tile(level, number))
        data[5] ^= level == spoilt
        return bytes(data)

    assert root(SIZE, reader(SIZE, tile)) != root_of(LEAVES)
