"""Calls that are on record: found again after a retry, and handed to the exchange."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import Actor, CallRelayed
from gongzhi.people.marks import call_code
from gongzhi.people.queries import last_call
from gongzhi.people.relay import phone_relay
from gongzhi.people.vault.identity import read


@dataclass(frozen=True)
class Call:
    """A call that is on record; `code` is what the office dials, from `desk_phone`."""

    id: UUID
    contact_id: UUID
    code: str
    until: datetime
    desk_phone: str = field(repr=False)


def call_again(subject: UUID, by: Actor, *, at: datetime) -> Call | None:
    """Return the call that is on record already: a request that comes again connects it, and records nothing more."""
    fact = last_call(subject, by, at=at)
    if fact is None:
        return None
    phone = (fact.texts or {}).get("desk_phone", "")  # the one on record: a retry connects nobody else
    contact_id, until = UUID(str(fact.data["contact_id"])), from_text(str(fact.data["until"]))
    return Call(id=fact.id, contact_id=contact_id, code=call_code(fact.id), until=until, desk_phone=phone)


def running_call(subject: UUID, by: Actor, *, at: datetime) -> tuple[str, datetime] | None:
    """Return code and end of the last call this actor can still dial: the code is made again, and kept nowhere."""
    for fact in reversed(facts_about([subject], only=[CallRelayed.kind])):
        until = from_text(str(fact.data["until"]))
        if fact.actor == by.name():
            return (call_code(fact.id), until) if until > at else None
    return None


def connect_call(call: Call) -> None:
    """Hand a call to the exchange, once its fact is committed: the vault gives the number for nothing less.

    A helper who reported for somebody else is called first. Raises Refused: ``people.vault_closed``,
    ``people.no_phone``.
    """
    found = read(call.contact_id, fact=call.id)
    phone = (found.helper_phone or found.phone) if found else ""
    if not phone:
        raise Refused(Refusal("people.no_phone"))
    phone_relay().connect(
        call=call.id, code=call.code, desk_phone=call.desk_phone, resident_phone=phone, until=call.until
    )
