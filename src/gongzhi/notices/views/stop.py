"""Stop e-mails by the link in one of them: a page that asks once, or the one click of a mail program (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gongzhi.kernel.instants import now
from gongzhi.notices.actions.end_way import stop_way
from gongzhi.notices.stopping import read_token


@csrf_exempt  # a mail program posts without having seen a page; the signed link is what it comes with
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then stop. A made-up link is answered like any address that is not there."""
    found = read_token(token)
    if found is None:
        return render(request, "notices/stop.html", {"unknown": True}, status=404)
    if request.method == "POST":
        subject, way = found
        stop_way(subject=subject, way=way, at=now())
        return render(request, "notices/stop.html", {"done": True})
    return render(request, "notices/stop.html", {})
