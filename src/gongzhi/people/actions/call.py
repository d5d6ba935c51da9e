"""Be connected with the person behind a matter by telephone, without seeing the number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import ensure_checkpointed, record
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.facts import Actor, CallRelayed
from gongzhi.people.marks import call_code
from gongzhi.people.purposes import reveal_reasons
from gongzhi.people.queries import can_be_called, last_call
from gongzhi.people.relay import phone_relay
from gongzhi.people.rules import call_refusal
from gongzhi.people.vault.identity import read

DIALLED_WITHIN = timedelta(minutes=10)  # a default of this project


@dataclass(frozen=True)
class Call:
    """A call that is on record; `code` is what the office dials."""

    id: UUID
    contact_id: UUID
    code: str
    until: datetime


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
    fact = CallRelayed(contact_id=contact_id, unit_id=by.unit_id, purpose=purpose, basis=basis, until=until)
    call = record(fact, subject=subject, by=by.name(), at=at)
    note_use(subject=subject, what="CALL", purpose=purpose, basis=basis, by=by, at=at, until=until)
    return Call(id=call, contact_id=contact_id, code=call_code(call), until=until)


def call_again(subject: UUID, by: Actor, *, at: datetime) -> Call | None:
    """Return the call that is on record already: a request that comes again connects it, and records nothing more."""
    fact = last_call(subject, by, at=at)
    if fact is None:
        return None
    contact_id, until = UUID(str(fact.data["contact_id"])), from_text(str(fact.data["until"]))
    return Call(id=fact.id, contact_id=contact_id, code=call_code(fact.id), until=until)


def connect_call(call: Call, *, desk_phone: str) -> None:
    """Hand a call to the exchange, once its fact is committed: the vault gives the number for nothing less.

    A helper who reported for somebody else is called first. Raises Refused: ``people.vault_closed``,
    ``people.no_phone``.
    """
    found = read(call.contact_id, fact=call.id)
    phone = (found.helper_phone or found.phone) if found else ""
    if not phone:
        raise Refused(Refusal("people.no_phone"))
    phone_relay().connect(
        call=call.id, code=call.code, desk_phone=desk_phone, resident_phone=phone, until=call.until
    )
