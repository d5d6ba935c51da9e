"""Facts of some kinds, the newest first, a page at a time: each page costs the same, however far down it lies."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.models import Fact
from gongzhi.ledger.reading import read_row

Before = tuple[datetime, UUID]


def facts_of_kinds(
    kinds: Collection[str],
    *,
    limit: int,
    before: Before | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    subject: UUID | None = None,
) -> list[Recorded]:
    """Return the newest `limit` facts of these kinds before a place, with the texts that are not erased.

    `before` is the instant and id of the last one of the page above. Each kind is asked for its own newest ones by
    its index; only those are put in order.
    """
    if not kinds:
        return []
    rows = Fact.objects.all() if subject is None else Fact.objects.filter(subject=subject)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if before is not None:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]), at__lte=before[0])
    newest = _newest(rows, sorted(kinds), limit)
    found = Fact.objects.filter(id__in=newest).order_by("-at", "-id").prefetch_related("openings")
    return [read_row(row, texts={each.field: each.text for each in row.openings.all()}) for row in found]


def moments_of_kind(
    kind: str, *, since: datetime | None, until: datetime | None, after: Before | None, limit: int
) -> list[tuple[datetime, UUID, UUID | None]]:
    """Return when, which and about what of the oldest `limit` facts of a kind in a period, both ends included.

    `after` is the instant and id of the last one that was read: each page costs the same.
    """
    rows = Fact.objects.filter(kind=kind)
    rows = rows if since is None else rows.filter(at__gte=since)
    rows = rows if until is None else rows.filter(at__lte=until)
    if after is not None:
        rows = rows.filter(Q(at__gt=after[0]) | Q(at=after[0], id__gt=after[1]), at__gte=after[0])
    return list(rows.order_by("at", "id").values_list("at", "id", "subject")[:limit])


def _newest(rows: QuerySet[Fact], kinds: Iterable[str], limit: int) -> list[UUID]:
    each = [rows.filter(kind=kind).order_by("-at", "-id").values_list("at", "id")[:limit] for kind in kinds]
    whole = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
    ordered = whole.order_by("-at", "-id")[:limit] if len(each) > 1 else whole
    return [found for _at, found in ordered]
