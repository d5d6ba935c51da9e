"""Lists behind the numbers of the board, of one kind or of all: filters that read as a sentence."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops.choosing import count, page_of
from gongzhi.loops.paging import PAGE, place_named
from gongzhi.loops.queries import row_of
from gongzhi.loops.rules.exporting import POWER
from gongzhi.loops.search import by_number
from gongzhi.loops.views.filters import read_filters
from gongzhi.loops.views.rows import rows, state_label
from gongzhi.loops.weeks import week_named
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only

_PLACES = ("after", "before")  # what an address says beside its filters


@never_cache
@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the loops of the actor's tree that match, open ones by what is due, others newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    chosen = read_filters(request, at)
    form = chosen.form
    if (found := by_number(actor, form.chosen("q"))) is not None:
        return redirect("loop", found.id)
    after, before = (place_named(request.GET.get(name, "")) for name in _PLACES)
    page = page_of(chosen.found, PAGE, after=after, before=before)
    loops = [row_of(row) for row in page.rows]
    context: dict[str, Any] = {
        "form": form,
        "sentence": form.sentence,
        "page": page,
        "count": count(chosen.found),
        "rows": rows(
            loops,
            at=at,
            owe={loop.id: state_label(loop) for loop in loops},
            named=not chosen.one_kind,
            judged=True,
        ),
        "grid": form.chosen("grid"),
        "week": week_named(form.chosen("week")),
        "export_url": export_url(request) if loops and actor.may(POWER) else "",
    }
    return render(request, "loops/list.html", context)


def export_url(request: HttpRequest) -> str:
    """Return where the file of this list is asked for."""
    filters = [(name, value) for name, value in request.GET.items() if name not in _PLACES and value]
    return f"{reverse('list-export')}?{urlencode(filters)}"
