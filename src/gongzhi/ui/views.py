"""Pages that belong to no package: the elder switch, and what people see when something went wrong."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gongzhi.ui.context import ELDER_COOKIE

YEAR = 365 * 24 * 60 * 60
# Fields the frame or Django sends along; they are no text anyone typed.
_NOT_TYPED = {"csrfmiddlewaretoken", "password", "new", "again", "next"}
# What a form carries for the program: it goes along again, but tells a reader nothing.
_CODE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z][A-Z_]+|on")


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch the larger text on or off for a year on this device and go back to where the person was."""
    back = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # What does not begin with a slash, `redirect` would take for the name of a page.
    if not (allowed and back.startswith("/")):
        back = "/"
    response = redirect(back)
    if request.POST.get("elder") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "ui/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this post may not see this page."""
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none this person may know of."""
    return render(request, "ui/404.html", status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than one request may carry. Called by the middleware that limits the body."""
    return render(request, "ui/413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a bug of ours; it is on record."""
    return render(request, "ui/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page was too old. What was typed comes back, to be sent again by one click.

    It comes back only to a request this site itself sent: a foreign page must not get a button of ours
    for a form of its own.
    """
    typed = _typed(request) if _sent_by_this_site(request) else []
    return render(request, "ui/expired.html", {"typed": typed, "action": request.get_full_path()}, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """403 for a form of staff whose session has ended. What was typed comes back, to be sent after signing in."""
    context = {
        "typed": _typed(request),
        "action": request.get_full_path(),
        "sign_in": resolve_url(settings.LOGIN_URL),
    }
    return render(request, "ui/expired.html", context, status=403)


def _sent_by_this_site(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.get_host()


def _typed(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"name": name, "value": value, "shown": value and not _CODE.fullmatch(value)}
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED
        for value in values
    ]


def guide_open() -> bool:
    """Tell whether this installation shows the style guide: while developing, and in the demo."""
    return settings.DEBUG or getattr(settings, "GONGZHI_DEMO", False)
