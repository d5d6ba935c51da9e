"""Reading facts as they are kept, also those whose bytes somebody damaged."""

import logging
from collections.abc import Mapping
from uuid import UUID

from gongzhi.ledger.facts import UNREADABLE, Recorded, UnreadableFact
from gongzhi.ledger.models import Fact
from gongzhi.ledger.rules import read_entry

_log = logging.getLogger("gongzhi.ledger")


def read_whole(fact_id: UUID, entry: bytes, *, kind: str = "", position: int | None = None) -> Recorded:
    """Read an entry, or raise UnreadableFact, which names the fact and quotes nothing of it."""
    try:
        fact = read_entry(entry, position=position)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fact = None
    if fact is None or fact.id != fact_id or not isinstance(fact.data, dict):
        _log.error("a fact cannot be read", extra={"fact": str(fact_id), "kind": kind})
        # Outside of the handler: what the decoder quotes is in no chain of causes.
        raise UnreadableFact(fact_id)
    return fact


def read_row(row: Fact, *, texts: Mapping[str, str] | None = None) -> Recorded:
    """Read a row for somebody who is to see the rest of a story as well: what cannot be read keeps its place.

    So does an entry that is of another kind or about another subject than its row: whoever searched for the row
    would be told something else.
    """
    try:
        fact = read_whole(row.id, bytes(row.entry), kind=row.kind)
    except UnreadableFact:
        return _unreadable(row)
    if (fact.kind, fact.subject) != (row.kind, row.subject):
        _log.error("a fact is not what its row says", extra={"fact": str(row.id), "kind": row.kind})
        return _unreadable(row)
    return Recorded(
        fact.id, fact.node, fact.kind, fact.subject, fact.actor, fact.at, fact.data, fact.position, texts
    )


def _unreadable(row: Fact) -> Recorded:
    return Recorded(
        id=row.id,
        node=row.node,
        kind=UNREADABLE,
        subject=row.subject,
        actor="",
        at=row.at,
        data={"kind": row.kind},
        texts={},
    )
