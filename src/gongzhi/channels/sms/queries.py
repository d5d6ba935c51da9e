"""Reads of text messages: what a sender can mean, and what waits for a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.cases.public import cases_left_with, questions_open_to
from gongzhi.channels.portal.queries import counties
from gongzhi.channels.sms.facts import WAITING
from gongzhi.channels.sms.models import IncomingSms
from gongzhi.people.facts import ActedView
from gongzhi.people.public import acted_for, mandate_terms, masked

QUEUE = 100
_LATELY = 20  # cases of a sender that are looked through for something typed for them


def counties_of(*, at: datetime) -> list[str]:
    """Return the one county messages belong to; none where there are several, and a person has to choose."""
    found = [each.code for each in counties(at=at)]
    return found if len(found) == 1 else []


def matters_to_judge(contact_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Return the matters a sender is asked about now, with their numbers."""
    return questions_open_to(contact_ids)


def acts_to_object(contact_ids: Collection[UUID], *, at: datetime) -> list[tuple[ActedView, str]]:
    """Return what was typed for a sender lately and can still be disputed, with the number of its matter."""
    since = at - timedelta(days=mandate_terms().objection_days)
    return [
        (each, number)
        for case_id, number in cases_left_with(contact_ids)[:_LATELY]
        for each in acted_for(case_id)[:1]
        if each.disputed_at is None and each.at >= since
    ]


@dataclass(frozen=True)
class WaitingSms:
    """A message that waits for a person. `text` is without personal data."""

    id: UUID
    state: str
    text: str
    sent_at: datetime


def waiting_sms() -> list[WaitingSms]:
    """Return the messages that wait for a person, oldest first."""
    rows = IncomingSms.objects.filter(state__in=WAITING).order_by("at", "id")[:QUEUE]
    return [WaitingSms(row.id, row.state, masked(row.text).text, row.sent_at) for row in rows]


def is_waiting(sms_id: UUID) -> bool:
    """Tell whether there is such a message, and a person still has to look at it."""
    return IncomingSms.objects.filter(id=sms_id, state__in=WAITING).exists()
