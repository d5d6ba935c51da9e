"""Where a telephony system tells of calls: JSON in, JSON out, with a key of the scope `telephony`.

No session, no page, no redirect; refusals are problem+json (RFC 9457) with a stable code. See
docs/how-to/connect-telephony.md.
"""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gongzhi.channels.hotline.actions.take_event import take_event
from gongzhi.channels.hotline.reading import MOST_BYTES, Unreadable, read_event
from gongzhi.channels.keys.door import TooOften, let_in
from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ui.words import refusal_sentence

_STATUS = {"channels.key_unknown": 401, "channels.key_scope": 403, "channels.too_often": 429}


@csrf_exempt
@never_cache
def calls(request: HttpRequest) -> JsonResponse:
    """Take one event of a call. The same event again answers the same and changes nothing."""
    if request.method != "POST":
        return _problem(405, Refusal("hotline.post_only"), Allow="POST")
    word, _, text = request.headers.get("Authorization", "").partition(" ")
    at = now()
    try:
        key = let_in(text.strip() if word.lower() == "bearer" else "", Scope.TELEPHONY, at=at)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise Unreadable(f"body: at most {MOST_BYTES} bytes")
        told = read_event(request.body)
        take_event(source=key.id, division=key.division, told=told, at=at)
    except TooOften as often:
        return _problem(429, often.refusal, **{"Retry-After": str(often.refusal.details["seconds"])})
    except Refused as refused:
        headers = {"WWW-Authenticate": "Bearer"} if refused.refusal.code == "channels.key_unknown" else {}
        return _problem(_STATUS.get(refused.refusal.code, 409), refused.refusal, **headers)
    except (Unreadable, ValueError) as error:
        return _problem(422, Refusal("hotline.event_unreadable", {"field": str(error)[:200]}))
    except DatabaseError:
        return _problem(503, Refusal("hotline.away"), **{"Retry-After": "5"})
    return JsonResponse({"call": told.call, "event": told.event.value})


def _problem(status: int, refusal: Refusal, **headers: str) -> JsonResponse:
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal_sentence(refusal),
        "status": status,
        "code": refusal.code,
    }
    return JsonResponse(said, status=status, content_type="application/problem+json", headers=headers)
