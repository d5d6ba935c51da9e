"""What is counted of the uses of a version, over the window of the monitors. Costs follow the window."""

from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.algorithms.facts import Figures, Finding, Light, MonitorView, Stage, Tier
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.models import (
    Algorithm,
    AlgorithmAppeal,
    AlgorithmMonitor,
    AlgorithmReport,
    AlgorithmUse,
    AlgorithmVersion,
)
from gongzhi.algorithms.rules.evidence import Evidence
from gongzhi.algorithms.rules.monitors import OVERRIDE, Arm, Group, Watched

DRIFT, GROUNDED = "DRIFT", "GROUNDED"
_TOTALS = """
    select count(*),
        count(*) filter (where outcome = 'SHOWN'),
        count(*) filter (where outcome = 'ABSTAINED'),
        count(*) filter (where outcome = 'FAILED'),
        count(*) filter (where outcome = 'HUMAN_ARM'),
        count(*) filter (where outcome = 'SHADOW'),
        count(agreed) filter (where outcome = 'SHOWN'),
        count(*) filter (where outcome = 'SHOWN' and not agreed),
        percentile_cont(0.5) within group (order by looked_ms) filter (where outcome = 'SHOWN'),
        count(agreed) filter (where outcome in ('SHADOW', 'HUMAN_ARM') and value <> ''),
        count(*) filter (where outcome in ('SHADOW', 'HUMAN_ARM') and value <> '' and agreed),
        coalesce(max(took_ms), 0),
        count(turned_out) filter (where outcome in ('SHOWN', 'ABSTAINED', 'FAILED')),
        count(*) filter (where outcome in ('SHOWN', 'ABSTAINED', 'FAILED') and turned_out),
        count(turned_out) filter (where outcome = 'HUMAN_ARM'),
        count(*) filter (where outcome = 'HUMAN_ARM' and turned_out)
    from gongzhi_algorithmuse where version_id = %s and at >= %s and at < %s
"""
_GROUPS = """
    select declared.key, declared.value, count(*),
        count(*) filter (where outcome = 'SHOWN' and agreed),
        count(*) filter (where outcome in ('ABSTAINED', 'FAILED'))
    from gongzhi_algorithmuse, jsonb_each_text(groups) declared
    where version_id = %s and at >= %s and at < %s and agreed is not null
        and outcome in ('SHOWN', 'ABSTAINED', 'FAILED')
    group by 1, 2 order by 1, 2
"""


def window_of(entry: Algorithm, at: datetime) -> tuple[datetime, datetime]:
    """Return from when to when uses are looked at: what led to a suspension that was lifted is over."""
    since = at - timedelta(days=limits().window_days)
    return (max(since, entry.lifted_at) if entry.lifted_at else since), at


def _rows(sql: str, version_id: UUID, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [version_id, since, until])
        return list(cursor.fetchall())


def watched(entry: Algorithm, version: AlgorithmVersion, *, at: datetime) -> tuple[Watched, int]:
    """Return what the monitors look at, and how many uses there were."""
    since, until = window_of(entry, at)
    (totals,) = _rows(_TOTALS, version.id, since, until)
    answered = AlgorithmAppeal.objects.filter(version=version, answered_at__gte=since, answered_at__lt=until)
    upheld = [each for each in answered.values_list("upheld", "severe") if each[0]]
    begun = version.in_force_at or version.entered_at
    found = Watched(
        tier=Tier(version.tier),
        in_force_days=(at - begun).days,
        judged=totals[6],
        overridden=totals[7],
        look_ms=None if totals[8] is None else round(totals[8]),
        overridden_since_days=_override_days(entry, version, at=at),
        groups=[Group(*row) for row in _rows(_GROUPS, version.id, since, until)],
        shown_arm=Arm(totals[12], totals[13]),
        human_arm=Arm(totals[14], totals[15]),
        appeals_answered=answered.count(),
        appeals_upheld=len(upheld),
        severe=sum(severe for _upheld, severe in upheld),
        drift=_drift(version, since),
        grounded=_grounded(version, since),
    )
    return found, totals[0]


def _override_days(entry: Algorithm, version: AlgorithmVersion, *, at: datetime) -> int:
    """Return for how many days on end overrides were too many, or too few and too quick."""
    rows = AlgorithmMonitor.objects.filter(algorithm=entry, version=version)
    if entry.lifted_at:
        rows = rows.filter(at__gte=entry.lifted_at)
    # As far back as is asked about, and not one row a day for ever.
    lately = rows.order_by("-on").values_list("on", "findings")[: limits().override_days + 1]
    off = list(takewhile(lambda row: _override_is_off(row[1]), lately))
    return (timezone.localdate(at) - off[-1][0]).days if off else 0


def _override_is_off(findings: list[dict[str, Any]]) -> bool:
    off = (Light.AMBER.value, Light.RED.value)
    return any(each["code"] == OVERRIDE and each["light"] in off for each in findings)


def _drift(version: AlgorithmVersion, since: datetime) -> tuple[int, int, bool | None] | None:
    row = _report(version, DRIFT, since)
    return (row.n, row.value, row.passed) if row else None


def _grounded(version: AlgorithmVersion, since: datetime) -> tuple[int, int, int] | None:
    row = _report(version, GROUNDED, since)
    return (row.n, row.value, int(row.passed is False)) if row else None


def _report(version: AlgorithmVersion, what: str, since: datetime) -> AlgorithmReport | None:
    rows = AlgorithmReport.objects.filter(version=version, what=what, at__gte=since)
    return rows.order_by("-at", "-id").first()


def figures_of(version_id: UUID, *, at: datetime) -> Figures:
    """Return the live figures of a version, over the window of the monitors."""
    version = AlgorithmVersion.objects.select_related("algorithm").get(id=version_id)
    return figures_between(version_id, *window_of(version.algorithm, at))


def evidence_of(version: AlgorithmVersion, running_id: UUID | None, *, at: datetime) -> Evidence:
    """Return what a version that is tried is judged by: in a pilot how matters turned out that were shown its word and
    that people decided alone; else how often it, and the version in use, came to what people decided."""
    if version.stage == Stage.PILOT:
        (totals,) = _rows(_TOTALS, version.id, version.entered_at, at)
        return Evidence(Arm(totals[12], totals[13]), Arm(totals[14], totals[15]))
    first = AlgorithmUse.objects.filter(version=version).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return Evidence(Arm(0, 0), Arm(0, 0))
    (ours,) = _rows(_TOTALS, version.id, first, at)
    if running_id is None:
        return Evidence(Arm(ours[9], ours[10]), Arm(0, 0))
    (theirs,) = _rows(_TOTALS, running_id, first, at)
    return Evidence(Arm(ours[9], ours[10]), Arm(theirs[6], theirs[6] - theirs[7]))


def evidence_about(version_id: UUID, *, at: datetime) -> Evidence:
    """Return the same of a version by its id."""
    version = AlgorithmVersion.objects.select_related("algorithm").get(id=version_id)
    return evidence_of(version, version.algorithm.running_id, at=at)


def figures_between(version_id: UUID, since: datetime, until: datetime) -> Figures:
    """Return the figures of a version over any period."""
    (totals,) = _rows(_TOTALS, version_id, since, until)
    appeals = AlgorithmAppeal.objects.filter(version=version_id, made_at__gte=since, made_at__lt=until)
    return Figures(
        since=since,
        uses=totals[0],
        shown=totals[1],
        abstained=totals[2],
        failed=totals[3],
        human_arm=totals[4],
        shadow=totals[5],
        judged=totals[6],
        overridden=totals[7],
        look_ms=None if totals[8] is None else round(totals[8]),
        alone=totals[9],
        alike=totals[10],
        slowest_ms=totals[11],
        appeals=appeals.count(),
        appeals_answered=appeals.filter(answered_at__isnull=False).count(),
        appeals_upheld=appeals.filter(upheld=True).count(),
    )


def monitors_of(code: str, *, limit: int = 30) -> list[MonitorView]:
    """Return what the monitors said of an entry on the last days, newest first."""
    rows = AlgorithmMonitor.objects.filter(algorithm__code=code).select_related("version").order_by("-on")
    return [_monitor(row) for row in rows[:limit]]


def monitor_on(code: str, on: date) -> MonitorView | None:
    """Return what the monitors said of an entry on a day."""
    rows = AlgorithmMonitor.objects.filter(algorithm__code=code, on=on).select_related("version")
    return next((_monitor(row) for row in rows), None)


def _monitor(row: AlgorithmMonitor) -> MonitorView:
    return MonitorView(
        on=row.on,
        n=row.version.n,
        uses=row.uses,
        worst=Light(row.worst),
        findings=tuple(finding_of(each) for each in row.findings),
        at=row.at,
    )


def finding_of(data: dict[str, Any]) -> Finding:
    """Return a finding as a row keeps it."""
    return Finding(**{**data, "light": Light(data["light"])})
