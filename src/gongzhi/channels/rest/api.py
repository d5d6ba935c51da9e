"""The interface itself: its operations, how bodies are read, and what is answered when something does not fit.

Loaded with the first request that comes to it: what it is built with takes longer to load than all the rest.
"""

import logging
from typing import Any

import msgspec
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from gongzhi.channels.events.api import router as events
from gongzhi.channels.keys.door import TooOften
from gongzhi.channels.rest.doing import NotValid
from gongzhi.channels.rest.problems import problem, problem_by_status
from gongzhi.channels.rest.views.bounces import router as bounces
from gongzhi.channels.rest.views.cases import router as cases
from gongzhi.channels.rest.views.loops import router as loops
from gongzhi.channels.rest.views.notices import router as notices
from gongzhi.channels.rest.views.organization import router as organization
from gongzhi.kernel.refusals import Refusal, Refused

_log = logging.getLogger("gongzhi.requests")


class _Bodies(Parser):
    """Bodies are JSON in UTF-8 and say so."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)


api = NinjaAPI(
    title="Gongzhi",
    version="1",
    urls_namespace="rest",
    docs_url=None,
    openapi_url=None,
    parser=_Bodies(),
)
for router in (cases, loops, organization, notices, bounces, events):
    api.add_router("", router)


@api.exception_handler(TooOften)
def too_often(_request: HttpRequest, error: TooOften) -> HttpResponse:
    """429, with when to come again."""
    return problem(error.refusal, headers={"Retry-After": str(max(1, round(error.seconds)))})


@api.exception_handler(Refused)
def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """What an action or the door refuses."""
    headers = {"Retry-After": "1"} if error.refusal.code == "channels.write_running" else {}
    return problem(error.refusal, headers=headers)


@api.exception_handler(ValidationError)
def not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not have the form the schema asks for: where, and why. What was sent is not repeated."""
    errors = [{"where": ".".join(map(str, each["loc"])), "why": str(each["msg"])} for each in error.errors]
    return problem(Refusal("channels.not_valid"), errors=errors)


@api.exception_handler(NotValid)
def not_fitting(_request: HttpRequest, error: NotValid) -> HttpResponse:
    """Parameters of an act that do not fit."""
    return problem(Refusal("channels.not_valid"), errors=error.errors)


@api.exception_handler(HttpError)
def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that cannot be read."""
    return problem_by_status(error.status_code)


@api.exception_handler(Http404)
def no_such_thing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    """What is not there."""
    return problem(Refusal("channels.no_such_thing"))


@api.exception_handler(Exception)
def failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours, or the database is away."""
    if isinstance(error, OperationalError | InterfaceError):
        return problem(Refusal("channels.database_away"), headers={"Retry-After": "30"})
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        raise error
    _log.error("an operation failed", exc_info=error)
    return problem(Refusal("channels.failed"))
