"""End a way: the person said stop, or what was sent came back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.ledger.public import record
from gongzhi.notices.actions.tell import person_message
from gongzhi.notices.facts import ChoiceState, MessageState, NewMessage, Way, WayEnded
from gongzhi.notices.models import Message, ToldBy
from gongzhi.notices.terms import legal_codes
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.people.public import contacts_by_phone

_READY = (MessageState.WAITING, MessageState.HELD)


def stop_way(*, subject: UUID, way: Way, at: datetime) -> bool:
    """Stop one way of a matter because the person said so; what the law wants told is told still. Twice is once."""
    with transaction.atomic(durable=True):
        return bool(end_way(subjects=[subject], way=way, state=ChoiceState.STOPPED, by=RESIDENT, at=at))


def stop_sms(*, phone: str, at: datetime, by: Actor = RESIDENT) -> int:
    """Send no more to a telephone, whatever it was left for; return how many matters that ends it for."""
    with transaction.atomic(durable=True):
        rows = ToldBy.objects.filter(contact__in=contacts_by_phone(phone), way=Way.SMS)
        subjects = list(rows.values_list("subject", flat=True))
        return end_way(subjects=subjects, way=Way.SMS, state=ChoiceState.STOPPED, by=by, at=at)


def end_way(*, subjects: Sequence[UUID], way: Way, state: ChoiceState, by: Actor, at: datetime) -> int:
    """Use a way of some matters no more, inside the caller's transaction; return how many it was in use for."""
    assert connection.in_atomic_block
    rows = ToldBy.objects.select_for_update().filter(subject__in=subjects, way=way, state=ChoiceState.ON)
    ended = list(rows.order_by("id"))
    for row in ended:
        row.state, row.at = state, at
        row.save(update_fields=["state", "at"])
        record(WayEnded(way=way, state=state), subject=row.subject, by=by.name(), at=at)
        waiting = Message.objects.filter(
            subject=row.subject, way=way, contact=row.contact_id, state__in=_READY
        )
        if state is ChoiceState.STOPPED and way is not Way.SMS:
            waiting = waiting.exclude(code__in=legal_codes())
        waiting.update(state=MessageState.STOPPED)
    return len(ended)


def next_way(row: Message, *, at: datetime) -> bool:
    """Tell the same by another way the person chose, inside the caller's transaction; False where there is none."""
    assert connection.in_atomic_block
    used = Message.objects.filter(fact_id=row.fact_id, subject=row.subject, contact__isnull=False)
    others = ToldBy.objects.filter(subject=row.subject, state=ChoiceState.ON)
    other = others.exclude(way__in=list(used.values_list("way", flat=True))).order_by("way").first()
    if other is None:
        return False
    person_message(again(row, at=at), other).save(force_insert=True)
    return True


def again(row: Message, *, at: datetime) -> NewMessage:
    """Return what a message told, to be told once more in another way."""
    return NewMessage(
        fact_id=row.fact_id,
        code=row.code,
        subject=row.subject,
        number=row.number,
        division=row.division,
        at=at,
        unit_id=row.named_unit,
        until=row.until,
        urgent=row.urgent,
    )
