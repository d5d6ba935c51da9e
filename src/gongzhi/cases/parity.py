"""What became of cases by the way they came in: for the question whether every way is as good as the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from gongzhi.cases.facts import AgeBand, Channel, Filer, Satisfaction
from gongzhi.cases.models import Case, CaseAge
from gongzhi.loops.facts import EndKind
from gongzhi.organization.public import prefix_of


@dataclass(frozen=True)
class WayIn:
    """What ended lately of one way in, as counts; `days_median` and `days_p90` are days from filing to the end.

    `satisfied` leaves out "basically satisfied", and who was not reached counts in neither `judged` nor `rated`.
    """

    channel: Channel
    assisted: bool
    ended: int
    fulfilled: int
    unconfirmed: int
    in_time: int
    judged: int
    solved: int
    rated: int
    satisfied: int
    days_median: float
    days_p90: float


class _Percentile(Aggregate):
    """PostgreSQL's percentile_cont over lengths of time."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def ways_in(scope: str, *, at: datetime, days: int) -> list[WayIn]:
    """Return the ways in of what ended in the last days in a tree of divisions; costs what ended meanwhile."""
    helped = ExpressionWrapper(Q(filer=Filer.HELPER), output_field=BooleanField())
    rows = _counted(_ended(scope, at=at, days=days).annotate(helped=helped), "channel", "helped")
    return [_way(row, assisted=row["helped"]) for row in rows]


def ways_by_age(scope: str, *, at: datetime, days: int) -> list[tuple[AgeBand | None, WayIn]]:
    """Return the same by way in and age group, None where nobody said one; helped or not is counted together."""
    band = CaseAge.objects.filter(loop=OuterRef("loop")).values("band")[:1]
    rows = _counted(_ended(scope, at=at, days=days).annotate(band=Subquery(band)), "channel", "band")
    return [(AgeBand(row["band"]) if row["band"] else None, _way(row, assisted=False)) for row in rows]


def _ended(scope: str, *, at: datetime, days: int) -> QuerySet[Case]:
    return Case.objects.filter(
        loop__ended_at__gt=at - timedelta(days=days),
        loop__ended_at__lte=at,
        loop__division__startswith=prefix_of(scope),
    )


def _counted(ended: QuerySet[Case], *by: str) -> Iterable[dict[str, Any]]:
    took = ExpressionWrapper(F("loop__ended_at") - F("loop__opened_at"), output_field=DurationField())
    rows: Iterable[dict[str, Any]] = (
        ended.values(*by)
        .annotate(
            ended=Count("pk"),
            fulfilled=Count("pk", filter=Q(loop__end_kind=EndKind.FULFILLED)),
            unconfirmed=Count("pk", filter=Q(loop__end_kind=EndKind.UNCONFIRMED)),
            in_time=Count("pk", filter=Q(loop__ended_at__lte=F("loop__first_due_at"))),
            judged=Count("pk", filter=Q(solved__isnull=False)),
            yes=Count("pk", filter=Q(solved=True)),
            rated=Count("pk", filter=~Q(satisfied="")),
            happy=Count("pk", filter=Q(satisfied=Satisfaction.SATISFIED)),
            median=_Percentile(took, fraction=0.5),
            p90=_Percentile(took, fraction=0.9),
        )
        .order_by(*by)
    )
    return rows


def _way(row: dict[str, Any], *, assisted: bool) -> WayIn:
    return WayIn(
        channel=Channel(row["channel"]),
        assisted=assisted,
        ended=row["ended"],
        fulfilled=row["fulfilled"],
        unconfirmed=row["unconfirmed"],
        in_time=row["in_time"],
        judged=row["judged"],
        solved=row["yes"],
        rated=row["rated"],
        satisfied=row["happy"],
        days_median=row["median"].total_seconds() / 86_400,
        days_p90=row["p90"].total_seconds() / 86_400,
    )
