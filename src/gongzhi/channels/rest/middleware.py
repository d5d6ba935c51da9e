"""Programs get no pages: whatever goes wrong under ``/api/``, before or behind the interface, is problem+json."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongzhi.channels.rest.facts import PREFIX
from gongzhi.channels.rest.problems import problem_by_status

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_KEPT = ("Allow", "Retry-After", "ETag")


def programs_get_no_pages(get_response: GetResponse) -> GetResponse:
    """Turn the pages that say what went wrong into what a program reads."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIX):
            return response
        if getattr(response, "for_programs", False):
            return response
        kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
        return problem_by_status(response.status_code, headers=kept)

    return middleware
