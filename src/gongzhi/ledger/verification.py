"""Recompute everything from the bytes of the entries, and name what is not what was signed.

Nothing that is kept is believed but the keys, and they can be given: leaf hashes follow from entries, tiles from leaf
hashes, roots from tiles, and each root stands under a signature. What differs is a fault with a place. It reads in
steps and keeps one step at a time, beside a running sequencer: it looks at the tree as it is when it begins.
"""

from base64 import b64decode
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.canonical import decode
from gongzhi.kernel.commitments import commit
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.checkpoints import CheckpointError, read_checkpoint
from gongzhi.ledger.facts import UNREADABLE
from gongzhi.ledger.last_signed import forgotten_size
from gongzhi.ledger.models import Checkpoint, Cosignature, Cursor, Entry, Fact, LogKey, Opening, Tile
from gongzhi.ledger.notes import Algorithm, NoteError, Verifier, add_signature, open_note, parse_vkey
from gongzhi.ledger.reading import read_row
from gongzhi.ledger.sm2 import installed
from gongzhi.ledger.tiles import WIDTH, width_of
from gongzhi.ledger.tree import HASH_BYTES, Frontier, leaf_hash, root_of

STEP = 2048  # entries at a time; whole tiles of level 0
_ROWS = """
    select place.position, place.fact_id, fact.id, fact.node, fact.kind, fact.subject, fact.actor, fact.at, fact.entry
    from gongzhi_entry place left join gongzhi_fact fact on fact.id = place.fact_id
    where place.position >= %s and place.position < %s order by place.position
"""
_UNPLACED = """
    select fact.id, fact.subject from gongzhi_fact fact
    where not exists (select from gongzhi_entry place where place.fact_id = fact.id)
    and not exists (select from gongzhi_pendingfact waiting where waiting.fact_id = fact.id)
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Fault:
    """Something that is not what was signed: what (`code`), where, which fact, and about whom.

    ``entry_missing``: a gap in the order; ``fact_missing``: a place whose fact is gone; ``entry``: other bytes than
    were hashed; ``bytes``: no canonical JSON; ``columns``: the row says otherwise than its entry; ``opening``: a text
    that is not the one committed to; ``unplaced``: a fact outside the order; ``tile``, ``edge``: hashes that do not
    follow; ``checkpoint``, ``signature``, ``cosignature``: a statement that is not the one signed; ``tree``: from this
    position on the entries lead to another root than was signed; ``head``: the count is wrong; ``set_back``: what
    was signed last is not in the tables; ``cursor``: a reader stands where no fact is yet, and would pass over those
    that come; ``words``: a text in a table of its matter that is not the one committed to (`kept_words.py`);
    ``table``: another value of a table that is not what the facts say (named by who knows the tables).
    """

    code: str
    position: int | None = None
    fact: UUID | None = None
    subject: UUID | None = None
    where: str = ""


def faults(keys: Sequence[str] = (), progress: Progress = lambda _done, _all: None) -> Iterator[Fault]:
    """Yield every fault there is. `progress` is told how many entries of how many are done.

    `keys` are the log's keys for verifying as one has them from elsewhere; else those of the table are believed, and
    whoever holds the table could have put another one there. Raises NoteError for a text that is no key.
    """
    known = _verifiers(keys)
    size, total, edge = _head()
    yield from _set_back()
    yield from _counts(size, total)
    yield from _signed_statements(size, known)
    yield from _entries(size, total, edge, known, progress)
    yield from _tiles(size, edge)
    yield from _cosignatures()
    yield from _unplaced()
    yield from _ahead()


def faults_between(begin: int, end: int) -> Iterator[Fault]:
    """Yield what is wrong with some entries, against the tiles as they are kept: a cheap look, and no proof.

    `begin` is where a tile begins. Whether an entry or its tile was altered is not told here.
    """
    yield from _set_back()
    size, total, edge = _head()
    end = min(end, total)
    rows, leaves = _rows(begin, end), _leaves(begin, min(end, size), edge)
    committed: dict[UUID, tuple[int, dict[str, Any], set[UUID | None]]] = {}
    for position in range(begin, end):
        row = rows.get(position)
        subjects = yield from _row_faults(position, row, committed)
        if row and row[8] is not None and leaves.get(position, leaf := leaf_hash(bytes(row[8]))) != leaf:
            for subject in subjects:
                yield Fault("entry", position, row[1], subject)
    yield from _opening_faults(committed)


def altered(fact_id: UUID) -> bool:
    """Tell whether the bytes of one fact are damaged, or other than what was hashed of them. Writes nothing."""
    row = Fact.objects.get(id=fact_id)
    if read_row(row).kind == UNREADABLE:
        return True
    position = Entry.objects.filter(fact=fact_id).values_list("position", flat=True).first()
    size, _, edge = _head()
    if position is None or position >= size:
        return False
    leaf, tile_ends = leaf_hash(bytes(row.entry)), (position // WIDTH + 1) * WIDTH
    return _leaves(position, min(tile_ends, size), edge).get(position, leaf) != leaf


def _set_back() -> Iterator[Fault]:
    if (size := forgotten_size()) is not None:
        yield Fault("set_back", position=size, where="what was signed last is not in the tables")


def _head() -> tuple[int, int, dict[int, bytes]]:
    """Return sizes of tree and order with the edges that belong to them, of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select head.tree_size, head.size, edge.level, edge.hashes"
            " from gongzhi_head head left join gongzhi_edge edge on true"
        )
        rows = cursor.fetchall()
    if not rows:
        return 0, 0, {}
    return rows[0][0], rows[0][1], {level: bytes(data) for _, _, level, data in rows if level is not None}


def _counts(size: int, total: int) -> Iterator[Fault]:
    last = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if (
        last < size
        or (last > size and _head()[0] < last)
        or total < size
        or (Entry.objects.filter(position__gte=total).exists() and not _grown(total))
    ):
        yield Fault("head", position=min(last, total), where=f"order {total}, tree {size}, signed {last}")


def _grown(total: int) -> bool:
    """Tell whether the order has grown since it was looked at."""
    return _head()[1] > total


# -- what was signed ---------------------------------------------------------------------------------


def _verifiers(keys: Sequence[str]) -> list[Verifier]:
    found = [parse_vkey(vkey) for vkey in keys or LogKey.objects.values_list("vkey", flat=True)]
    return [each for each in found if each.algorithm is not Algorithm.SM2 or installed()]


def _signed_statements(size: int, known: list[Verifier]) -> Iterator[Fault]:
    """Yield the checkpoints that are not what a key of the log signed."""
    for row in Checkpoint.objects.filter(size__lte=size).order_by("size").iterator(chunk_size=STEP):
        where = f"checkpoint {row.size}"
        root = _signed_root(row, known)
        if root is None:
            yield Fault("signature", position=row.size, where=where)
        elif root != bytes(row.root):
            yield Fault("checkpoint", position=row.size, where=where)


def _signed_root(row: Checkpoint, known: list[Verifier]) -> bytes | None:
    """Return the root that is signed for this size; None when nothing of that size is signed."""
    try:
        stated = read_checkpoint(open_note(row.note, known).body)
    except (NoteError, CheckpointError):
        return None
    return stated.root if stated.size == row.size else None


def _cosignatures() -> Iterator[Fault]:
    for row in Cosignature.objects.select_related("checkpoint").order_by("id").iterator(chunk_size=STEP):
        try:
            # The row's name is the one the policy has for the witness; the line begins with the one of its key.
            name = row.line.split(" ", 2)[1]
            verifier = Verifier.of(name, Algorithm.COSIGNATURE, b64decode(row.key, validate=True))
            open_note(add_signature(row.checkpoint.note, row.line), [verifier])
        except (ValueError, IndexError):
            where = f"cosignature of {row.name} under checkpoint {row.checkpoint_id}"
            yield Fault("cosignature", position=row.checkpoint_id, where=where)


# -- what was hashed ---------------------------------------------------------------------------------


class _Trees:
    """The tree twice: from the hashes that are kept, and from the entries. Each checkpoint says which of them is true.

    As long as they agree one is enough. Where they part, the next signed root decides, and whatever differs is named.
    """

    def __init__(self) -> None:
        self.kept, self.made = Frontier(), Frontier()
        self.good = 0  # the last size at which a signed root was reached
        self.lost = False  # neither leads to what was signed
        self.differ: list[tuple[int, UUID | None, set[UUID | None]]] = []

    def append(self, kept: bytes, made: bytes) -> None:
        self.kept.append(kept)
        self.made.append(made)

    def decide(self, root: bytes) -> Iterator[Fault]:
        """Hold both against a signed root."""
        kept, made = self.kept.root() == root, self.made.root() == root
        if not (kept or made):
            if not self.lost:
                yield Fault("tree", position=self.good, where=f"entries {self.good} to {self.kept.size - 1}")
            self.lost = True
            yield from self.named("entry")
            return
        yield from self.named("entry" if kept else "tile")
        true = self.kept if kept else self.made
        self.kept, self.made = Frontier(true.size, true.hashes), Frontier(true.size, true.hashes)
        self.good, self.lost = true.size, False

    def named(self, code: str) -> Iterator[Fault]:
        """Name what differs: the entries, or the tile over them."""
        for position, fact, subjects in self.differ:
            if code == "tile":
                yield Fault("tile", position=position, where=f"tile 0/{position // WIDTH}")
            else:
                for subject in subjects:
                    yield Fault("entry", position=position, fact=fact, subject=subject)
        self.differ.clear()


def _entries(
    size: int, total: int, edge: dict[int, bytes], known: list[Verifier], progress: Progress
) -> Iterator[Fault]:
    """Go through the order: bytes, columns, texts, and the hash of each entry against the tree."""
    trees = _Trees()
    for begin in range(0, total, STEP):
        end = min(begin + STEP, total)
        rows = _rows(begin, end)
        leaves = _leaves(begin, min(end, size), edge)
        roots = {
            row.size: _signed_root(row, known) or bytes(row.root)
            for row in Checkpoint.objects.filter(size__gt=begin, size__lte=min(end, size))
        }
        committed: dict[UUID, tuple[int, dict[str, Any], set[UUID | None]]] = {}
        for position in range(begin, end):
            row = rows.get(position)
            subjects = yield from _row_faults(position, row, committed)
            if position >= size:
                continue
            made = leaf_hash(bytes(row[8])) if row and row[8] is not None else bytes(HASH_BYTES)
            kept = leaves.get(position, made)
            trees.append(kept, made)
            if kept != made and row and row[8] is not None:
                trees.differ.append((position, row[1], subjects))
            if root := roots.get(position + 1):
                yield from trees.decide(root)
        yield from _opening_faults(committed)
        progress(end, total)
    yield from trees.named("entry")


def _rows(begin: int, end: int) -> dict[int, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [begin, end])
        return {row[0]: row for row in cursor}


def _leaves(begin: int, end: int, edge: dict[int, bytes]) -> dict[int, bytes]:
    """Return the leaf hashes that are kept; none where a tile is missing, which is found by itself."""
    found = {}
    tiles = Tile.objects.filter(level=0, number__gte=begin // WIDTH, number__lt=-(-end // WIDTH))
    kept = {number: bytes(data) for number, data in tiles.values_list("number", "data")}
    for number in range(begin // WIDTH, -(-end // WIDTH)):
        data = kept.get(number) or (edge.get(0, b"") if width_of(0, number, end) < WIDTH else b"")
        for place in range(len(data) // HASH_BYTES):
            found[number * WIDTH + place] = data[place * HASH_BYTES : (place + 1) * HASH_BYTES]
    return found


def _row_faults(
    position: int,
    row: tuple[Any, ...] | None,
    committed: dict[UUID, tuple[int, dict[str, Any], set[UUID | None]]],
) -> Generator[Fault, None, set[UUID | None]]:
    """Yield what is wrong with one row in itself; return the subjects it is about, by its column and by its bytes."""
    if row is None:
        yield Fault("entry_missing", position=position)
        return set()
    _, placed, fact_id, node, kind, subject, actor, at, entry = row
    if fact_id is None:
        yield Fault("fact_missing", position=position, fact=placed)
        return set()
    subjects: set[UUID | None] = {subject}
    try:
        told = decode(bytes(entry))
        says = (told["id"], told["node"], told["kind"], told["subject"], told["actor"], told["at"])
        subjects |= {UUID(told["subject"])} if told["subject"] else set()
        committed[fact_id] = position, told["data"], subjects
    except (ValueError, KeyError, TypeError, AttributeError):
        for each in subjects:
            yield Fault("bytes", position=position, fact=fact_id, subject=each)
        return subjects
    if says != (str(fact_id), node, kind, str(subject) if subject else None, actor, to_text(at)):
        for each in subjects:
            yield Fault("columns", position=position, fact=fact_id, subject=each)
    return subjects


def _opening_faults(committed: dict[UUID, tuple[int, dict[str, Any], set[UUID | None]]]) -> Iterator[Fault]:
    """Yield the texts that are not the ones their facts committed to; one that was erased is no fault."""
    for opening in Opening.objects.filter(fact__in=list(committed)).iterator(chunk_size=STEP):
        position, data, subjects = committed[opening.fact_id]
        held = data.get(opening.field)
        if not isinstance(held, dict) or held.get("commitment") != commit(opening.text, bytes(opening.salt)):
            for subject in subjects:
                yield Fault("opening", position, opening.fact_id, subject, where=opening.field)


# -- tiles, and what stands outside ------------------------------------------------------------------


def _tiles(size: int, edge: dict[int, bytes]) -> Iterator[Fault]:
    """Hold each tile above the lowest level against the tiles under it, and look for missing ones."""
    level = 0
    while size >> 8 * level:
        full = size >> 8 * (level + 1)
        expected, above = 0, _Above(level + 1, size, edge)
        rows = Tile.objects.filter(level=level, number__lt=full).order_by("number")
        for number, data in rows.values_list("number", "data").iterator(chunk_size=64):
            for missing in range(expected, number):
                yield _missing_tile(level, missing)
            expected = number + 1
            over = above.hash_of(number)
            if over and over != root_of(_hashes(bytes(data))):
                yield Fault(
                    "tile",
                    position=number << 8 * (level + 1),
                    where=f"tile {level}/{number}, or tile {level + 1}/{number // WIDTH} over it",
                )
        for missing in range(expected, full):
            yield _missing_tile(level, missing)
        if len(edge.get(level, b"")) != (size >> 8 * level) % WIDTH * HASH_BYTES:
            yield Fault("edge", position=full << 8 * (level + 1), where=f"edge {level}")
        level += 1


def _missing_tile(level: int, number: int) -> Fault:
    return Fault("tile", position=number << 8 * (level + 1), where=f"tile {level}/{number} is missing")


class _Above:
    """The hashes of a level as they are kept, a tile at a time."""

    def __init__(self, level: int, size: int, edge: dict[int, bytes]) -> None:
        self._level, self._full, self._edge = level, size >> 8 * (level + 1), edge.get(level, b"")
        self._number, self._data = -1, b""

    def hash_of(self, index: int) -> bytes:
        """Return a hash; nothing where its tile is missing, which is a fault of its own."""
        number, place = divmod(index, WIDTH)
        if number != self._number:
            found = (
                Tile.objects.filter(level=self._level, number=number).values_list("data", flat=True).first()
            )
            data = bytes(found) if found is not None else b""
            self._number, self._data = number, self._edge if number >= self._full else data
        return self._data[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _ahead() -> Iterator[Fault]:
    # The one who looks goes on in whole steps, and begins anew after the last.
    for row in Cursor.objects.exclude(reader="ledger.looks").order_by("reader"):
        if row.position > _head()[1]:
            yield Fault("cursor", position=row.position, where=row.reader)


def _unplaced() -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_UNPLACED)
        for fact_id, subject in cursor:
            yield Fault("unplaced", fact=fact_id, subject=subject)
