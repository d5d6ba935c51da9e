"""What telling people costs, month by month: by way and division, of nobody in particular."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.notices.lists import by_month, costs
from gongzhi.notices.words import WAYS
from gongzhi.organization.public import divisions
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

_YEAR = timedelta(days=366)


@never_cache
@needs("board.read")
@require_safe
def costs_page(request: HttpRequest) -> HttpResponse:
    """Show the costs of a year in the actor's area."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = costs(actor.division, since=now() - _YEAR)
    names = divisions({each.division for each in found})
    months = [
        {
            "month": month,
            "total": _yuan(sum(each.cost for each in rows)),
            "rows": [
                [
                    {"text": name_of(names[each.division]) if each.division in names else each.division},
                    {"text": WAYS[each.way]},
                    {"text": each.count, "num": True},
                    {"text": each.parts, "num": True},
                    {"text": _yuan(each.cost), "num": True},
                ]
                for each in rows
            ],
        }
        for month, rows in by_month(found).items()
    ]
    columns = [
        {"label": _("Area")},
        {"label": _("Way")},
        {"label": _("Messages"), "num": True},
        {"label": _("Charged parts"), "num": True},
        {"label": _("Yuan"), "num": True},
    ]
    return render(request, "notices/costs.html", {"months": months, "columns": columns})


def _yuan(thousandths: int) -> str:
    return f"{thousandths / 1000:.2f}"
