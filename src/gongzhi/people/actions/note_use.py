"""Put on record that a person's data were used."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.ledger.public import record
from gongzhi.people.facts import ALL_SEALED, Actor, DataUsed
from gongzhi.people.marks import officer_mark
from gongzhi.people.models import DataUse
from gongzhi.people.vocabulary import bases, purposes, uses

# The row stays locked until the caller's transaction ends, so that numbers have no gaps and no doubles.
_NEXT = """
    insert into gongzhi_usecount (subject, size) values (%s, 1)
    on conflict (subject) do update set size = gongzhi_usecount.size + 1 returning size
"""


@dataclass(frozen=True)
class Seal:
    """The person is not told of a use before `until`, and `basis` says which law wants that."""

    until: datetime
    basis: str


def note_use(
    *,
    subject: UUID,
    what: str,
    purpose: str,
    basis: str,
    by: Actor,
    at: datetime,
    item: UUID | None = None,
    until: datetime | None = None,
    seal: Seal | None = None,
) -> int:
    """Record one use of the data of `subject` (a matter's loop) in the caller's transaction; return its number.

    `what`, `purpose` and `basis` are codes of `data/purposes.yaml`; `item` is the file that was opened. The line
    is one more of the subject's, whoever uses the data at the same moment: numbers run 1, 2, 3, … and stand in
    the fact too. Sealed lines have numbers of their own, one row for all of the installation: a hole among a
    person's numbers would tell of them.
    """
    assert connection.in_atomic_block
    assert what in uses() and purpose in purposes() and basis in bases(), (what, purpose, basis)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [ALL_SEALED if seal else subject])
        (seq,) = cursor.fetchone() or (0,)
    fact = DataUsed(
        seq=seq,
        what=what,
        item=item,
        purpose=purpose,
        basis=basis,
        unit_id=by.unit_id,
        officer=officer_mark(str(by.account_id)) if by.account_id else "",
        until=until,
        sealed_until=seal.until if seal else None,
        sealed_basis=Private(seal.basis) if seal else None,
    )
    DataUse.objects.create(
        subject=subject,
        seq=seq,
        what=what,
        item=item,
        purpose=purpose,
        basis=basis,
        unit=by.unit_id,
        account=by.account_id,
        at=at,
        until=until,
        sealed_until=seal.until if seal else None,
        sealed_basis=seal.basis if seal else "",
        fact=record(fact, subject=subject, by=by.name(), at=at),
    )
    return int(seq)
