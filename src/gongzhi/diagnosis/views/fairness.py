"""Whether proposals are as right, and people as soon served, in one group of messages as in the others."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.diagnosis.fairness import KINDS, GroupLine, Ratio, fairness
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.queries import served_since
from gongzhi.diagnosis.words import GROUP_KINDS, GROUPS
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

RESAMPLES = 300  # on a page somebody waits for; the command draws as often as the list of numbers says


@never_cache
@needs("supervise.read", "algorithms.read", "case.supervise")
@require_safe
def fairness_page(request: HttpRequest) -> HttpResponse:
    """Show both figures for each group of the actor's tree. No person is in any of them, and of few cases no number."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    limits = limits_on(timezone.localdate(at), actor.division)
    rows = served_since(at - timedelta(days=limits.window_days), until=at, scope=actor.division)
    found = fairness(rows, least=limits.least_in_group, resamples=RESAMPLES)
    tables = [
        {"kind": GROUP_KINDS[kind], "lines": [_line(each) for each in found if each.kind == kind]}
        for kind in KINDS
    ]
    context = {
        "tables": [table for table in tables if table["lines"]],
        "cases": len(rows),
        "days": limits.window_days,
        "least": limits.least_in_group,
    }
    return render(request, "diagnosis/fairness.html", context)


def _line(line: GroupLine) -> dict[str, Any]:
    return {
        "group": GROUPS.get(line.group, line.group),
        "errors": _ratio(line.errors),
        "hours": _ratio(line.hours),
    }


def _ratio(found: Ratio) -> dict[str, Any]:
    value, ratio, low, high = found.value, found.ratio, found.low, found.high
    if value is None or ratio is None or low is None or high is None:
        return {"enough": False}
    return {
        "n": found.n,
        "enough": True,
        "percent": round(100 * value, 1),
        "value": round(value, 1),
        "ratio": round(ratio, 2),
        "low": round(low, 2),
        "high": round(high, 2),
        # One times as much is no difference; an interval without it is worth a look, and proves nothing.
        "apart": low > 1 or high < 1,
    }
