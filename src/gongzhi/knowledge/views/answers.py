"""The residents' pages: what can be answered at once, and what is known to be out of order."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.knowledge.queries import find_articles, in_force, outages, published
from gongzhi.knowledge.showing import article_rows, body_of, hit_rows, outage_rows
from gongzhi.ui.names import title_of

LONGEST = 100


@cache_control(private=True, no_cache=True)
@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """Find public articles by words, or list them; on top what is out of order now."""
    at, text = now(), request.GET.get("q", "").strip()[:LONGEST]
    context = {"text": text, "longest": LONGEST, "outages": outage_rows(outages(scope="", at=at), at=at)}
    if text:
        context["found"] = hit_rows(find_articles(text, scope="", at=at, public_only=True), at=at)
    else:
        context["rows"] = article_rows(in_force(scope="", at=at, public_only=True), at=at)
    return render(request, "knowledge/answers.html", context)


@cache_control(private=True, no_cache=True)
@require_safe
def answer(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Show a public article as it holds now; anything else is not there."""
    view = published(article_id, public_only=True, on=timezone.localdate(now()))
    if view is None:
        raise Http404
    context = {
        "title": title_of(view),
        "body": body_of(view),
        "view": view,
        "row": article_rows([view], at=now())[0],
    }
    return render(request, "knowledge/answer.html", context)
