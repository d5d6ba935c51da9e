"""This node as a witness of other logs (C2SP tlog-witness): whoever has the log's signature may ask."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.ledger.public import MAX_REQUEST, cosign, own_cosigner, shown_checkpoint
from gongzhi.people.facts import SYSTEM

TEXT = "text/plain; charset=utf-8"


@never_cache
@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a checkpoint, or answer why not. No session and no account: the signature in the note decides."""
    cosigner = own_cosigner()
    if cosigner is None:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MAX_REQUEST:
        return HttpResponse("too_long\n", status=413, content_type=TEXT)
    body = request.read(MAX_REQUEST + 1)
    found = cosign(body=body, cosigner=cosigner, by=SYSTEM.name(), at=now())
    return HttpResponse(found.body, status=found.status, content_type=found.content_type)


@require_safe
def checkpoint(request: HttpRequest, name: str) -> HttpResponse:
    """Show the last checkpoint cosigned of a log, for whoever watches both of us."""
    note = shown_checkpoint(name)
    if note is None:
        raise Http404
    response = HttpResponse(note, content_type=TEXT)
    response.headers["Cache-Control"] = "public, max-age=5"
    return response
