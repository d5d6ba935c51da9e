"""Who may see a page: staff only, or staff whose post carries a power.

The web package puts ``request.actor`` on every request (falsy for visitors); here is only what pages ask of it.
The same powers stop the action behind the page: a guard spares people a form they could not send.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gongzhi.ui.views import signed_out

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Send visitors to the sign-in page and back, and refuse accounts without a post."""
    return needs()(view)


def needs(*powers: str) -> Callable[[View], View]:
    """Let staff in whose post carries one of `powers` (any post without any); others get the 403 page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.method not in ("GET", "HEAD"):
                    return signed_out(request)
                return redirect_to_login(request.get_full_path())
            actor: Any = request.actor  # type: ignore[attr-defined]
            if not actor or (powers and not any(actor.may(power) for power in powers)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        # What a page asks for can be read off it: the reference lists it, and a test holds every address to it.
        guarded.powers = powers  # type: ignore[attr-defined]
        return guarded

    return guard
