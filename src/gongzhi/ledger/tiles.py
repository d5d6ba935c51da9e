"""The tree cut into tiles, and the entries into bundles, as C2SP tlog-tiles has them: pure.

A tile of level ``l`` holds up to 256 hashes side by side, each the root over ``256**l`` leaves; level 0 holds the leaf
hashes, level 1 one hash for each full tile of level 0, and so on. A full tile never changes. The last tile of a level
is partial while it holds fewer: here it is that level's *edge*. Bundle ``n`` holds the entries under tile 0/``n``, each
after its length in two bytes. What comes from outside and is wrong raises `TileError`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from gongzhi.ledger.tree import HASH_BYTES, MAX_SIZE, Read, root_at

Tile = Callable[[int, int], bytes]

WIDTH = 256
TILE_BYTES = WIDTH * HASH_BYTES
MAX_LEVEL = 63
MAX_ENTRY = 0xFFFF
_STEP = 8  # levels of the tree in one level of tiles
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/){0,6}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class TileError(ValueError):
    """Tiles, bundles or their paths are not what they should be; `code` says what is wrong.

    ``path``: no such level, number or width; ``tile``: too short, or no whole hashes; ``edges``: they do not belong
    to that size; ``bundle``: the lengths do not come out even; ``entry``: longer than a bundle can hold.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Grown:
    """A tree after more leaves: its size, the edge of each level (``b""`` where one has just become full and nothing
    follows), and the tiles that became full, lowest level first, as (level, number, 8192 bytes)."""

    size: int
    edges: dict[int, bytes]
    full: list[tuple[int, int, bytes]]

    def root(self) -> bytes:
        """Return the root; the edges are all it takes."""
        return root_at(self.size, reader(self.size, lambda level, _number: self.edges[level]))


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return where a tile is served, like ``tile/0/x001/234.p/17`` (tlog-tiles, "Merkle Tree")."""
    if not 0 <= level <= MAX_LEVEL:
        raise TileError("path")
    return f"tile/{level}/{_place(number, width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    """Return where a bundle of entries is served, like ``tile/entries/x001/234.p/17`` (tlog-tiles, "Log entries")."""
    return f"tile/entries/{_place(number, width)}"


def _place(number: int, width: int) -> str:
    if not (0 <= number <= MAX_SIZE and 1 <= width <= WIDTH):
        raise TileError("path")
    digits = f"{number % 1000:03}"
    while number := number // 1000:
        digits = f"x{number % 1000:03}/{digits}"
    return digits if width == WIDTH else f"{digits}.p/{width}"


def read_path(path: str) -> tuple[int | None, int, int]:
    """Return (level, number, width) of the path of a tile; the level is None for a bundle of entries.

    Only the one spelling that `tile_path` and `entries_path` give is read, so that nothing is served twice.
    """
    if not (found := _PATH.fullmatch(path)):
        raise TileError("path")
    place, digits, partial = found.groups()
    number, width = int(digits.replace("x", "").replace("/", "")), int(partial or WIDTH)
    level = None if place == "entries" else int(place)
    if path != (entries_path(number, width) if level is None else tile_path(level, number, width)):
        raise TileError("path")
    return level, number, width


def width_of(level: int, number: int, size: int) -> int:
    """Return how many hashes tile `number` of a level holds in a tree of `size`: 0 to 256. A bundle is as wide as its
    tile of level 0."""
    return max(0, min(WIDTH, (size >> _STEP * level) - number * WIDTH))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries side by side, each after its length in two bytes, the high one first."""
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise TileError("entry")
    return b"".join([len(entry).to_bytes(2) + entry for entry in entries])


def read_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle, at most 256."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin])
        if begin > len(data) or at > len(data) or len(entries) == WIDTH:
            raise TileError("bundle")
        entries.append(data[begin:at])
    return entries


def grow(size: int, edges: Mapping[int, bytes], leaves: Sequence[bytes]) -> Grown:
    """Put leaf hashes to the right of a tree of `size`, whose edges are given by level; nothing given is changed.

    A level without an edge may be missing. A full tile puts its root into the level above, where it is a leaf.
    """
    _check_edges(size, edges)
    grown, full, level, fresh = dict(edges), [], 0, b"".join(leaves)
    if len(fresh) != HASH_BYTES * len(leaves):
        raise TileError("tile")
    while fresh:
        number = size >> _STEP * (level + 1)
        data = edges.get(level, b"") + fresh
        whole = len(data) // TILE_BYTES
        tiles = [data[at * TILE_BYTES : (at + 1) * TILE_BYTES] for at in range(whole)]
        full += [(level, number + at, tile) for at, tile in enumerate(tiles)]
        grown[level] = data[whole * TILE_BYTES :]
        level, fresh = level + 1, b"".join([_root(tile) for tile in tiles])
    return Grown(size + len(leaves), grown, full)


def _check_edges(size: int, edges: Mapping[int, bytes]) -> None:
    """Each level is exactly as wide as the size says: a lost or doubled edge must not grow into a false tree."""
    if not 0 <= size <= MAX_SIZE:
        raise TileError("edges")
    levels = range(max([*edges, size.bit_length() // _STEP]) + 1)
    if any(level < 0 for level in edges) or any(
        len(edges.get(level, b"")) != (size >> _STEP * level) % WIDTH * HASH_BYTES for level in levels
    ):
        raise TileError("edges")


def reader(size: int, tile: Tile) -> Read:
    """Return how the proofs of `tree` read a tree of `size` from its tiles, fetching each tile once.

    ``tile(level, number)`` returns at least the hashes which that size needs; a later, wider tile does as well. What
    stands between the levels of tiles is hashed anew, and the hashes of a tile once only.
    """

    @cache
    def rows(level: int, number: int) -> list[bytes]:
        wide = width_of(level, number, size) * HASH_BYTES
        data = tile(level, number) if wide else b""
        if not wide or len(data) < wide:
            raise TileError("tile")
        return [data[:wide]]

    def read(level: int, index: int) -> bytes:
        height = level % _STEP
        number, place = divmod(index, WIDTH >> height)
        known = rows(level // _STEP, number)
        while len(known) <= height:
            known.append(_row_above(known[-1]))
        found = known[height][place * HASH_BYTES : (place + 1) * HASH_BYTES]
        if len(found) != HASH_BYTES:
            raise TileError("tile")
        return found

    return read


def root(size: int, read: Read) -> bytes:
    """Return the root of the tree of `size`."""
    return root_at(size, read)


def _root(tile: bytes) -> bytes:
    """Return the root over a full tile."""
    while len(tile) > HASH_BYTES:
        tile = _row_above(tile)
    return tile


def _row_above(row: bytes) -> bytes:
    """Hash the hashes of a row two by two; one that is left over has no parent yet."""
    whole = len(row) // (2 * HASH_BYTES) * 2 * HASH_BYTES
    return b"".join(
        [sha256(b"\x01" + row[at : at + 2 * HASH_BYTES]).digest() for at in range(0, whole, 2 * HASH_BYTES)]
    )
