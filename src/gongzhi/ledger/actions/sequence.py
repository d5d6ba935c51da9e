"""Give waiting facts their place in the one order."""

from django.db import connection, transaction

from gongzhi.ledger.models import Head

# `id` of the queue rises within one subject, since facts of one subject are recorded under its lock;
# so the batch keeps every subject's own order, and a later batch only holds later facts of it.
_PLACE = """
    with taken as (
        delete from gongzhi_pendingfact
        where id in (select id from gongzhi_pendingfact order by id limit %s)
        returning id, fact_id
    )
    insert into gongzhi_entry (position, fact_id)
    select %s + row_number() over (order by id) - 1, fact_id from taken
"""


def sequence(*, limit: int = 500) -> int:
    """Place up to `limit` waiting facts after the last entry; return how many.

    One sequencer works at a time (it locks the head row), so positions have no gaps and no doubles.
    A serial column would have both: it counts in order of insertion, rows appear in order of commit.
    """
    with transaction.atomic(durable=True):
        Head.objects.get_or_create(id=1)
        head = Head.objects.select_for_update().get(id=1)
        with connection.cursor() as cursor:
            cursor.execute(_PLACE, [limit, head.size])
            placed: int = cursor.rowcount
        if placed:
            head.size += placed
            head.save(update_fields=["size"])
    return placed
