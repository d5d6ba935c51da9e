"""Reads of what somebody may see for a while, after saying why."""

from datetime import datetime
from uuid import UUID

from gongzhi.people.models import DataUse


def open_uses(subject: UUID, account_id: UUID, *, at: datetime) -> dict[str, datetime]:
    """Return what of a matter an account may see now, by the code of the use, and until when."""
    rows = DataUse.objects.filter(subject=subject, account=account_id, at__lte=at, until__gt=at)
    return {what: until for what, until in rows.order_by("until").values_list("what", "until") if until}
