"""What became of cases by the way they came in: for the question whether every way is as good as the others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, BooleanField, Count, DurationField, ExpressionWrapper, F, Q

from gongzhi.cases.facts import Channel, Filer, Satisfaction
from gongzhi.cases.models import Case
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
    ended = Case.objects.filter(
        loop__ended_at__gt=at - timedelta(days=days),
        loop__ended_at__lte=at,
        loop__division__startswith=prefix_of(scope),
    )
    took = ExpressionWrapper(F("loop__ended_at") - F("loop__opened_at"), output_field=DurationField())
    helped = ExpressionWrapper(Q(filer=Filer.HELPER), output_field=BooleanField())
    rows = (
        ended.annotate(helped=helped)
        .values("channel", "helped")
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
        .order_by("channel", "helped")
    )
    return [
        WayIn(
            channel=Channel(row["channel"]),
            assisted=row["helped"],
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
        for row in rows
    ]
