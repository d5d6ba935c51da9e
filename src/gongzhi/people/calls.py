"""Calls that are on record: found again after a retry, and handed to the exchange."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor
from gongzhi.people.marks import call_code
from gongzhi.people.queries import last_call
from gongzhi.people.relay import phone_relay
from gongzhi.people.vault.identity import read


@dataclass(frozen=True)
class Call:
    """A call that is on record; `code` is what the office dials."""

    id: UUID
    contact_id: UUID
    code: str
    until: datetime


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
