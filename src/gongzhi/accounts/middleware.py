"""Hold each request to what became of its session, and whoever owes a second factor to setting it up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from gongzhi.accounts.entering import ENDS, OWED, SESSION
from gongzhi.kernel.instants import now


def keep_session(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Take whoever's session was ended, or is over, for a visitor.

    Who owes a second factor has no post meanwhile (`web/middleware.py`); each page that needs one leads to where it
    is set up.
    """

    def middleware(request: Any) -> HttpResponseBase:
        found = request.user
        request.user = SimpleLazyObject(lambda: _still(request, found))
        response = get_response(request)
        if response.status_code == 403 and owes_second(request):
            return redirect("second-factor")
        return response

    return middleware


def owes_second(request: Any) -> bool:
    """Tell whether the session waits for a second factor to be set up."""
    return bool(request.user.is_authenticated and request.session.get(OWED))


def _still(request: Any, user: Any) -> Any:
    if not user.is_authenticated:
        return user
    session, ends = request.session.get(SESSION), request.session.get(ENDS)
    ended = session in {str(each) for each in getattr(user, "ended_sessions", ())}
    over = ends is not None and now() >= datetime.fromisoformat(ends)
    return AnonymousUser() if ended or over else user
