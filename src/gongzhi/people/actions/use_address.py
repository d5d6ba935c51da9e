"""Write to a person by the way they chose: on record before the vault gives that one address."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import ensure_checkpointed, record
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.facts import Actor, ActorKind, AddressUsed
from gongzhi.people.models import Contact
from gongzhi.people.rules import identity_refusal
from gongzhi.people.vocabulary import TELL, purposes

# A default of this project: some tries within an hour are one use, and stand on record once.
REACHED_WITHIN = timedelta(minutes=60)
USES = {"SMS": "TOLD_SMS", "EMAIL": "TOLD_EMAIL", "LETTER": "TOLD_LETTER"}


def use_address(*, contact_id: UUID, subject: UUID, message: UUID, way: str, by: Actor, at: datetime) -> UUID:
    """Put on record that the person behind `subject` is told `message` by `way`; return the fact the vault opens to.

    The worker writes by SMS and e-mail; a letter is printed by staff, who see the address. Raises Refused:
    ``people.third_party``, ``people.contact_not_entitled``, ``people.no_address``, ``ledger.evidence_late``.
    """
    with transaction.atomic(durable=True):
        ensure_checkpointed(at)
        if by.kind is not ActorKind.SYSTEM:
            ensure(identity_refusal(by, relaying=True))
        if not Contact.objects.filter(id=contact_id, erased_at=None).exists():
            raise Refused(Refusal("people.no_address"))
        until, basis = at + REACHED_WITHIN, purposes()[TELL].bases[0]
        fact = AddressUsed(
            contact_id=contact_id, message=message, way=way, purpose=TELL, basis=basis, until=until
        )
        recorded = record(fact, subject=subject, by=by.name(), at=at)
        note_use(subject=subject, what=USES[way], purpose=TELL, basis=basis, by=by, at=at, until=until)
        return recorded
