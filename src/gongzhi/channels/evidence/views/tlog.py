"""Checkpoint, tiles and bundles as C2SP tlog-tiles has them served."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.ledger.public import TileError, bundle_bytes, last_checkpoint, read_path, tile_bytes
from gongzhi.people.facts import Actor

# What was ever true of a tile stays true, of a partial one as well: its width stands in its address.
FOR_EVER = "public, max-age=31536000, immutable"
# A second is what lies between two checkpoints at the least; a monitor must not be shown an old one for longer.
FOR_MOMENTS = "public, max-age=1, must-revalidate"
AUDITORS = "auditors"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give out the last checkpoint with the lines of its witnesses; 404 before there is one."""
    found = last_checkpoint()
    if found is None:
        return _missing()
    return _open(HttpResponse(found.text, content_type="text/plain; charset=utf-8"), FOR_MOMENTS)


@require_safe
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """Give out a tile of hashes to everybody, and a bundle of entries to those entitled; 404 beyond the tree."""
    try:
        level, number, width = read_path(f"tile/{place}")
    except TileError:
        return _missing()
    if level is None and not _may_read_entries(request):
        return HttpResponse(status=403, headers={"Cache-Control": "no-store"})
    data = bundle_bytes(number, width) if level is None else tile_bytes(level, number, width)
    if data is None:
        return _missing()
    response = HttpResponse(data, content_type="application/octet-stream")
    if level is None:
        response["Cache-Control"] = "private, no-store"
        return response
    return _open(response, FOR_EVER)


def _missing() -> HttpResponse:
    """Say that it is not there, to programs: what is beyond the tree today may be there in a second."""
    response = HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
    return _open(response, "no-store")


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    """Let a page from elsewhere read it too: the browser of an auditor checks it against its witnesses."""
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _may_read_entries(request: HttpRequest) -> bool:
    """Tell whether this is supervision, or an auditor whose token stands in `keys/auditors`.

    Entries hold no texts, but who did what when: enough to tell a neighbour's matter by.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if token:
        return kind.lower() == "bearer" and _is_an_auditor(token.strip())
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    return actor is not None and bool(actor) and actor.may("supervise.read")


def _is_an_auditor(token: str) -> bool:
    """Look the token up among the lines of the file: SHA-256 in hex, then whose it is in any words."""
    try:
        lines = (settings.GONGZHI_KEYS / AUDITORS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    digest = sha256(token.encode()).hexdigest()
    known = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    return any(hmac.compare_digest(digest.encode(), each.lower().encode()) for each in known)
