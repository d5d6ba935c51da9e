"""Say who is signed in, and give what goes along on the telephone."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from gongzhi.channels.field.facts import HOURS
from gongzhi.channels.field.lists import lists_of, work_of
from gongzhi.channels.field.views.answers import for_field_work
from gongzhi.kernel.instants import now
from gongzhi.organization.facts import PostView
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of, title_of


@for_field_work
@require_safe
def hello(request: HttpRequest) -> JsonResponse:
    """Return account, post, a fresh token against forged requests, and with ``?work=1`` the work owed.

    The lists of forms come along unless the telephone names their mark: they seldom change.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    views: list[PostView] = list(request.posts)  # type: ignore[attr-defined]
    view = next(view for view in views if view.id == actor.post_id)
    found: dict[str, Any] = {
        "signed_in": True,
        "account": str(request.user.id),
        "name": request.user.name,  # type: ignore[union-attr]
        "post": str(view.id),
        "post_name": f"{name_of(view.unit)} · {title_of(view)}",
        "csrf": get_token(request),
    }
    if "work" in request.GET:
        mark, lists = lists_of(actor, at=at)
        found |= work_of(actor, at=at)
        found |= {"until": (at + timedelta(hours=HOURS)).isoformat(), "lists_mark": mark}
        if request.GET.get("lists") != mark:
            found["lists"] = lists
    return JsonResponse(found)
