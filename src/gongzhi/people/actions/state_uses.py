"""State on record, once a month, how often each person's data have been used."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from gongzhi.ledger.public import record, record_many
from gongzhi.people.facts import ALL_SEALED, Actor, UsesStated, UsesSummed
from gongzhi.people.models import DataUse, UseCount
from gongzhi.people.uses import last_sum

# A subject of which a line older than the month is in no statement yet. Numbers rise with time.
_DUE = """
    select counts.subject, (
        select max(uses.seq) from gongzhi_datause uses
        where uses.subject = counts.subject and uses.sealed_until is null and uses.at < %s
    )
    from gongzhi_usecount counts
    where counts.size > counts.stated and counts.subject <> %s and exists (
        select from gongzhi_datause next
        where next.subject = counts.subject and next.seq = counts.stated + 1 and next.sealed_until is null
            and next.at < %s
    )
    order by counts.subject limit %s for update of counts
"""
_KEEP = """
    update gongzhi_usecount counts set stated = said.lines
    from unnest(%s::uuid[], %s::int[]) as said (subject, lines) where counts.subject = said.subject
"""


def state_uses(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """State the uses of up to `limit` subjects as of the end of the last month; return how many.

    When none is left, the sum for the whole installation closes the month, and until the next nothing is done. A
    statement only grows: what it says cannot be taken back, so lines cut off at the end show as missing.
    """
    began = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    month = f"{began - timedelta(days=1):%Y-%m}"
    if _is_closed(month) or not UseCount.objects.exists():
        return 0
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        # Not a row's lock: who counts a sealed use holds two of them, in the other order.
        cursor.execute("select pg_advisory_xact_lock(hashtext('gongzhi uses stated'))")
        if _is_closed(month):
            return 0
        cursor.execute(_DUE, [began, ALL_SEALED, began, limit])
        due: list[tuple[UUID, int]] = cursor.fetchall()
        if not due:
            return _close(month, began, by, at)
        stated = [(UsesStated(month=month, lines=lines), subject) for subject, lines in due]
        record_many(stated, by=by.name(), at=at)
        cursor.execute(_KEEP, [[subject for subject, _lines in due], [lines for _subject, lines in due]])
    return len(due)


def _is_closed(month: str) -> bool:
    last = last_sum()
    return last is not None and last.month >= month


def _close(month: str, began: datetime, by: Actor, at: datetime) -> int:
    matters = UseCount.objects.exclude(subject=ALL_SEALED)
    lines = matters.aggregate(lines=Sum("stated"))["lines"] or 0
    kept_back = DataUse.objects.filter(sealed_until__isnull=False, at__lt=began)
    sealed = kept_back.aggregate(last=Max("seq"))["last"] or 0
    record(UsesSummed(month=month, lines=lines, sealed=sealed), subject=ALL_SEALED, by=by.name(), at=at)
    return 1
