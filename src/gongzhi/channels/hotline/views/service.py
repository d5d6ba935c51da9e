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
from gongzhi.channels.hotline.rules import TAKE, interval, lowest_day
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english

PERIODS = (7, 30, 90)
# Of 24 hours with fewer calls a share says little (default of this project).
AT_LEAST = 20


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
        "at_least": AT_LEAST,
        "total": total,
        "by_day": [(day, counts) for day, counts in sorted(found.by_day.items(), reverse=True)],
        "by_hour": [(hour, found.by_hour[hour]) for hour in sorted(found.by_hour)],
        "caption_day": _("By day"),
        "caption_hour": _("By the hour of the day, all days together"),
    }
    return render(request, "hotline/service.html", context)


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
