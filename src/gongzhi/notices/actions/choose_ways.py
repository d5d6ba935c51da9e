"""Choose how to be told: at filing, and again on the page of the matter."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.notices.facts import ChoiceState, Chosen, Way, WaysChosen, Wish
from gongzhi.notices.models import ToldBy
from gongzhi.notices.rules import email_refusal
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.public import forget_identity, leave_contact, ways_to

REPLACED = "REPLACED"


def choose_ways(*, subject: UUID, chosen: Chosen, by: Actor, at: datetime) -> None:
    """Let the person behind `subject` be told by these ways from now on, inside the caller's transaction."""
    assert connection.in_atomic_block
    rows = {Way(row.way): row for row in ToldBy.objects.select_for_update().filter(subject=subject)}
    changed = False
    for way, row in rows.items():
        if way not in chosen.contacts and row.state == ChoiceState.ON:
            row.state, row.at, changed = ChoiceState.OFF, at, True
            row.save(update_fields=["state", "at"])
    for way, contact in chosen.contacts.items():
        row = rows.get(way) or ToldBy(subject=subject, way=way)
        said = (row.contact_id, row.state, row.language, row.at_once)
        wanted = (contact, ChoiceState.ON, chosen.language, chosen.at_once)
        if said != wanted:
            row.contact_id, row.state, row.language, row.at_once = wanted
            row.at, changed = at, True
            row.save()
    if changed:
        fact = WaysChosen(
            contacts={way.value: str(contact) for way, contact in sorted(chosen.contacts.items())},
            language=chosen.language,
            at_once=chosen.at_once,
        )
        record(fact, subject=subject, by=by.name(), at=at)


def choose_at_filing(*, subject: UUID, contact_id: UUID | None, wish: Wish, by: Actor, at: datetime) -> None:
    """Keep what somebody wishes who files, inside the caller's transaction. Raises ``notices.way_needs_address``."""
    if not wish.ways:
        return
    if contact_id is None or not set(wish.ways) <= ways_to(contact_id):
        raise Refused(Refusal("notices.way_needs_address"))
    contacts = dict.fromkeys(wish.ways, contact_id)
    choose_ways(subject=subject, chosen=Chosen(contacts, wish.language, wish.at_once), by=by, at=at)


def choose_again(
    *,
    subject: UUID,
    contact_id: UUID | None,
    ways: Collection[Way],
    email: str,
    language: str,
    at_once: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Change how the person is told, inside the caller's transaction; `email` takes the place of one left before.

    `contact_id` is the contact the matter was filed with. Raises Refused: ``notices.not_yours``,
    ``notices.email_malformed``, ``notices.way_needs_address``.
    """
    if by.kind is not ActorKind.RESIDENT:
        raise Refused(Refusal("notices.not_yours"))
    if email:
        ensure(email_refusal(email))
    assert connection.in_atomic_block
    old = dict(ToldBy.objects.filter(subject=subject).values_list("way", "contact_id"))
    contacts: dict[Way, UUID] = {}
    for way in ways:
        if way is Way.EMAIL and email:
            continue
        found = old.get(way) or contact_id
        if found is None or way not in ways_to(found):
            raise Refused(Refusal("notices.way_needs_address"))
        contacts[way] = found
    if email and Way.EMAIL in ways:
        left = leave_contact(
            name="", phone="", helper_name="", helper_phone="", subject=subject, by=by, at=at, email=email
        )
        assert left is not None
        contacts[Way.EMAIL] = left
    choose_ways(subject=subject, chosen=Chosen(contacts, language=language, at_once=at_once), by=by, at=at)
    before = old.get(Way.EMAIL)
    if email and before and before not in (contact_id, contacts.get(Way.EMAIL)):
        forget_identity(contact_id=before, subject=subject, because=REPLACED, by=by, at=at)
