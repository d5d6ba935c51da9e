"""What the desk does with what was not delivered: try again, send a letter, or call."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.notices.actions.end_way import again as told_again
from gongzhi.notices.actions.tell import person_message
from gongzhi.notices.facts import ChoiceState, LetterPosted, MessageState, Resolved, Way
from gongzhi.notices.models import Message, ToldBy
from gongzhi.notices.rules import MOVES, may_resolve
from gongzhi.notices.terms import terms_on
from gongzhi.people.facts import Actor
from gongzhi.people.public import ways_to

AGAIN, LETTER, CALLED = "again", "letter", "called"
HOWS = (AGAIN, LETTER, CALLED)


def resolve(*, message_id: UUID, how: str, by: Actor, at: datetime) -> None:
    """Deal with a message that was not delivered. Sent twice, it happens once.

    Raises Refused: ``notices.not_entitled``, ``notices.resolved_already``, ``notices.way_dead``,
    ``notices.way_needs_address``.
    """
    ensure(may_resolve(by))
    assert how in HOWS, how
    with transaction.atomic(durable=True):
        row = Message.objects.select_for_update().get(id=message_id, contact__isnull=False)
        to = MessageState.WAITING if how == AGAIN else MessageState.SETTLED
        state = MessageState(row.state)
        if state not in (MessageState.FAILED, MessageState.BOUNCED, MessageState.UNKNOWN):
            raise Refused(Refusal("notices.resolved_already"))
        if (state, to) not in MOVES:
            raise Refused(Refusal("notices.way_dead"))
        if how == LETTER:
            _by_letter(row, at=at)
        row.state = to
        if how == AGAIN:
            row.attempts, row.next_at = 0, at
        row.save(update_fields=["state", "attempts", "next_at"])
        record(Resolved(message=row.id, how=how), subject=row.subject, by=by.name(), at=at)


def post_letter(*, message_id: UUID, returned: bool, by: Actor, at: datetime) -> None:
    """Mark a printed letter as given to the post, or one that was posted as come back. Twice is once.

    Raises Refused: ``notices.not_entitled``, ``notices.letter_not_printed``.
    """
    ensure(may_resolve(by))
    with transaction.atomic(durable=True):
        row = Message.objects.select_for_update().get(id=message_id, way=Way.LETTER)
        to = MessageState.BOUNCED if returned else MessageState.SENT
        if row.state == to:
            return
        if (MessageState(row.state), to) not in MOVES or (returned and row.state != MessageState.SENT):
            raise Refused(Refusal("notices.letter_not_printed"))
        row.state = to
        if returned:
            row.failure = "came_back"
        else:
            row.sent_at, row.parts = at, 1
            row.cost = terms_on(row.division, timezone.localdate(at)).cost[Way.LETTER]
        row.save(update_fields=["state", "failure", "sent_at", "parts", "cost"])
        fact = LetterPosted(message=row.id, code=row.code, returned=returned)
        record(fact, subject=row.subject, by=by.name(), at=at)


def print_letter(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """Take a letter out of the queue for printing; printing it again is no harm. Raises ``notices.not_entitled``."""
    ensure(may_resolve(by))
    with transaction.atomic(durable=True):
        row = Message.objects.select_for_update().get(id=message_id, way=Way.LETTER)
        if row.state == MessageState.WAITING:
            row.state, row.taken_at, row.sent_as = MessageState.SENDING, at, row.id
            row.save(update_fields=["state", "taken_at", "sent_as"])


def _by_letter(row: Message, *, at: datetime) -> None:
    """Put the same into the queue of letters, where a postal address was left."""
    if row.way == Way.LETTER:
        raise Refused(Refusal("notices.way_dead"))
    kept = ToldBy.objects.filter(subject=row.subject, way=Way.LETTER).first()
    contact = kept.contact_id if kept else row.contact_id
    if contact is None or Way.LETTER not in ways_to(contact):
        raise Refused(Refusal("notices.way_needs_address"))
    by = kept or ToldBy(
        subject=row.subject,
        way=Way.LETTER,
        contact_id=contact,
        language=row.language,
        state=ChoiceState.OFF,
        at=at,
    )
    if not Message.objects.filter(fact_id=row.fact_id, contact=contact, way=Way.LETTER).exists():
        person_message(told_again(row, at=at), by).save(force_insert=True)
