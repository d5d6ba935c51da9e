"""A whole log as files, for whoever wants to compare logs of different makers: pure, it yields and others write.

The layout is the one of C2SP tlog-tiles, and what other makers' test logs look like: every tile and bundle that any of
the sizes needs, partial ones included and kept, the checkpoint of each size as ``checkpoint.SIZE``, and ``checkpoint``
as the last of them.
"""

from collections.abc import Iterable, Iterator

from gongzhi.ledger.checkpoints import Checkpoint
from gongzhi.ledger.notes import Signer, sign_note
from gongzhi.ledger.tiles import WIDTH, Grown, bundle, entries_path, grow, tile_path, width_of
from gongzhi.ledger.tree import leaf_hash


def log_files(*, origin: str, entries: Iterable[bytes], signer: Signer) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of each file of a log, with a checkpoint of no entry and of each size after that.

    Who writes them in this order never shows a checkpoint whose tiles are not there. Raises TileError ``entry`` for
    an entry that no bundle can hold, CheckpointError for an origin that is none.
    """
    head = Grown(0, {}, [])
    yield from _checkpoints(origin, head, signer)
    pending: list[bytes] = []
    for entry in entries:
        pending.append(entry)
        number = head.size // WIDTH
        data = bundle(pending)
        head = grow(head.size, head.edges, [leaf_hash(entry)])
        yield entries_path(number, len(pending)), data
        yield from _tiles(head)
        yield from _checkpoints(origin, head, signer)
        if len(pending) == WIDTH:
            pending.clear()


def _tiles(head: Grown) -> Iterator[tuple[str, bytes]]:
    """The tiles the last entry has changed: those that became full, and the first one that did not."""
    for level, number, data in head.full:
        yield tile_path(level, number), data
    level = len(head.full)
    number = (head.size >> 8 * level) // WIDTH
    yield tile_path(level, number, width_of(level, number, head.size)), head.edges[level]


def _checkpoints(origin: str, head: Grown, signer: Signer) -> Iterator[tuple[str, bytes]]:
    note = sign_note(Checkpoint(origin, head.size, head.root()).body(), [signer]).encode()
    yield f"checkpoint.{head.size}", note
    yield "checkpoint", note
