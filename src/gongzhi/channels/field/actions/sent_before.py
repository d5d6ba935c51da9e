"""Ask whether an entry has been carried out already: its first answer may have been lost on the way."""

from uuid import UUID

from django.db import transaction

from gongzhi.loops.public import Receipt, already_done


def sent_before(*, once: UUID) -> Receipt | None:
    """Return what an entry did, or None; waits for the same entry when it is being carried out at this moment."""
    with transaction.atomic(durable=True):
        return already_done(once)
