"""Notices of a unit from a place on: the hundredth stretch costs what the first does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.notices.facts import NoticeView
from gongzhi.notices.models import Notice


@dataclass(frozen=True)
class Standing:
    """How a unit's notices stand: how many are unread, at most 100 counted, and the newest."""

    unread: int
    newest: UUID | None
    newest_at: datetime | None


def notices_in_order(
    unit_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int, unread_only: bool = False
) -> list[NoticeView]:
    """Return notices of a unit, newest first, from a place on."""
    rows = Notice.objects.filter(unit=unit_id)
    if unread_only:
        rows = rows.filter(read_at=None)
    if after:
        at, notice_id = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=notice_id), at__lte=at)
    return [
        NoticeView(row.id, row.code, row.subject, row.number, row.title, row.at, row.read_at is not None)
        for row in rows.order_by("-at", "-id")[:limit]
    ]


def standing_of(unit_id: UUID) -> Standing:
    """Return how a unit's notices stand."""
    rows = Notice.objects.filter(unit=unit_id)
    newest = rows.order_by("-at", "-id").values_list("id", "at").first() or (None, None)
    return Standing(rows.filter(read_at=None)[:100].count(), *newest)
