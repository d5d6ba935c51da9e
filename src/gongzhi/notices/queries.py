"""Reads of notices."""

from collections.abc import Iterable
from uuid import UUID

from gongzhi.notices.facts import ChoiceState, NoticeView, Way
from gongzhi.notices.models import Notice, ToldBy

COUNT_TO = 100


def notices_of(units: Iterable[UUID], *, limit: int = 100) -> list[NoticeView]:
    """Return the newest notices of units, newest first."""
    rows = Notice.objects.filter(unit__in=list(units)).order_by("-at")[:limit]
    return [
        NoticeView(
            id=row.id,
            code=row.code,
            subject=row.subject,
            number=row.number,
            title=row.title,
            at=row.at,
            read=row.read_at is not None,
        )
        for row in rows
    ]


def ways_chosen(subject: UUID) -> tuple[dict[Way, ChoiceState], bool]:
    """Return how the person behind a matter is told, way by way, and whether at once."""
    rows = ToldBy.objects.filter(subject=subject)
    at_once = all(row.at_once for row in rows if row.state == ChoiceState.ON)
    return {Way(row.way): ChoiceState(row.state) for row in rows}, at_once


def unread(units: Iterable[UUID]) -> int:
    """Return how many notices of units are unread; stops counting at 100."""
    return Notice.objects.filter(unit__in=list(units), read_at=None)[:COUNT_TO].count()
