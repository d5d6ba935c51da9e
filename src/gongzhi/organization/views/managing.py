"""What all pages of this package ask first: may this post manage the organization?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.instants import now
from gongzhi.organization import words  # noqa: F401 - its sentences are said here
from gongzhi.organization.queries.sessions import actor_of
from gongzhi.organization.rules.entitlement import management_refusal
from gongzhi.people.facts import Actor

Page = Callable[..., HttpResponse]


def managed(view: Callable[..., HttpResponse]) -> Page:
    """Give the view its actor as second argument; send others to the sign-in page, or refuse them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor: Actor | None = actor_of(request, at=now())
        if actor is None or management_refusal(actor):
            raise PermissionDenied
        return view(request, actor, *args, **kwargs)

    return guarded
