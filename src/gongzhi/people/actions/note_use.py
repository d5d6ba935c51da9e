"""Put on record that a person's data were used."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, DataUsed
from gongzhi.people.marks import officer_mark
from gongzhi.people.models import DataUse

# The row stays locked until the caller's transaction ends, so that numbers have no gaps and no doubles.
_NEXT = """
    insert into gongzhi_usecount (subject, size) values (%s, 1)
    on conflict (subject) do update set size = gongzhi_usecount.size + 1 returning size
"""


def note_use(
    *,
    subject: UUID,
    what: str,
    purpose: str,
    basis: str,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
    sealed_until: datetime | None = None,
    sealed_basis: str = "",
) -> int:
    """Record one use of the data of `subject` (a matter's loop) in the caller's transaction; return its number.

    `what`, `purpose` and `basis` are codes. The line is one more of the subject's, whoever uses the data at
    the same moment: numbers run 1, 2, 3, … and stand in the fact too.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [subject])
        (seq,) = cursor.fetchone() or (0,)
    fact = DataUsed(
        seq=seq,
        what=what,
        purpose=purpose,
        basis=basis,
        unit_id=by.unit_id,
        officer=officer_mark(str(by.account_id)) if by.account_id else "",
        until=until,
        sealed_until=sealed_until,
        sealed_basis=sealed_basis,
    )
    DataUse.objects.create(
        subject=subject,
        seq=seq,
        what=what,
        purpose=purpose,
        basis=basis,
        unit=by.unit_id,
        account=by.account_id,
        at=at,
        until=until,
        sealed_until=sealed_until,
        sealed_basis=sealed_basis,
        fact=record(fact, subject=subject, by=by.name(), at=at),
    )
    return int(seq)
