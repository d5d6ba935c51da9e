"""The figures of the hotline as a service: answered in time, connected, answered on the spot. Nobody's name in any."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.channels.hotline.levels import level
from gongzhi.channels.hotline.queries import days_back, service
from gongzhi.channels.hotline.rules import TAKE, answered_within, interval, lowest_day
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english

PERIODS = (7, 30, 90)
# Of 24 hours with fewer calls a share says little (default of this project).
AT_LEAST = 20
# Within how many seconds half of the calls were answered, nine of ten, and nineteen of twenty.
PARTS = (50, 90, 95)


@never_cache
@needs("board.read", TAKE)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of some days beside what the standard asks, each share with its number and interval."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    first, last = days_back(at, days)
    found = service(actor.division, first=first, last=last)
    wanted, total = level(last), found.total
    lowest = lowest_day(found.hours, at_least=AT_LEAST)
    context = {
        "days": days,
        "periods": PERIODS,
        "wanted": wanted,
        "source": wanted.source_en if in_english() else wanted.source,
        "quick": _share(total.quick, total.timed, wanted.answer_percent),
        "connected": _share(total.answered, total.offered, wanted.connected_percent),
        "abandoned": _share(total.abandoned, total.offered, None),
        "transferred": _share(total.transferred, total.answered, None),
        "spot": _share(found.on_the_spot, found.filed, None),
        "lowest": lowest
        and {"from": lowest[0], "until": lowest[0] + timedelta(hours=24)}
        | _share(lowest[1], lowest[2], wanted.connected_percent),
        "waits": _waits(found.waits),
        "at_least": AT_LEAST,
        "total": total,
        "by_day": [(day, counts) for day, counts in sorted(found.by_day.items(), reverse=True)],
        "by_hour": [(hour, found.by_hour[hour]) for hour in sorted(found.by_hour)],
        "caption_day": _("By day"),
        "caption_hour": _("By the hour of the day, all days together"),
    }
    return render(request, "hotline/service.html", context)


def _waits(waits: dict[int, int]) -> dict[str, Any]:
    """Return how long calls rang until they were answered, and of how many that is known; of a few it says little."""
    known = sum(waits.values())
    told = [answered_within(waits, part) if known >= AT_LEAST else None for part in PARTS]
    return dict(zip(("half", "nine", "most"), told, strict=True)) | {"known": known}


def _share(hits: int, of: int, asked: int | None) -> dict[str, Any]:
    """Return a share with its number, its interval, and whether it is below what is asked beyond doubt or chance."""
    bounds = interval(hits, of)
    return {
        "hits": hits,
        "of": of,
        "percent": round(100 * hits / of, 1) if of else None,
        "low": round(100 * bounds[0], 1) if bounds else None,
        "high": round(100 * bounds[1], 1) if bounds else None,
        "asked": asked,
        "below": asked is not None and of > 0 and 100 * hits < asked * of,
    }
