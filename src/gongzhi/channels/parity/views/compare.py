"""The ways in beside each other: how many, how fast, how it ended, and what people said."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.cases.facts import AgeBand, Channel
from gongzhi.cases.public import AGES, CHANNELS, WayIn, ways_by_age, ways_in
from gongzhi.channels.parity.rules import ENOUGH, share, told_apart
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

DAYS = 90


@never_cache
@needs("board.read")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show them in one order, whatever came out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    context = {
        "rows": [_row(each) for each in ways_in(actor.division, at=at, days=DAYS)],
        "ages": _by_age(actor.division, at),
        "days": DAYS,
        "enough": ENOUGH,
    }
    return render(request, "parity/compare.html", context)


def _by_age(scope: str, at: datetime) -> list[dict[str, Any]]:
    """Return by way in the age groups that are large enough, and how many ended of all the others."""
    found: dict[Channel, dict[AgeBand | None, WayIn]] = defaultdict(dict)
    for band, way in ways_by_age(scope, at=at, days=DAYS):
        found[way.channel][band] = way
    rows = []
    for channel, ways in found.items():
        counts = {band: way.ended for band, way in ways.items() if band}
        unsaid = ways[None].ended if None in ways else 0
        shown = told_apart(counts, rest=unsaid)
        rows += [_row(ways[band]) | {"age": AGES[band]} for band in AgeBand if band in shown]
        left = unsaid + sum(count for band, count in counts.items() if band not in shown)
        if shown and left:
            rows.append({"name": CHANNELS[channel], "others": left})
    return rows


def _row(way: WayIn) -> dict[str, Any]:
    return {
        "name": CHANNELS[way.channel],
        "way": way,
        "in_time": share(way.in_time, way.ended),
        "solved": share(way.solved, way.judged),
        "satisfied": share(way.satisfied, way.rated),
        "reached": share(way.judged, way.ended),
        "few": way.ended < ENOUGH,
    }
