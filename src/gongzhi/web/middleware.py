"""Middleware of all pages."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from gongzhi.accounts.public import owes_second, still_counts
from gongzhi.kernel.instants import now
from gongzhi.organization.facts import PostView
from gongzhi.organization.public import SESSION_POST, actor_in, posts_of
from gongzhi.people.facts import Actor
from gongzhi.web.logs import mask
from gongzhi.web.views.errors import too_large

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_log = logging.getLogger("gongzhi.requests")

# Scripts, styles, pictures and fonts come from this server only, and none stands inside a page: what a
# resident types cannot become code. `blob:` and `data:` are for photos seen before they are sent.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the policies every response carries."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # Place is asked for by the report page only, of this server only.
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        return response

    return middleware


def keep_session(get_response: GetResponse) -> GetResponse:
    """Take whoever's session was ended, or is over, for a visitor.

    Who owes a second factor has no post meanwhile; each page that needs one leads to where it is set up.
    """

    def middleware(request: Any) -> HttpResponseBase:
        found = request.user
        request.user = SimpleLazyObject(lambda: _still(request, found))
        response = get_response(request)
        if response.status_code == 403 and owes_second(request):
            return redirect("second-factor")
        return response

    return middleware


def _still(request: Any, user: Any) -> Any:
    counts = not user.is_authenticated or still_counts(request, user, at=now())
    return user if counts else AnonymousUser()


def act(get_response: GetResponse) -> GetResponse:
    """Give each request its ``actor`` and ``posts``, looked up when first asked for, in one query.

    The actor is the account in the post chosen in its session, or in its first post; both are falsy for
    visitors and for accounts without a post.
    """

    def middleware(request: Any) -> HttpResponseBase:
        request.posts = SimpleLazyObject(lambda: _posts(request))
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return get_response(request)

    return middleware


def _posts(request: Any) -> list[PostView]:
    if not request.user.is_authenticated or owes_second(request):
        return []
    return posts_of(request.user.id, at=now())


def _actor(request: Any) -> Actor | None:
    posts: list[PostView] = request.posts
    if not posts:
        return None
    chosen = request.session.get(SESSION_POST)
    view = next((view for view in posts if str(view.id) == chosen), posts[0])
    return actor_in(view, request.user.id)


def limit_body(get_response: GetResponse) -> GetResponse:
    """Refuse a body before it is read when it says that it is too large."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with_files = request.content_type == "multipart/form-data"
        limit = settings.GONGZHI_LARGEST_REQUEST if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            return too_large(request)
        return get_response(request)

    return middleware


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Refuse a NUL in address or cookies: PostgreSQL stores none, and no person types one. Forms look at theirs."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        found = "\0" in "".join((request.path, *request.COOKIES.values()))
        if found or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in the address or a cookie")
        return get_response(request)

    return middleware


def log_requests(get_response: GetResponse) -> GetResponse:
    """Write a line for each request that went wrong or was slow: no query, no body, no address of a person."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        milliseconds = round((time.perf_counter() - began) * 1000)
        if response.status_code >= 500 or milliseconds > settings.GONGZHI_SLOW_MILLISECONDS:
            _log.warning(
                "request",
                extra={
                    "method": request.method,
                    "path": mask(request.path),
                    "status": response.status_code,
                    "milliseconds": milliseconds,
                },
            )
        return response

    return middleware
