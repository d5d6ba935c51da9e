"""Reads about witnesses: which logs this node watches."""

from hashlib import sha256
from uuid import UUID

from gongzhi.ledger.models import WitnessedLog
from gongzhi.ledger.notes import parse_vkey
from gongzhi.ledger.witnessing import Watched, origin_hash


def subject_of(name: bytes) -> UUID:
    """Return the id under which facts about another log (its origin), or a witness (its key), are found again."""
    return UUID(bytes=sha256(b"gongzhi witness\n" + name).digest()[:16], version=5)


def watched_logs() -> list[Watched]:
    """Return the logs this node watches, in the order of their names; those it trusts no key of are left out."""
    rows = WitnessedLog.objects.exclude(vkeys="").order_by("origin")
    return [_watched(row) for row in rows]


def watched_log(origin: str) -> Watched | None:
    """Return what this node cosigned last of a log, or None when it does not watch it."""
    row = WitnessedLog.objects.filter(origin=origin).exclude(vkeys="").first()
    return _watched(row) if row else None


def shown_checkpoint(name: str) -> str | None:
    """Return the last cosigned checkpoint of the log whose origin has this hash, or None."""
    notes = {origin_hash(row.origin): row.note for row in WitnessedLog.objects.exclude(note="")}
    return notes.get(name)


def _watched(row: WitnessedLog) -> Watched:
    verifiers = tuple(parse_vkey(vkey) for vkey in row.vkeys.split())
    return Watched(row.origin, verifiers, row.size, bytes(row.root), row.note)
