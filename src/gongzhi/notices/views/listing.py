"""What my unit was told lately."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.kernel.instants import from_text, now, to_text
from gongzhi.kernel.refusals import Refused
from gongzhi.notices.actions.mark_read import mark_read
from gongzhi.notices.queries import notices_of
from gongzhi.notices.words import page_of, sentence
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.words import refusal_sentence


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show the newest notices of the actor's unit; a POST marks those shown as read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method == "POST":
        try:
            mark_read(up_to=min(at, from_text(request.POST.get("up_to", ""))), by=actor, at=at)
        except ValueError:
            pass  # a form somebody made up: nothing is marked, the list says what is new
        except Refused as refused:
            return render(
                request, "notices/list.html", {"error": refusal_sentence(refused.refusal)}, status=409
            )
        return redirect("notices")
    found = notices_of([actor.unit_id] if actor.unit_id else [])
    rows = [
        {
            "notice": notice,
            "sentence": sentence(notice.code),
            "url": reverse(page_of(notice.code), args=[notice.subject]),
        }
        for notice in found
    ]
    unread = any(not notice.read for notice in found)
    context = {"rows": rows, "unread": unread, "up_to": to_text(at), "unit_told": actor.may("case.approve")}
    return render(request, "notices/list.html", context)
