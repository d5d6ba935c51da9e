"""Be connected with the person behind a matter by telephone, without seeing the number."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import ensure_checkpointed, record
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.calls import Call
from gongzhi.people.facts import Actor, CallRelayed
from gongzhi.people.marks import call_code
from gongzhi.people.purposes import reveal_reasons
from gongzhi.people.queries import can_be_called
from gongzhi.people.rules import call_refusal

DIALLED_WITHIN = timedelta(minutes=10)  # a default of this project


def ask_call(
    *,
    contact_id: UUID,
    subject: UUID,
    purpose: str,
    desk_phone: str,
    by: Actor,
    at: datetime,
    relaying: bool = False,
) -> Call:
    """Put a call through the exchange on record, inside the caller's transaction; `connect_call` comes after it.

    The caller has checked that the actor works on `subject`. Nobody of the staff sees the number, so one person is
    enough in a confidential matter as well. Raises Refused: ``people.third_party``,
    ``people.contact_not_entitled``, ``people.purpose_missing``, ``people.desk_phone_malformed``,
    ``people.no_phone``, ``ledger.evidence_late``.
    """
    assert connection.in_atomic_block
    ensure_checkpointed(at)
    reasons = reveal_reasons()
    ensure(call_refusal(by, purpose=purpose, phone=desk_phone, limits=reasons.limits, relaying=relaying))
    if not can_be_called(contact_id):
        raise Refused(Refusal("people.no_phone"))
    assert by.unit_id
    until, basis = at + DIALLED_WITHIN, reasons.purposes[purpose].bases[0]
    fact = CallRelayed(
        contact_id=contact_id,
        unit_id=by.unit_id,
        purpose=purpose,
        basis=basis,
        until=until,
        desk_phone=Private(desk_phone),
    )
    call = record(fact, subject=subject, by=by.name(), at=at)
    note_use(subject=subject, what="CALL", purpose=purpose, basis=basis, by=by, at=at, until=until)
    return Call(id=call, contact_id=contact_id, code=call_code(call), until=until, desk_phone=desk_phone)
