"""The page that opens without a network, the worker that brings it, and what a telephone needs to install it.

None of them holds a word about anybody: they are the same for every visitor, so that they may be kept.
"""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.channels.field.page_words import page_words
from gongzhi.channels.field.shell import addresses, version


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the shell. Whose work it shows, it asks by itself; messages of other pages are left for those."""
    response = render(request, "field/field.html", {"words": page_words(), "messages": []})
    response.headers["Field-Version"] = version()
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker. It stands at the root, since signing out does as well."""
    context = {
        "version": version(),
        "page": json.dumps(reverse("field")),
        "sign_out": json.dumps(reverse("sign-out")),
        "files": json.dumps(addresses()),
        "static": json.dumps(static("field/")),
    }
    response = render(request, "field/sw.js", context, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Return what a telephone shows of the installed page."""
    icons = [
        {"src": static("field/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("field/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("field/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    found = {
        "id": reverse("field"),
        "name": _("Gongzhi on the way"),
        "short_name": _("On the way"),
        "lang": get_language(),
        "start_url": reverse("field"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0d6a69",
        "icons": icons,
    }
    return JsonResponse(found, content_type="application/manifest+json")
