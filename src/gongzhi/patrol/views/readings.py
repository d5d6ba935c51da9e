"""Where sensors send their readings (docs/how-to/connect-sensors.md documents it)."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal
from gongzhi.patrol.actions.take_readings import take_readings
from gongzhi.patrol.readings import MOST_BYTES, MOST_READINGS, Outcome, read
from gongzhi.patrol.sensors import key_in_force
from gongzhi.people.facts import SYSTEM
from gongzhi.ui.problems import problem


# No page of ours sends here, and no cookie counts: the key does.
@csrf_exempt
@never_cache
@require_POST
def readings(request: HttpRequest) -> JsonResponse:
    """Take in ``{"readings": [{"sensor": …, "at": …, "value": …}]}`` and say what became of each."""
    at = now()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    key = key_in_force(given.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        return problem(Refusal("patrol.no_such_key"), 401, **{"WWW-Authenticate": "Bearer"})
    if request.content_type != "application/json" or request.headers.get("Content-Encoding"):
        return problem(Refusal("patrol.not_json"), 415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return problem(Refusal("ui.body_too_large", {"limit": 1}), 413)
    items = _items(request.body)
    if items is None:
        return problem(Refusal("patrol.readings_malformed"), 422)
    if len(items) > MOST_READINGS:
        return problem(Refusal("patrol.too_many_readings", {"most": MOST_READINGS}), 413)
    found = [read(item, at=at) for item in items]
    outcomes = take_readings(key=key, readings=found, by=SYSTEM, at=at)
    taken = outcomes.count(Outcome.TAKEN)
    return JsonResponse(
        {"taken": taken, "ignored": len(outcomes) - taken, "results": [str(each) for each in outcomes]}
    )


def _items(body: bytes) -> list[Any] | None:
    """Return the readings of a body as they were sent; None where it is not of the documented form."""
    try:
        found = json.loads(
            body.decode("utf-8"), parse_float=_decimal, parse_int=_decimal, parse_constant=lambda _name: None
        )
    except (ValueError, RecursionError):
        return None
    items = found.get("readings") if isinstance(found, dict) else None
    return items if isinstance(items, list) else None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
