"""Follow the order with a cursor of one's own."""

from collections.abc import Callable, Sequence

from django.db import transaction

from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.models import Cursor
from gongzhi.ledger.queries import entries_after


def follow(reader: str, handle: Callable[[Sequence[Recorded]], None], *, limit: int = 200) -> int:
    """Hand the next entries to `handle` and move the reader's cursor, all in one transaction.

    Whatever `handle` writes is kept together with the cursor: a reader killed half-way loses nothing
    and doubles nothing. `handle` must not open a durable transaction. When another process holds the
    cursor, nothing happens. Returns how many entries were read.
    """
    with transaction.atomic(durable=True):
        Cursor.objects.get_or_create(reader=reader)
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader).first()
        if cursor is None:
            return 0
        batch = entries_after(cursor.position, limit=limit)
        if batch:
            handle(batch)
            last = batch[-1].position
            assert last is not None
            cursor.position = last + 1
            cursor.save(update_fields=["position"])
    return len(batch)
