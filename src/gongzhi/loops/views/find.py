"""One search over every kind of loop, from the head of each page of staff."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops.choosing import ALL
from gongzhi.loops.kinds import kinds
from gongzhi.loops.search import LONGEST, by_number, by_words
from gongzhi.loops.views.rows import rows, state_label
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only


@never_cache
@staff_only
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Open the loop with the number typed, or list what has the words in its texts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, Any] = {"text": text, "longest": LONGEST}
    if text:
        if (loop := by_number(actor, text)) is not None:
            return redirect("loop", loop.id)
        at = now()
        found = by_words(actor, text, at=at)
        labels = {loop.id: state_label(loop) for loop in (*found.open, *found.ended)}
        groups = [
            {"label": pgettext("matters", "Open"), "rows": rows(found.open, at=at, owe=labels)},
            {"label": _("Ended in the last 30 days"), "rows": rows(found.ended, at=at, owe=labels)},
        ]
        context |= {"groups": [group for group in groups if group["rows"]], "left_out": found.more}
        if any(actor.may(kind.read) for kind in kinds()):
            context["all_url"] = f"{reverse('list')}?{urlencode({'state': ALL, 'q': text})}"
    return render(request, "loops/find.html", context)
