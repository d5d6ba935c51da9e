"""Which rows hold at an instant."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from gongzhi.organization.facts import Period


def day_of(at: datetime) -> date:
    """Return the local day (settings.TIME_ZONE) of an instant: periods here are days of office life."""
    return localdate(at)


def holds(day: date, *paths: str) -> Q:
    """Return the condition that the row, and what stands at each path ("post__unit"), hold on the day."""
    condition = Q()
    for path in paths or ("",):
        prefix = f"{path}__" if path else ""
        condition &= Q(**{f"{prefix}valid_from__lte": day})
        condition &= Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return condition


def period_of(row: object) -> Period:
    """Return the period of a dated row."""
    return Period(row.valid_from, row.valid_to)  # type: ignore[attr-defined]
