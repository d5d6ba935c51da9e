"""The one way in: no session, no CSRF, no page, and an answer to every method."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt

from gongzhi.channels.rest.problems import not_found, problem_by_status
from gongzhi.channels.rest.tags import matches, tag

_READING = ("GET", "HEAD")


@csrf_exempt
def entrance(request: HttpRequest, rest: str) -> HttpResponse:
    """Find the operation behind an address and carry it out."""
    version, _, below = rest.partition("/")
    if version != "v1":
        return not_found(request)
    try:
        match = _operations().resolve(f"/{below}")
    except Resolver404:
        return not_found(request)
    head = request.method == "HEAD"
    if head:
        request.method = "GET"
    response: Any = match.func(request, *match.args, **match.kwargs)
    if response.status_code == 405:
        return problem_by_status(405, headers={"Allow": _allowed(response.headers["Allow"])})
    if head:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response  # type: ignore[no-any-return]


@csrf_exempt
def schema(request: HttpRequest) -> HttpResponse:
    """Show the schema: it holds nothing that needs a key."""
    from gongzhi.channels.rest.openapi import document

    if request.method not in _READING:
        return problem_by_status(405, headers={"Allow": ", ".join(_READING)})
    body = document()
    etag = tag("schema", body)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if matches(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


@cache
def _operations() -> URLResolver:
    from gongzhi.channels.rest.api import api

    return URLResolver(RegexPattern(r"^/"), api.urls[0])


def _allowed(methods: str) -> str:
    known = {each.strip() for each in methods.split(",")}
    return ", ".join(sorted(known | ({"HEAD"} if "GET" in known else set())))
