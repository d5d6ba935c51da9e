"""Pages for what went wrong before a view could answer."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that more was sent than can be taken, and what to do: 413."""
    return render(request, "web/too_large.html", status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request Django could not read: 413 when its text was too long, else 400."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "web/bad_request.html", status=400)
