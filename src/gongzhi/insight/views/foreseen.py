"""The public page of what was expected and what came: the share that came true, and every miss."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.insight.card_facts import Outcome
from gongzhi.insight.card_queries import (
    card_settings,
    card_view,
    day_of,
    ended_cards,
    public_tally,
    tallies_by_ground,
)
from gongzhi.insight.showing import card_rows, ground_rows, rate_of
from gongzhi.kernel.instants import now

SHOWN = 20  # on a page for residents


@cache_control(private=True, no_cache=True)
@require_safe
def foreseen(request: HttpRequest) -> HttpResponse:
    """Show how often what was expected came, and each card that was checked, misses first to be chosen."""
    at = now()
    on, least = day_of(at), card_settings()["least"]
    everything = request.GET.get("show") == "all"
    found = ended_cards() if everything else ended_cards(Outcome.FALSE)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "everything": everything,
        "page": page,
        "rows": card_rows([card_view(row) for row in page], at=at, on=on),
        "grounds": ground_rows(tallies_by_ground(on=on), least=least),
        "least": least,
        **rate_of(public_tally(on=on), least=least),
    }
    return render(request, "insight/foreseen.html", context)
