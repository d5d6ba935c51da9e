"""The page and the program that check proofs. Both work alone: whoever keeps a copy needs this server no more."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gongzhi.ledger.public import checker, checking_page, checking_policy

_A_WHILE = "public, max-age=300"


@require_safe
def check(_request: HttpRequest) -> HttpResponse:
    """Show the page that checks a proof in the browser. Its own policy is stricter than the site's: it asks nobody."""
    policy = f"{checking_policy()}; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": _A_WHILE, "Referrer-Policy": "no-referrer"}
    return HttpResponse(checking_page(), headers=headers)


@require_safe
def page(_request: HttpRequest) -> HttpResponse:
    """Give out the same page as a file to keep."""
    return _file(checking_page().encode(), "text/html; charset=utf-8", "存证核对.html")


@require_safe
def program(_request: HttpRequest) -> HttpResponse:
    """Give out the program that does the same on a terminal."""
    return _file(checker(), "text/x-python; charset=utf-8", "verify.py")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": _A_WHILE,
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
