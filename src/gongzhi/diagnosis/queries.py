"""Reads of proposals: of one matter, what waits although life may be in danger, and what was measured lately."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from gongzhi.diagnosis.drift import countings
from gongzhi.diagnosis.facts import Danger, Urgency
from gongzhi.diagnosis.fairness import Served
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.models import Comparison, MatterProposal
from gongzhi.diagnosis.rules import WHOLE
from gongzhi.organization.public import matters_ever_below, prefix_of

ENDPOINT = "triage.endpoint"
EARLIER = 3  # times as long as the recent window of drift, right before it
Mark = Sequence[object]  # from, to, weight, side


@dataclass(frozen=True)
class Other:
    """What else may be meant."""

    matter: str
    confidence: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class SecondView:
    """What a language model behind an address said beside a proposal."""

    entry: str
    version: str
    best: Other
    articles: tuple[UUID, ...]


@dataclass(frozen=True)
class AgainView:
    """What was proposed anew after a return, with the unit the duty table names for each that was not asked yet."""

    entry: str
    version: str
    best: Other | None
    unit_id: UUID | None
    others: tuple[tuple[Other, UUID], ...]
    without: tuple[UUID, ...]
    returned: str

    @property
    def matters(self) -> tuple[str, ...]:
        """Return every matter it may be taken up with."""
        return (*([self.best.matter] if self.best else []), *(each.matter for each, _unit in self.others))


@dataclass(frozen=True)
class ProposalView:
    """A proposal as pages show it. Marks are places in the matter's own text, for whoever may read that."""

    subject: UUID
    made_at: datetime
    entry: str
    version: str
    matter: str
    confidence: float | None
    unit_id: UUID | None
    levels: tuple[Other, ...]
    others: tuple[Other, ...]
    marks: tuple[Mark, ...]
    urgency: str
    urgent_marks: tuple[Mark, ...]
    needs: tuple[str, ...]
    data: dict[str, int]
    article: UUID | None
    why_not: tuple[str, ...]
    dispatched_at: datetime | None
    decided: str
    decider: str
    second: SecondView | None = None
    danger: str = ""
    again: AgainView | None = None

    @property
    def life(self) -> bool:
        """Tell whether life may be in danger: words warned, and no person has taken it back."""
        return self.urgency == Urgency.LIFE and self.danger != Danger.TAKEN_BACK


@dataclass(frozen=True)
class Measured:
    """How often proposals of a matter were right among recent verified cases."""

    right: int
    verified: int


def proposal_of(subject: UUID) -> ProposalView | None:
    """Return what was proposed about a matter, or None."""
    row = MatterProposal.objects.filter(loop=subject).first()
    return view_of(row) if row else None


def view_of(row: MatterProposal) -> ProposalView:
    return ProposalView(
        subject=row.loop_id,
        made_at=row.made_at,
        entry=row.entry,
        version=row.version,
        matter=row.matter,
        confidence=_share(row.confidence),
        unit_id=row.unit_id,
        levels=_others(row.levels),
        others=_others(row.others),
        marks=tuple(row.reasons),
        urgency=row.urgency,
        urgent_marks=tuple(row.urgent_reasons),
        needs=tuple(filter(None, row.needs.split(","))),
        data=row.data,
        article=row.article,
        why_not=tuple(row.why_not),
        dispatched_at=row.dispatched_at,
        decided=row.decided,
        decider=row.decider,
        second=_second(row.second),
        danger=row.danger,
        again=_again(row.again),
    )


def _again(said: dict[str, Any]) -> AgainView | None:
    if not said:
        return None
    best = None
    if said["matter"]:
        best = Other(said["matter"], _share(said["confidence"]) or 0.0, tuple(said["marks"]))
    others = zip(_others(said["others"]), (UUID(each["unit"]) for each in said["others"]), strict=True)
    return AgainView(
        entry=said["entry"],
        version=said["version"],
        best=best,
        unit_id=UUID(said["unit_id"]) if said["unit_id"] else None,
        others=tuple(others),
        without=tuple(UUID(each) for each in said["without"]),
        returned=said["returned"],
    )


def _second(said: dict[str, Any]) -> SecondView | None:
    if not said:
        return None
    best = Other(said["matter"], _share(said["confidence"]) or 0.0, tuple(said["marks"]))
    return SecondView(said["entry"], said["version"], best, tuple(UUID(each) for each in said["articles"]))


def waiting_for_second(states: Collection[str], *, at: datetime) -> list[UUID]:
    """Return the messages in some states an endpoint is to be asked about, the oldest first, as far as a day allows."""
    limits = limits_on(timezone.localdate(at), "")
    rows = MatterProposal.objects.filter(
        awaits_second=True,
        made_at__gte=at - timedelta(minutes=limits.second_minutes),
        loop__state__in=list(states),
    )
    found = list(rows.order_by("made_at").values_list("loop", flat=True)[: limits.second_at_once * 2])
    if not found:
        return []
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    asked = MatterProposal.objects.filter(made_at__gte=midnight, uses__contains=[{"entry": ENDPOINT}])
    return found[: max(0, limits.second_a_day - asked.count())]


def life_waiting(states: Collection[str]) -> list[UUID]:
    """Return what nobody has decided about although life may be in danger, in some states, the oldest first.

    What a person has taken back is none of it; what a person has confirmed stays until it is dispatched.
    """
    rows = MatterProposal.objects.filter(urgency=Urgency.LIFE, decided="", loop__state__in=list(states))
    rows = rows.exclude(danger=Danger.TAKEN_BACK)
    return list(rows.order_by("made_at").values_list("loop", flat=True)[:200])


def danger_confirmed(subject: UUID) -> bool:
    """Tell whether a person said that life is in danger, as words had warned."""
    return MatterProposal.objects.filter(loop=subject, danger=Danger.CONFIRMED).exists()


def measured(matter: str, *, entry: str, version: str, confidence_at_least: int, since: datetime) -> Measured:
    """Count the recent verified cases a version proposed this matter for, confidently, and how many it was.

    To the letter: a program dispatches by the matter itself, and what stands above the right one would not do.
    """
    rows = MatterProposal.objects.filter(
        matter=matter,
        verified_at__gte=since,
        entry=entry,
        version=version,
        confidence__gte=confidence_at_least,
    )
    found = rows.aggregate(whole=Count("pk"), right=Count("pk", filter=Q(verified=F("matter"))))
    return Measured(found["right"], found["whole"])


def right_as_far(proposed: str, decided: str) -> bool:
    """Tell whether a proposal is the matter decided on or stands above it: then it is right as far as it went."""
    return proposed == decided or decided in matters_ever_below((proposed,))


def served_since(since: datetime, *, until: datetime, scope: str = "") -> list[Served]:
    """Return the cases something was proposed for in a period in figures: right or wrong, hours until they ended.

    Right is what the register counts as agreed: what stands above the matter is right as far as it went.
    """
    rows = MatterProposal.objects.filter(made_at__gte=since, made_at__lt=until)
    if scope:
        rows = rows.filter(loop__division__startswith=prefix_of(scope))
    columns = ("groups", "matter", "verified", "loop__opened_at", "loop__ended_at")
    right = cache(right_as_far)
    return [
        Served(
            groups=groups,
            wrong=not right(matter, verified) if matter and verified else None,
            hours=(ended - opened).total_seconds() / 3600 if ended else None,
        )
        for groups, matter, verified, opened, ended in rows.values_list(*columns).iterator()
    ]


def features_between(version: str, entry: str, since: datetime, until: datetime) -> dict[str, Counter[str]]:
    """Count what a version proposed in a period by top category, and what it read by language and length."""
    rows = MatterProposal.objects.filter(
        entry=entry, version=version, made_at__gte=since, made_at__lt=until
    ).values_list("levels", "groups")
    return countings(
        {
            "category": str(levels[0]["code"]) if levels else "",
            "language": groups.get("language", ""),
            "length": groups.get("length", ""),
        }
        for levels, groups in rows.iterator()
    )


def right_between(entry: str, version: str, since: datetime, until: datetime) -> Measured:
    """Count how often a version was right among the cases verified in a period."""
    rows = MatterProposal.objects.filter(
        entry=entry, version=version, verified_at__gte=since, verified_at__lt=until
    ).exclude(matter="")
    found = rows.aggregate(whole=Count("pk"), right=Count("pk", filter=Q(verified=F("matter"))))
    return Measured(found["right"], found["whole"])


@dataclass(frozen=True)
class ComparisonView:
    """A retrained version beside the one in use before; shares from 0 to 1, the bounds those of the difference."""

    digest: str
    running: str
    made_at: datetime
    learnt: int
    held: int
    ours: float
    theirs: float | None
    low: float | None
    high: float | None


def comparison_of(digest: str) -> ComparisonView | None:
    """Return how a retrained version did beside the one in use, or None."""
    row = Comparison.objects.filter(digest=digest).first() if digest else None
    if row is None:
        return None
    shares = [None if each is None else each / WHOLE for each in (row.theirs, row.low, row.high)]
    return ComparisonView(
        row.digest, row.running, row.made_at, row.learnt, row.held, row.ours / WHOLE, *shares
    )


def drift_windows(*, at: datetime) -> tuple[datetime, datetime]:
    """Return where the earlier window begins, and where the recent one does, which ends now."""
    days = limits_on(timezone.localdate(at), "").drift_days
    recent = at - timedelta(days=days)
    return recent - timedelta(days=EARLIER * days), recent


def days_before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)


def _share(parts: int | None) -> float | None:
    return None if parts is None else parts / WHOLE


def _others(rows: Iterable[dict[str, object]]) -> tuple[Other, ...]:
    return tuple(
        Other(str(row["code"]), int(str(row["confidence"])) / WHOLE, tuple(row.get("marks", ())))  # type: ignore[arg-type]
        for row in rows
    )
