"""How Open311 answers: records, or errors as a list, in the format the address names; nothing else ever."""

import logging
import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gongzhi.channels.keys.door import TooOften, let_in
from gongzhi.channels.keys.facts import KeyView, Scope
from gongzhi.channels.open311 import words as words
from gongzhi.channels.open311.forms import Received
from gongzhi.channels.open311.wire import JSON, TYPES, XML, Record, written
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ui.words import refusal_sentence

ROOT = "/open311/"
# Pages of others may read what is answered here, errors as well, and send what a form can send; no cookie comes along.
ANYBODYS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
BEFOREHAND = {
    **ANYBODYS,
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "86400",
}
View = Callable[..., HttpResponse]

_log = logging.getLogger("gongzhi.requests")
# What a key lacks is 403, and what is not there 404; all else that is wrong with a request is 400.
_STATUS = {
    "channels.key_unknown": 403,
    "channels.key_scope": 403,
    "open311.service_unknown": 404,
    "open311.jurisdiction_unknown": 404,
    "open311.not_there": 404,
    "ui.body_too_large": 413,
    "ui.storage_silent": 503,
}


def records(kind: str, root: str, found: Record | Sequence[Record]) -> HttpResponse:
    """Answer with records; anybody's page may read them, since everybody may."""
    headers = {"Cache-Control": "no-cache", **ANYBODYS}
    return HttpResponse(written(kind, root, found), content_type=TYPES[kind], headers=headers)


def errors(kind: str, *refusals: Refusal, status: int = 0, **headers: str) -> HttpResponse:
    """Answer with what is wrong: one error for each refusal."""
    status = status or max(_STATUS.get(each.code, 400) for each in refusals)
    found = [{"code": str(status), "description": refusal_sentence(each)} for each in refusals]
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"Cache-Control": "no-store", **ANYBODYS, **more}
    return HttpResponse(written(kind, "errors", found), content_type=TYPES[kind], status=status, headers=told)


def missing(kind: str = XML) -> HttpResponse:
    """Answer that there is nothing at this address."""
    return errors(kind, Refusal("open311.not_there"))


@csrf_exempt
def nothing(_request: HttpRequest, **_named: Any) -> HttpResponse:
    """Answer at every address that is none."""
    return missing()


def speaks(**methods: View) -> View:
    """Make a view of one function for each method. The suffix decides the format; an unknown one is 404, as XML.

    A browser asks with OPTIONS beforehand what a page of somebody else may send.
    """
    allowed = ", ".join([*methods, *(("HEAD",) if "GET" in methods else ()), "OPTIONS"])

    @csrf_exempt
    def view(request: HttpRequest, kind: str = XML, **named: Any) -> HttpResponse:
        kind = kind.lower()
        if kind not in TYPES:
            return missing()
        if request.method == "OPTIONS":
            named_methods = {"Allow": allowed, "Access-Control-Allow-Methods": allowed}
            return HttpResponse(status=204, headers={**BEFOREHAND, **named_methods})
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in methods:
            return errors(kind, Refusal("open311.method_unknown"))
        return _told(methods[method])(request, kind, **named)

    return view


def _told(view: View) -> View:
    """Turn whatever a view raises into errors of this surface, which knows no page and no 500."""

    @wraps(view)
    def told(request: HttpRequest, kind: str, **named: Any) -> HttpResponse:
        try:
            return view(request, kind, **named)
        except TooOften as often:
            return errors(kind, often.refusal, status=429, Retry_After=str(math.ceil(often.seconds)))
        except Refused as refused:
            return errors(kind, refused.refusal)
        except (OperationalError, InterfaceError):
            _log.exception("open311: the database is away")
            return errors(kind, Refusal("open311.away"), status=503, Retry_After="30")
        except Exception:
            _log.exception("open311: a request failed")
            return errors(kind, Refusal("open311.failed"))

    return told


def open311_errors(request: HttpRequest, refusal: Refusal | None, status: int) -> HttpResponse | None:
    """Answer what went wrong before a view of ours was reached; None at an address that is not ours."""
    if not request.path.startswith(ROOT):
        return None
    kind = JSON if request.path.lower().endswith(f".{JSON}") else XML
    retry = {"Retry_After": "30"} if status == 503 else {}
    return errors(kind, refusal or Refusal("open311.body_unreadable"), status=status, **retry)


def admitted(came: Received, scope: Scope) -> KeyView:
    """Return the key a request came with. Raises what `let_in` does, before anything else is looked at."""
    return let_in(came.get("api_key"), scope, at=now())
