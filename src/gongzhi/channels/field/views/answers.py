"""Answers a program reads: never a redirect, never a page, and never kept by anybody between."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from gongzhi.channels.field.facts import POWERS
from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence

View = Callable[..., JsonResponse]


def for_field_work(view: View) -> Any:
    """Let in who has work out of doors; 401 asks to sign in, 403 says that this post has no such work."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"signed_in": False}, status=401)
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not actor or not any(map(actor.may, POWERS)):
            return JsonResponse({"signed_in": True, "may": False}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def refused(refusal: Refusal, *, status: int = 409) -> JsonResponse:
    """Say why something was not taken in; it stays on the telephone."""
    return JsonResponse(
        {"state": "refused", "code": refusal.code, "says": refusal_sentence(refusal)}, status=status
    )
