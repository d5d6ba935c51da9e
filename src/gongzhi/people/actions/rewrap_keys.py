"""Let live keys go on to the generation of the month."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.people.facts import Actor
from gongzhi.people.vault.identity import rewrap
from gongzhi.people.vault.keys import generation_at

_BATCH = 100


def rewrap_keys(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Wrap live keys of other generations under that of the month, in small transactions; return done and lost.

    Lost are those whose own generation does not stand here. Several may do this at once: each key is changed by
    one of them. No fact tells of it: who is meant, and what may be read, stays the same.
    """
    wrapped = lost = 0
    after: UUID | None = UUID(int=0)
    while after is not None:
        with transaction.atomic(durable=True):
            after, done, missing = rewrap(generation=generation_at(at), after=after, limit=_BATCH)
        wrapped, lost = wrapped + done, lost + missing
    return wrapped, lost
