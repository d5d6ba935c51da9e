"""Let live keys go on to the generation of the month."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.people.facts import Actor
from gongzhi.people.vault.identity import rewrap
from gongzhi.people.vault.keys import generation_at

_BATCH = 100
START = UUID(int=0)


def rewrap_keys(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Wrap live keys of other generations under that of the month, in small transactions; return done and lost.

    Lost are those whose own generation does not stand here. Several may do this at once: each key is changed by
    one of them. No fact tells of it: who is meant, and what may be read, stays the same.
    """
    _after, wrapped, lost = rewrap_some(after=START, batches=None, by=by, at=at)
    return wrapped, lost


def rewrap_some(*, after: UUID, batches: int | None, by: Actor, at: datetime) -> tuple[UUID | None, int, int]:
    """Do the same for some of them, from a contact on; return first where to go on, None at the end."""
    wrapped = lost = 0
    going: UUID | None = after
    while going is not None and batches != 0:
        with transaction.atomic(durable=True):
            going, done, missing = rewrap(generation=generation_at(at), after=going, limit=_BATCH)
        wrapped, lost = wrapped + done, lost + missing
        batches = None if batches is None else batches - 1
    return going, wrapped, lost
