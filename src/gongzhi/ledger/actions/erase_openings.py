"""Erase the texts behind commitments."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from gongzhi.ledger.models import Opening


def erase_openings(*, subject: UUID, only: Collection[str] = (), without: Collection[str] = ()) -> int:
    """Erase salts and texts of the facts about one subject, inside the caller's transaction; return how many.

    `only` and `without` are kinds of facts. Entries, their order, the tree and every proof stay as they were: what
    stays is a commitment nobody can try out any more. The caller's fact says why.
    """
    assert connection.in_atomic_block
    rows = Opening.objects.filter(fact__subject=subject).exclude(fact__kind__in=list(without))
    if only:
        rows = rows.filter(fact__kind__in=list(only))
    return rows.delete()[0]
