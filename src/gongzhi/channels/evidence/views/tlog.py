"""Checkpoint and tiles as C2SP tlog-tiles has them served."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give out the last checkpoint."""
    raise Http404


@require_safe
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """Give out a tile of hashes, or to those entitled a bundle of entries."""
    raise Http404
