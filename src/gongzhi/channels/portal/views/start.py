"""The first page: what a resident can do here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.channels.portal.session import application_of, case_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Offer to report, to follow, and to speak with a person."""
    return render(
        request,
        "portal/start.html",
        {"has_case": case_of(request) is not None, "has_application": application_of(request) is not None},
    )
