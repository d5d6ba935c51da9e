"""The first page: what a resident can do here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.channels.portal.session import application_of, case_of
from gongzhi.channels.portal.views.report import words_context


@cache_control(private=True, no_cache=True)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Ask the first question of a report, and offer to follow, to apply, and to speak with a person."""
    open_here = {
        "has_case": case_of(request) is not None,
        "has_application": application_of(request) is not None,
    }
    return render(request, "portal/start.html", open_here | words_context(request))
