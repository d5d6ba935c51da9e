"""Where a person is written to: one address out of the vault, for one message, once that stands on record."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.actions.use_address import use_address
from gongzhi.people.facts import Actor
from gongzhi.people.vault.identity import read


@dataclass(frozen=True)
class Reached:
    """One address, and for a letter the name above it; `fact` opens it again for an hour."""

    fact: UUID
    to: str = field(repr=False)
    name: str = field(default="", repr=False)


def reach(
    contact_id: UUID,
    way: str,
    *,
    subject: UUID,
    message: UUID,
    by: Actor,
    at: datetime,
    fact: UUID | None = None,
) -> Reached:
    """Return where `message` goes by `way`: telephone, e-mail or postal address, and nothing else of the person.

    Outside any transaction: the fact is committed first. `fact` is that of a try before, which opens it once more.
    A helper's telephone is used where the person left none. Raises as `use_address` does, ``people.vault_closed``, and
    ``people.no_address`` where none was left or it was forgotten.
    """
    if fact is None:
        fact = use_address(contact_id=contact_id, subject=subject, message=message, way=way, by=by, at=at)
    found = read(contact_id, fact=fact)
    to = ""
    if found is not None:
        to = {"SMS": found.phone or found.helper_phone, "EMAIL": found.email, "LETTER": found.address}[way]
    if not to or found is None:
        raise Refused(Refusal("people.no_address"))
    return Reached(fact=fact, to=to, name=found.name if way == "LETTER" else "")
