"""Take messages out of the outbox, and write down what became of them. Sending itself happens between two of these."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.ledger.public import record
from gongzhi.notices.actions.end_way import end_way, next_way
from gongzhi.notices.facts import ChoiceState, MessageState, NotDelivered, Way
from gongzhi.notices.models import Message
from gongzhi.notices.rules import MOVES, WAKES, next_try, quiet_end
from gongzhi.notices.terms import terms_on
from gongzhi.people.facts import SYSTEM, Actor

# Longer than any sender takes over one message; what is being sent for so long was left by one that died.
LEFT_AFTER = timedelta(minutes=10)
_READY = (MessageState.WAITING, MessageState.HELD)
# One parcel holds at most so many lines.
_LINES = 20


@dataclass(frozen=True)
class Taken:
    """What goes out as one: some things told to one receiver by one way, oldest first, under one key."""

    key: UUID
    way: Way
    rows: tuple[Message, ...]


def take(*, at: datetime, journal: str) -> Taken | None:
    """Take what is due next, with all that goes to the same receiver by the same way; None when nothing is due.

    Several senders may run beside each other: what one has taken no other sees. What would ring at night waits for the
    morning also when it is tried again, or comes late.
    """
    with transaction.atomic(durable=True):
        _let_sleep(at)
        due = Message.objects.select_for_update(skip_locked=True).filter(state__in=_READY, next_at__lte=at)
        due = due.exclude(way=Way.LETTER)
        first = due.order_by("next_at").first()
        if first is None:
            return None
        if first.sent_as:
            rows = list(due.filter(sent_as=first.sent_as).order_by("at", "id"))
        else:
            together = due.filter(contact=first.contact_id, unit=first.unit_id, way=first.way, sent_as=None)
            rows = list(together.order_by("at", "id")[:_LINES])
        key = first.sent_as or first.id
        for row in rows:
            _move(row, MessageState.SENDING)
            row.sent_as, row.taken_at, row.journal, row.attempts = key, at, journal, row.attempts + 1
            row.save(update_fields=["state", "sent_as", "taken_at", "journal", "attempts"])
        return Taken(key, Way(first.way), tuple(rows))


def _let_sleep(at: datetime) -> None:
    """Put off what is due in the quiet hours of its division and would ring, division by division."""
    due = Message.objects.filter(state__in=_READY, next_at__lte=at, way__in=WAKES, urgent=False)
    local = timezone.localtime(at)
    for division in due.values_list("division", flat=True).distinct().order_by("division"):
        if morning := quiet_end(local, terms_on(division, local.date()).quiet):
            due.filter(division=division).update(next_at=morning)


def note_opening_fact(*, key: UUID, fact: UUID) -> None:
    """Remember the fact that opens the vault for what is sent under a key: tries within the hour are one use."""
    with transaction.atomic(durable=True):
        Message.objects.filter(sent_as=key, state=MessageState.SENDING).update(opened=fact)


def sent(*, key: UUID, provider_id: str, parts: int, at: datetime) -> None:
    """Write down that it went out, and what it cost: once for all that went as one."""
    with transaction.atomic(durable=True):
        for index, row in enumerate(_being_sent(key)):
            _move(row, MessageState.SENT)
            row.sent_at, row.provider_id, row.failure = at, provider_id, ""
            if index == 0:
                price = terms_on(row.division, timezone.localtime(at).date()).cost[Way(row.way)]
                row.parts, row.cost = parts, price * parts
            row.save(update_fields=["state", "sent_at", "provider_id", "failure", "parts", "cost"])


def failed(*, key: UUID, code: str, permanent: bool, at: datetime) -> None:
    """Write down that it was not taken: it is tried again later, or given up and shown to the desk."""
    with transaction.atomic(durable=True):
        for row in _being_sent(key):
            row.failure = code
            terms = terms_on(row.division, timezone.localtime(at).date())
            again = None if permanent else next_try(at, row.attempts, terms.tries)
            if again:
                _move(row, MessageState.WAITING)
                row.next_at = again
            else:
                _move(row, MessageState.BOUNCED if permanent else MessageState.FAILED)
                not_delivered(row, at=at)
            row.save(update_fields=["state", "next_at", "failure"])


def unsure(*, key: UUID, at: datetime) -> None:
    """Write down that nobody can tell whether it went out: a person decides, nothing is sent again by itself."""
    with transaction.atomic(durable=True):
        for row in _being_sent(key):
            _move(row, MessageState.UNKNOWN)
            row.failure = "nobody_knows"
            row.save(update_fields=["state", "failure"])
            not_delivered(row, at=at)


def put_back(*, key: UUID, at: datetime) -> None:
    """Put back what a sender that died had taken and not given away; what stopped every sender is given up."""
    with transaction.atomic(durable=True):
        for row in _being_sent(key):
            terms = terms_on(row.division, timezone.localtime(at).date())
            if next_try(at, row.attempts, terms.tries):
                _move(row, MessageState.WAITING)
                row.next_at = at
            else:
                _move(row, MessageState.FAILED)
                row.failure = "left_behind"
                not_delivered(row, at=at)
            row.save(update_fields=["state", "next_at", "failure"])


def bounced(*, key: UUID, by: Actor, at: datetime) -> bool:
    """Write down that it came back for good: that way is used no more, the next one is. False for an unknown key.

    `by` says so: the reader of the mailbox, or a gateway with its key.
    """
    with transaction.atomic(durable=True):
        rows = list(Message.objects.select_for_update().filter(sent_as=key, state=MessageState.SENT))
        for row in rows:
            _move(row, MessageState.BOUNCED)
            row.failure = "came_back"
            row.save(update_fields=["state", "failure"])
            not_delivered(row, by=by, at=at)
        return bool(rows)


def left_behind(*, at: datetime) -> list[Taken]:
    """Return what is being sent for too long."""
    rows = Message.objects.filter(state=MessageState.SENDING, taken_at__lt=at - LEFT_AFTER)
    groups: dict[UUID, list[Message]] = {}
    for row in rows.exclude(way=Way.LETTER).order_by("taken_at")[:100]:
        groups.setdefault(row.sent_as or row.id, []).append(row)
    return [Taken(key, Way(rows[0].way), tuple(rows)) for key, rows in groups.items()]


def not_delivered(row: Message, *, by: Actor = SYSTEM, at: datetime) -> None:
    """Put on record that a person was not reached; a dead address is left alone, and the next way is used."""
    if row.contact_id is None:
        return
    fact = NotDelivered(message=row.id, way=Way(row.way), code=row.code, state=MessageState(row.state))
    record(fact, subject=row.subject, by=by.name(), at=at)
    if row.state == MessageState.BOUNCED:
        end_way(subjects=[row.subject], way=Way(row.way), state=ChoiceState.BOUNCED, by=by, at=at)
        next_way(row, at=at)


def _being_sent(key: UUID) -> Sequence[Message]:
    rows = Message.objects.select_for_update().filter(sent_as=key, state=MessageState.SENDING)
    return list(rows.order_by("at", "id"))


def _move(
    row: Message, to: MessageState, allowed: Collection[tuple[MessageState, MessageState]] = MOVES
) -> None:
    assert (MessageState(row.state), to) in allowed, (row.state, to)
    row.state = to
