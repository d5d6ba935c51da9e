"""What a program reads when its request cannot be answered: RFC 9457, in both languages, by a stable code."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from gongzhi.channels.rest.facts import PREFIX
from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence

TYPE = "application/problem+json"

# Refusals that mean something to HTTP; any other one says that it cannot be done now: 409.
STATUS: Mapping[str, int] = {
    "channels.key_missing": 401,
    "channels.key_unknown": 401,
    "channels.key_scope": 403,
    "channels.refused_here": 403,
    "channels.too_often": 429,
    "channels.no_such_thing": 404,
    "channels.act_unknown": 404,
    "channels.method_unknown": 405,
    "channels.form_not_offered": 406,
    "channels.form_unknown": 415,
    "channels.unreadable": 400,
    "channels.not_valid": 422,
    "channels.write_other": 409,
    "channels.write_running": 409,
    "channels.tag_missing": 428,
    "channels.tag_stale": 412,
    "channels.failed": 500,
    "channels.database_away": 503,
    "ui.body_too_large": 413,
    "loops.not_entitled": 403,
    "people.third_party": 403,
    "people.contact_not_entitled": 403,
    "cases.text_missing": 422,
    "cases.text_too_long": 422,
    "cases.phone_missing": 422,
    "cases.helper_missing": 422,
    "cases.place_impossible": 422,
    "cases.needs_too_long": 422,
}
# What an answer without a code of its own means: it comes from below the interface.
_CODES = {
    400: "channels.unreadable",
    401: "channels.key_missing",
    403: "channels.refused_here",
    404: "channels.no_such_thing",
    405: "channels.method_unknown",
    406: "channels.form_not_offered",
    412: "channels.tag_stale",
    415: "channels.form_unknown",
    422: "channels.not_valid",
    428: "channels.tag_missing",
    429: "channels.too_often",
    503: "channels.database_away",
}


def problem(
    refusal: Refusal,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    status: int = 0,
) -> HttpResponse:
    """Return a refusal as problem+json. Programs go by `code`, which stays; people read `detail`."""
    number = status or STATUS.get(refusal.code, 409)
    title = HTTPStatus(number).phrase
    body: dict[str, Any] = {
        "type": f"{PREFIX}v1/docs#{refusal.code}",
        "title": title,
        "status": number,
        "code": refusal.code,
        "detail": refusal_sentence(refusal),
    }
    for name, language in (("detail_zh", "zh-hans"), ("detail_en", "en")):
        with translation.override(language):
            body[name] = refusal_sentence(refusal)
    if errors:
        body["errors"] = list(errors)
    found = HttpResponse(
        msgspec.json.encode(body), status=number, content_type=TYPE, headers=dict(headers or {})
    )
    found.headers.setdefault("Cache-Control", "no-store")
    found.headers["Content-Language"] = (
        "zh-Hans" if (translation.get_language() or "zh").startswith("zh") else "en"
    )
    found.for_programs = True  # type: ignore[attr-defined]
    if number == 401:
        found.headers["WWW-Authenticate"] = 'Bearer realm="gongzhi"'
    return found


def problem_by_status(status: int, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return what a status alone says."""
    if status == 413:
        return problem(Refusal("ui.body_too_large", {"limit": 1}), headers=headers, status=status)
    details = {"seconds": int((headers or {}).get("Retry-After", "1") or 1)} if status == 429 else {}
    code = _CODES.get(status, "channels.failed" if status >= 500 else "channels.unreadable")
    return problem(Refusal(code, details), headers=headers, status=status)


def not_found(_request: HttpRequest) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return problem(Refusal("channels.no_such_thing"))
