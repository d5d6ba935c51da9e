"""Pages for what went wrong before a view could answer."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from gongzhi.channels.public import open311_errors
from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.problems import problem

_log = logging.getLogger("gongzhi.requests")


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that more was sent than can be taken, and what to do: 413, to a program in its own form."""
    if answer := open311_errors(request, Refusal("ui.body_too_large", {"limit": 1}), 413):
        return answer
    if request.content_type == "application/json":
        return problem(Refusal("ui.body_too_large", {"limit": 1}), 413)
    return render(request, "ui/413.html", status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request Django could not read: 413 when its text was too long, else 400.

    A session that could not be saved comes here too, whatever kept it: 503 when that was the database.
    """
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if _database_gone(exception):
        return open311_errors(request, Refusal("open311.away"), 503) or no_database()
    if answer := open311_errors(request, None, 400):
        return answer
    return render(request, "ui/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed: 503 when the database is gone, else 500. Needs neither session nor database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return open311_errors(request, Refusal("open311.away"), 503) or no_database()
    _log.error("a page failed", exc_info=sys.exc_info())
    return HttpResponse(render_to_string("ui/500.html"), status=500)


def no_database() -> HttpResponse:
    """Say that the database is away for the moment: the same request may be sent again."""
    return HttpResponse(render_to_string("web/no_database.html"), status=503, headers={"Retry-After": "30"})


def _database_gone(exception: BaseException | None) -> bool:
    while exception is not None:
        if isinstance(exception, OperationalError | InterfaceError):
            return True
        exception = exception.__context__
    return False
