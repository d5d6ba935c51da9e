"""What desks and leaders see of the messages: what was not delivered, letters, and what it cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from gongzhi.notices.facts import MessageState, Way
from gongzhi.notices.models import Message
from gongzhi.organization.public import prefix_of

UNDELIVERED = (MessageState.FAILED, MessageState.BOUNCED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class MessageView:
    """One message as the desk reads it; no address stands in it."""

    id: UUID
    subject: UUID
    number: str
    code: str
    way: Way
    state: MessageState
    failure: str
    attempts: int
    at: datetime
    sent_at: datetime | None
    can_write: bool


@dataclass(frozen=True)
class Cost:
    """What one way cost in one month in one division: how many, in how many parts, thousandths of a yuan."""

    month: datetime
    division: str
    way: Way
    count: int
    parts: int
    cost: int


def undelivered(scope: str) -> QuerySet[Message]:
    """Return what did not reach a person in the tree of a division, the oldest first."""
    rows = Message.objects.filter(state__in=UNDELIVERED, contact__isnull=False)
    return rows.filter(division__startswith=prefix_of(scope)).select_related("contact").order_by("at")


def letters(scope: str) -> QuerySet[Message]:
    """Return the letters to be printed or posted, the oldest first."""
    rows = Message.objects.filter(way=Way.LETTER, state__in=(MessageState.WAITING, MessageState.SENDING))
    return rows.filter(division__startswith=prefix_of(scope)).select_related("contact").order_by("at")


def posted(scope: str) -> QuerySet[Message]:
    """Return the letters that were posted lately, which may still come back."""
    rows = Message.objects.filter(way=Way.LETTER, state=MessageState.SENT, cost__gt=0)
    found = rows.filter(division__startswith=prefix_of(scope)).select_related("contact")
    return found.order_by("-sent_at")[:50]


def view_of(row: Message) -> MessageView:
    """Return what the desk reads of a row."""
    return MessageView(
        id=row.id,
        subject=row.subject,
        number=row.number,
        code=row.code,
        way=Way(row.way),
        state=MessageState(row.state),
        failure=row.failure,
        attempts=row.attempts,
        at=row.at,
        sent_at=row.sent_at,
        can_write=bool(row.contact and row.contact.has_address) and row.way != Way.LETTER,
    )


def message_in(scope: str, message_id: UUID) -> Message | None:
    """Return a message to a person in the tree of a division, or None."""
    rows = Message.objects.filter(id=message_id, contact__isnull=False)
    return rows.filter(division__startswith=prefix_of(scope)).first()


def costs(scope: str, *, since: datetime) -> list[Cost]:
    """Return what telling cost, by month, division and way, newest month first."""
    rows = (
        Message.objects.filter(Q(cost__gt=0), sent_at__gte=since, division__startswith=prefix_of(scope))
        .annotate(month=TruncMonth("sent_at"))
        .values("month", "division", "way")
        .annotate(count=Count("id"), all_parts=Sum("parts"), all_cost=Sum("cost"))
        .order_by("-month", "division", "way")
    )
    return [
        Cost(row["month"], row["division"], Way(row["way"]), row["count"], row["all_parts"], row["all_cost"])
        for row in rows
    ]


def by_month(found: list[Cost]) -> dict[datetime, list[Cost]]:
    """Return the costs month by month."""
    months: dict[datetime, list[Cost]] = defaultdict(list)
    for each in found:
        months[each.month].append(each)
    return dict(months)
