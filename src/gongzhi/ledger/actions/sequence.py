"""Give waiting facts their place in the one order, hash them into the tree, and sign what the tree then is."""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from gongzhi.ledger import checkpoints
from gongzhi.ledger.actions.take_up_keys import signers_in_force
from gongzhi.ledger.last_signed import remember_last_signed
from gongzhi.ledger.log_keys import SigningError, origin, sign
from gongzhi.ledger.models import Checkpoint, Edge, Head, Tile
from gongzhi.ledger.tiles import Grown, TileError, grow
from gongzhi.ledger.tree import leaf_hash

# `id` of the queue rises within one subject, since facts of one subject are recorded under its lock;
# so the batch keeps every subject's own order, and a later batch only holds later facts of it.
_PLACE = """
    with taken as (
        delete from gongzhi_pendingfact
        where id in (select id from gongzhi_pendingfact order by id limit %s)
        returning id, fact_id, recorded_at
    ), placed as (
        insert into gongzhi_entry (position, fact_id)
        select %s + row_number() over (order by id) - 1, fact_id from taken
    )
    select count(*), min(recorded_at) from taken
"""
_ENTRIES = """
    select fact.entry from gongzhi_entry place join gongzhi_fact fact on fact.id = place.fact_id
    where place.position >= %s and place.position < %s order by place.position
"""
# After an upgrade the tree has everything to catch up with: larger steps, fewer signatures.
_CATCHING_UP = 10

_log = logging.getLogger("gongzhi.ledger")


class TreeError(RuntimeError):
    """The tree as it is kept does not lead to the last checkpoint, or the order has a gap: nothing more is signed."""


def sequence(*, limit: int = 500, pause: timedelta = timedelta()) -> int:
    """Place up to `limit` waiting facts after the last entry, and bring the tree and its checkpoint up to them.

    All of it is one transaction: killed anywhere, either all of the batch is there or none. Returns how many entries
    were placed or hashed; 0 when there is nothing to do.

    One sequencer works at a time (it locks the head row), so positions have no gaps and no doubles.
    A serial column would have both: it counts in order of insertion, rows appear in order of commit.

    Readers wait for the place and nobody for the signature, so with a `pause` a batch that is not full is placed at
    once and hashed with the next, until that time has gone by since the last checkpoint: facts that come one by one
    are not signed one by one. Where nothing can be signed, facts are placed all the same, and the tree catches up
    later: residents' matters go on, while the age of what is unsigned stops whoever gives out personal data.
    """
    with transaction.atomic(durable=True):
        Head.objects.get_or_create(id=1)
        head = Head.objects.select_for_update().get(id=1)
        placed = _place(head, limit)
        hashed = _hash(head, limit, pause)
        if placed or hashed:
            head.save()
    if hashed:
        remember_last_signed()
    return max(placed, hashed)


def _place(head: Head, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [limit, head.size])
        placed, since = cursor.fetchone()
    if placed:
        head.size += placed
        head.unhashed_since = min(filter(None, (since, head.unhashed_since)))
    return int(placed)


def _hash(head: Head, limit: int, pause: timedelta) -> int:
    """Put the entries beyond the tree into it and sign; return how many, 0 where it must wait or cannot be done."""
    behind = head.size - head.tree_size
    last = Checkpoint.objects.order_by("-size").first()
    if not behind or (behind < limit and pause and last and _younger(last, pause)):
        return 0
    try:
        grown, before = _grown(head, min(behind, limit * _CATCHING_UP))
        if last and (last.size, bytes(last.root)) != (before.size, before.root()):
            raise TreeError(f"the tree of {before.size} is not the one of the checkpoint of {last.size}")
        checkpoint = checkpoints.Checkpoint(origin(), grown.size, grown.root())
        note = sign(checkpoint.body(), signers_in_force())
    except (SigningError, TileError, TreeError) as error:
        _log.error("no checkpoint was signed", extra={"error": str(error)})
        return 0
    Tile.objects.bulk_create(
        Tile(level=level, number=number, data=data) for level, number, data in grown.full
    )
    Edge.objects.bulk_create(
        [Edge(level=level, hashes=hashes) for level, hashes in grown.edges.items()],
        update_conflicts=True,
        unique_fields=["level"],
        update_fields=["hashes"],
    )
    Checkpoint.objects.create(size=grown.size, root=checkpoint.root, note=note, at=Now())
    head.tree_size = grown.size
    if head.tree_size == head.size:
        head.unhashed_since = None
    return grown.size - before.size


def _grown(head: Head, count: int) -> tuple[Grown, Grown]:
    """Return the tree after the next entries, and as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [head.tree_size, head.tree_size + count])
        leaves = [leaf_hash(bytes(entry)) for (entry,) in cursor]
    if len(leaves) != count:
        raise TreeError(f"entries are missing from {head.tree_size} on")
    edges = {edge.level: bytes(edge.hashes) for edge in Edge.objects.all()}
    return grow(head.tree_size, edges, leaves), Grown(head.tree_size, edges, [])


def _younger(checkpoint: Checkpoint, pause: timedelta) -> bool:
    return Checkpoint.objects.filter(size=checkpoint.size, at__gt=Now() - pause).exists()
