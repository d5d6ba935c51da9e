"""What a neighbour reads: the facts that were put up for it, signed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gongzhi.federation.items import MOST_ITEMS, write_feed
from gongzhi.federation.keys import key_of
from gongzhi.federation.queries import feed_for, neighbour
from gongzhi.federation.rules.signing import SKEW, header, read_header, signature_refusal
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused


@csrf_exempt  # it writes nothing; a program that comes by another method is told so, and not shown a page
@never_cache
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer a neighbour's ``GET …/facts?after=N&limit=M`` with the next items, signed with the link's key.

    Anybody else gets 401 and no reason to go on guessing; a wrong number 400.
    """
    at, path = now(), request.get_full_path()
    signed = read_header(request.headers.get("Authorization", ""))
    if signed is None or neighbour(signed.node) is None:
        return _refused(Refusal("federation.bad_signature"))
    try:
        key = key_of(signed.node)
    except Refused as refused:
        return _refused(refused.refusal)
    refusal = signature_refusal(key, signed, method="GET", path=path, body=b"", at=at)
    if refusal:
        return _refused(refusal)
    # Whoever recorded a request cannot ask it again: its nonce is remembered as long as its instant holds.
    if not cache.add(f"federation:{signed.node}:{signed.nonce}", 1, 2 * SKEW.total_seconds()):
        return _refused(Refusal("federation.used_nonce"))
    after, limit = request.GET.get("after", "0"), request.GET.get("limit", str(MOST_ITEMS))
    if not (after.isdecimal() and limit.isdecimal() and 1 <= int(limit) <= MOST_ITEMS and len(after) < 19):
        return JsonResponse({"error": "federation.malformed"}, status=400)
    body = write_feed(feed_for(signed.node, after=int(after), limit=int(limit)))
    response = HttpResponse(body, content_type="application/json")
    response.headers["Gongzhi-Signature"] = header(
        key,
        node=settings.GONGZHI_NODE,
        method="ANSWER",
        path=f"{urlsplit(path).path}#{signed.nonce}",
        at=at,
        nonce=signed.nonce,
        body=body,
    )
    return response


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"error": refusal.code}, status=401)
