"""Reads of the tree as it is kept: checkpoints, tiles, bundles, and what proofs need of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongzhi.ledger.models import Checkpoint, Cosignature, Head
from gongzhi.ledger.tiles import WIDTH, TileError, bundle, reader, width_of
from gongzhi.ledger.tree import HASH_BYTES, Read, inclusion_proof

Place = tuple[int, int]

# One round trip, and one moment: an edge that has become full meanwhile is not missed between two queries.
_TILES = """
    select tile.level, tile.number, tile.data from gongzhi_tile tile
    join unnest(%s::smallint[], %s::bigint[]) as wanted (level, number)
    on tile.level = wanted.level and tile.number = wanted.number
    union all
    select edge.level, (select tree_size from gongzhi_head) >> (8 * (edge.level + 1)), edge.hashes
    from gongzhi_edge edge
"""
_BUNDLE = """
    select fact.entry from gongzhi_entry place join gongzhi_fact fact on fact.id = place.fact_id
    where place.position >= %s and place.position < %s order by place.position
"""


@dataclass(frozen=True)
class Signed:
    """A checkpoint as it was given out, and the lines of the witnesses that have seen it."""

    size: int
    root: bytes
    note: str
    at: datetime
    cosigned: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note with all its lines."""
        return self.note + "".join(f"{line.rstrip()}\n" for line in self.cosigned)


def last_checkpoint() -> Signed | None:
    """Return the newest checkpoint; None before the first."""
    return _signed(Checkpoint.objects.order_by("-size").first())


def checkpoint_of(size: int) -> Signed | None:
    """Return the checkpoint of this size, if one was signed."""
    return _signed(Checkpoint.objects.filter(size=size).first())


def last_cosigned() -> Signed | None:
    """Return the newest checkpoint that a witness has cosigned."""
    return _signed(Checkpoint.objects.filter(cosignatures__isnull=False).order_by("-size").first())


def _signed(row: Checkpoint | None) -> Signed | None:
    if row is None:
        return None
    lines = Cosignature.objects.filter(checkpoint=row).order_by("id").values_list("line", flat=True)
    return Signed(row.size, bytes(row.root), row.note, row.at, tuple(lines))


def tree_size() -> int:
    """Return how many entries the tree holds."""
    return Head.objects.values_list("tree_size", flat=True).first() or 0


def tile_bytes(level: int, number: int, width: int) -> bytes | None:
    """Return the first `width` hashes of a tile; None where the tree does not hold so many."""
    found = _tiles([(level, number)]).get((level, number), b"")
    return found[: width * HASH_BYTES] if len(found) >= width * HASH_BYTES else None


def bundle_bytes(number: int, width: int) -> bytes | None:
    """Return the first `width` entries under tile 0/`number`, cut from the facts; None beyond the tree."""
    if width_of(0, number, tree_size()) < width:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BUNDLE, [number * WIDTH, number * WIDTH + width])
        entries = [bytes(entry) for (entry,) in cursor]
    return bundle(entries) if len(entries) == width else None


def read_tree(size: int, *indexes: int) -> Read:
    """Return how proofs about `indexes` read the tree of `size`; the tiles on their ways come in one query.

    Raises TileError where a tile is missing, which only damage can bring about.
    """
    kept = _tiles({*way_of(size, size - 1), *(place for each in indexes for place in way_of(size, each))})

    def tile(level: int, number: int) -> bytes:
        if (level, number) not in kept:
            kept.update(_tiles([(level, number)]))
        try:
            return kept[level, number]
        except KeyError:
            raise TileError("tile") from None

    return reader(size, tile)


def prove_inclusion(index: int, size: int) -> list[bytes]:
    """Return what shows that entry `index` is in the tree of `size`, from the tiles that are kept."""
    return inclusion_proof(index, size, read_tree(size, index))


def way_of(size: int, index: int) -> Iterator[Place]:
    """Yield the tiles over a leaf, the lowest first; the last of them may be an edge."""
    level = 0
    while index >= 0 and width_of(level, index >> 8 * (level + 1), size):
        yield level, index >> 8 * (level + 1)
        level += 1


def _tiles(places: Iterable[Place]) -> dict[Place, bytes]:
    """Return full tiles that are kept of `places`, and every edge."""
    wanted = list(places)
    with connection.cursor() as cursor:
        cursor.execute(_TILES, [[level for level, _ in wanted], [number for _, number in wanted]])
        return {(level, number): bytes(data) for level, number, data in cursor}
