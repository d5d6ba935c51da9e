"""Answers as bytes: a page of a list, one thing with its ETag, and a write that happens once."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from gongzhi.channels.rest.actions.keep_answer import begin, keep_answer, name_of_key, one_at_a_time
from gongzhi.channels.rest.facts import Answer, Caller, Kept
from gongzhi.channels.rest.tags import ensure_named, ensure_unchanged, matches, tag
from gongzhi.kernel.refusals import Refusal, Refused

JSON = "application/json"


def encoded(body: Any) -> bytes:
    """Return JSON. Fields that are `msgspec.UNSET` in a mapping were never put in: nothing is left out here."""
    return msgspec.json.encode(body)


def page(items: Sequence[Mapping[str, Any]], after: str | None) -> HttpResponse:
    """Return a page of a list."""
    return _told(encoded({"items": items, "next": after}), {"Cache-Control": "private, no-cache"})


def one(request: HttpRequest, body: Mapping[str, Any], state: str) -> HttpResponse:
    """Return one thing with its ETag, or 304 to whoever has it already."""
    bytes_ = encoded(body)
    etag = tag(state, bytes_)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if matches(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers={**headers, "Vary": "Accept-Language, Authorization"})
    return _told(bytes_, headers)


def written(
    request: HttpRequest,
    caller: Caller,
    key: str,
    said: Any,
    do: Callable[[Kept], Answer],
    *,
    if_match: str | None = None,
    state: Callable[[], str] | None = None,
) -> HttpResponse:
    """Do something once, whoever sends it again or twice at the same time, and answer each time alike.

    `state` says how the thing to be changed stands: `if_match` is held against it before anything is done. Raises
    Refused ``channels.tag_missing``, ``channels.tag_stale``, ``channels.write_other``, ``channels.write_running``, and
    what `do` raises.
    """
    if state:
        ensure_named(if_match)
    name = name_of_key(key)
    asked = sha256(encoded([request.method, request.path, said.model_dump(mode="json")])).hexdigest()
    with one_at_a_time(caller.key.id, name):
        kept = begin(key_id=caller.key.id, name=name, asked=asked, at=caller.at)
        if not kept.same:
            raise Refused(Refusal("channels.write_other"))
        answer = kept.answer
        if answer is None:
            if state and not kept.done:
                ensure_unchanged(if_match, state())
            answer = do(kept)
            if not answer.again:
                keep_answer(row=kept.row, answer=answer)
    return _told(encoded(answer.body), dict(answer.headers), answer.status)


def _told(body: bytes, headers: Mapping[str, str], status: int = 200) -> HttpResponse:
    found = HttpResponse(body, status=status, content_type=JSON, headers=dict(headers))
    found.headers.setdefault("Cache-Control", "no-store")
    found.headers["Vary"] = "Accept-Language, Authorization"
    found.headers["Content-Language"] = "zh-Hans" if (get_language() or "zh").startswith("zh") else "en"
    return found
