"""What is parked 挂账: by whom, since when, until when, and how often by now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from gongzhi.cases.models import Case
from gongzhi.organization.public import prefix_of


@dataclass(frozen=True)
class Line:
    """One parked case. `review_at`: the date it is looked at again."""

    case_id: UUID
    number: str
    title: str
    division: str
    unit_id: UUID | None
    since: datetime
    review_at: datetime | None
    times: int


def parked_in(scope: str, first: int, last: int) -> list[Line]:
    """Return lines of what is parked in a tree of divisions, the next date first. Costs what is parked now."""
    rows = _rows(scope).select_related("loop").order_by("loop__due_at", "loop")[first:last]
    return [
        Line(
            row.loop_id,
            row.loop.number,
            row.loop.title,
            row.loop.division,
            row.lead_id,
            row.loop.entered_at,
            row.loop.due_at,
            int(row.loop.counts.get("park", 0)),
        )
        for row in rows
    ]


def number_parked(scope: str) -> int:
    """Count what is parked in a tree of divisions."""
    return _rows(scope).count()


def _rows(scope: str) -> QuerySet[Case]:
    return Case.objects.filter(
        loop__state="parked", loop__ended_at=None, loop__division__startswith=prefix_of(scope)
    )
