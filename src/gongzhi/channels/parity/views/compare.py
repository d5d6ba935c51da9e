"""The ways in beside each other: how many, how fast, how it ended, and what people said."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.cases.public import CHANNELS, WayIn, ways_in
from gongzhi.channels.parity.rules import ENOUGH, share
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
    rows = [_row(each) for each in ways_in(actor.division, at=now(), days=DAYS)]
    return render(request, "parity/compare.html", {"rows": rows, "days": DAYS, "enough": ENOUGH})


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
