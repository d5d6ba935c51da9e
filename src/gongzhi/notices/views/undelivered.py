"""What could not be delivered: the desk tries again, sends a letter, or calls."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.notices.actions.resolve import AGAIN, CALLED, HOWS, LETTER, resolve
from gongzhi.notices.facts import MessageState
from gongzhi.notices.lists import MessageView, message_in, undelivered, view_of
from gongzhi.notices.texts import line_for
from gongzhi.notices.words import DONE, FAILURES, WAYS
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english
from gongzhi.ui.words import refusal_sentence

PAGE = 25


@never_cache
@needs("contact.relay")
@require_safe
def undelivered_page(request: HttpRequest) -> HttpResponse:
    """List what did not reach people in the actor's area, the oldest first."""
    return _show(request)


@never_cache
@needs("contact.relay")
@require_POST
def settle(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Deal with one of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    how = request.POST.get("how", "")
    if how not in HOWS or message_in(actor.division, message_id) is None:
        raise Http404
    try:
        resolve(message_id=message_id, how=how, by=actor, at=now())
    except Refused as refused:
        return _show(request, error=refusal_sentence(refused.refusal), status=409)
    messages.success(request, DONE[how])
    return redirect("undelivered")


def _show(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(undelivered(actor.division), PAGE).get_page(request.GET.get("page"))
    rows = [_row(view_of(row)) for row in page.object_list]
    context = {"rows": rows, "page": page, "error": error}
    return render(request, "notices/undelivered.html", context, status=status)


def _row(view: MessageView) -> dict[str, Any]:
    language = "en" if in_english() else "zh-hans"
    hows = [] if view.state is MessageState.BOUNCED else [(AGAIN, _("Try again"))]
    hows += [(LETTER, _("Send a letter"))] if view.can_write else []
    return {
        "view": view,
        "what": line_for(view.code, view.number, language=language).sentence,
        "way": WAYS[view.way],
        "why": FAILURES.get(view.failure) or FAILURES["other"],
        "hows": [*hows, (CALLED, _("I have called"))],
    }
