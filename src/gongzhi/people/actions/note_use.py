"""Put on record that a person's data were used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.ledger.public import record
from gongzhi.people.facts import ALL_SEALED, Actor, DataUsed
from gongzhi.people.marks import officer_mark
from gongzhi.people.models import DataUse
from gongzhi.people.use_rules import running_seal
from gongzhi.people.uses import lately_noted
from gongzhi.people.vocabulary import bases, purposes, uses

# The row stays locked until the caller's transaction ends, so that numbers have no gaps and no doubles.
_NEXT = """
    insert into gongzhi_usecount (subject, size) values (%s, 1)
    on conflict (subject) do update set size = gongzhi_usecount.size + 1 returning size
"""

_NEVER_SEALED = ("IDENTITY", "CALL")


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
    person's numbers would tell of them. During a look under seal every use is sealed with it, but for those
    that stand in the person's story by a fact of their own: to see an identity or to call cannot be sealed.
    """
    assert connection.in_atomic_block
    assert what in uses(), what
    assert purpose in purposes(), purpose
    assert basis in bases(), basis
    if seal is None and what not in _NEVER_SEALED and (under := _under_seal(subject, by, at)):
        seal, until = under[0], until or under[1]
    seq = _next_number(ALL_SEALED if seal else subject)
    told: dict[str, Any] = {
        "seq": seq,
        "what": what,
        "item": item,
        "purpose": purpose,
        "basis": basis,
        "until": until,
        "sealed_until": seal.until if seal else None,
    }
    officer = officer_mark(str(by.account_id)) if by.account_id else ""
    sealed_basis = Private(seal.basis) if seal else None
    fact = DataUsed(**told, unit_id=by.unit_id, officer=officer, sealed_basis=sealed_basis)
    DataUse.objects.create(
        **told,
        subject=subject,
        unit=by.unit_id,
        account=by.account_id,
        at=at,
        sealed_basis=seal.basis if seal else "",
        fact=record(fact, subject=subject, by=by.name(), at=at),
    )
    return seq


def _next_number(subject: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [subject])
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def _under_seal(subject: UUID, by: Actor, at: datetime) -> tuple[Seal, datetime] | None:
    """Return the seal of the look the actor is in, and when the look ends, or None."""
    if by.account_id is None or not by.may("data.seal"):
        return None
    line = running_seal(lately_noted(subject, by.account_id, at=at), at=at)
    if line is None or line.sealed_until is None or line.until is None:
        return None
    return Seal(line.sealed_until, line.sealed_basis), line.until
