"""Pages of articles for staff: find, read, write, publish, withdraw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.knowledge.actions.write import publish_article, withdraw_article, write_article
from gongzhi.knowledge.facts import ArticleState, VersionView
from gongzhi.knowledge.forms import ArticleForm, WithdrawForm
from gongzhi.knowledge.queries import drafts, find_articles, in_force, published, to_review, versions_of
from gongzhi.knowledge.rules import FOR_ALL, WRITE, writer_refusal
from gongzhi.knowledge.showing import article_rows, body_of, hit_rows, matter_pairs, unit_pairs
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs, staff_only
from gongzhi.ui.names import title_of
from gongzhi.ui.words import refusal_sentence

LONGEST = 200
# Refusals that speak of one field stand beside it.
FIELDS = {
    "knowledge.sources_missing": "sources",
    "knowledge.review_missing": "review_on",
    "knowledge.period": "valid_to",
    "knowledge.over_already": "valid_to",
    "knowledge.unit_unknown": "unit_id",
    "knowledge.other_unit": "unit_id",
    "knowledge.matter_unknown": "matters",
    "knowledge.text_too_long": "body",
}


@never_cache
@staff_only
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Find articles by words; without words list those that hold, and to authors their drafts and reviews."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, text = now(), request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, Any] = {"text": text, "longest": LONGEST, "may_write": actor.may(WRITE)}
    if text:
        context["found"] = hit_rows(find_articles(text, scope=actor.division, at=at), at=at)
    else:
        context["rows"] = article_rows(in_force(scope=actor.division, at=at), at=at)
    if actor.may(WRITE):
        everybody = any(actor.may(power) for power in FOR_ALL)
        own = None if everybody or actor.unit_id is None else [actor.unit_id]
        due = to_review(scope=actor.division, on=timezone.localdate(at))
        context["drafts"] = article_rows(drafts(units=own, scope=actor.division), at=at)
        context["due"] = article_rows([each for each in due if own is None or each.unit_id in own], at=at)
    return render(request, "knowledge/articles.html", context)


@never_cache
@staff_only
@require_safe
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Show an article: what holds, or the draft to those who may write it; its versions and what was counted."""
    return _page(request, article_id)


def _page(
    request: HttpRequest, article_id: UUID, form: WithdrawForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, versions = now(), versions_of(article_id)
    mine = bool(versions) and writer_refusal(actor, unit_id=versions[0].unit_id) is None
    shown = [each for each in versions if mine or each.state is not ArticleState.DRAFT]
    if not shown:
        raise Http404
    wanted = request.GET.get("n", "")
    view = next((each for each in shown if str(each.n) == wanted), None) or _first(shown, at)
    context = {
        "until": min(filter(None, (view.text.valid_to, view.followed_on)), default=None),
        "view": view,
        "title": title_of(view),
        "body": body_of(view),
        "row": article_rows([view], at=at)[0],
        "versions": article_rows(shown, at=at),
        "matters": [name for code, name in matter_pairs(at=at) if code in view.text.matters],
        "mine": mine,
        "published": any(each.state is ArticleState.PUBLISHED for each in versions),
        "form": form or WithdrawForm(),
        "refusal": refusal,
    }
    return render(request, "knowledge/article.html", context, status=409 if refusal else 200)


def _first(shown: list[VersionView], at: datetime) -> VersionView:
    """Return what holds today; where nothing does, what is published; else the newest."""
    holds = published(shown[0].article_id, on=timezone.localdate(at))
    is_out = (each for each in shown if each.state is ArticleState.PUBLISHED)
    return holds or next(is_out, shown[0])


@never_cache
@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, article_id: UUID | None = None) -> HttpResponse:
    """Write a draft, new or of the next version; with the second button publish it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    before = versions_of(article_id) if article_id else []
    if article_id and not before:
        raise Http404
    if request.method != "POST":
        return _form_page(request, _form(actor, at, initial=_initial(before)), article_id)
    form = _form(actor, at, data=request.POST)
    if not form.is_valid():
        return _form_page(request, form, article_id, status=422)
    target = article_id or form.cleaned_data["article"]
    try:
        write_article(
            article_id=target,
            unit_id=form.cleaned_data["unit_id"],
            text=form.text(),
            seen=form.cleaned_data["seen"] or None,
            by=actor,
            at=at,
        )
        if "publish" in request.POST:
            publish_article(article_id=target, by=actor, at=at)
    except Refused as refused:
        return _refused(request, form, article_id, refused.refusal)
    messages.success(
        request, _("The article is published.") if "publish" in request.POST else _("The draft is kept.")
    )
    return redirect("knowledge-article", target)


@never_cache
@needs(WRITE)
@require_POST
def withdraw(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Withdraw what is published."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, article_id, form, Refusal("knowledge.reason_missing"))
    try:
        withdraw_article(article_id=article_id, reason=form.cleaned_data["reason"], by=actor, at=now())
    except Refused as refused:
        return _page(request, article_id, form, refused.refusal)
    messages.success(request, _("The article is withdrawn."))
    return redirect("knowledge-article", article_id)


def _form(actor: Actor, at: datetime, data: Any = None, initial: dict[str, Any] | None = None) -> ArticleForm:
    return ArticleForm(data, initial=initial, units=unit_pairs(actor, at=at), matters=matter_pairs(at=at))


def _initial(before: list[VersionView]) -> dict[str, Any] | None:
    if not before:
        return None
    view = before[0]
    names = ("title", "body", "title_en", "body_en", "sources", "public", "valid_to", "review_on")
    said = {name: getattr(view.text, name) for name in names}
    drafted = view.state is ArticleState.DRAFT
    return {
        **said,
        "matters": list(view.text.matters),
        "valid_from": view.text.valid_from if drafted else None,
        "unit_id": str(view.unit_id),
        "article": view.article_id,
        "seen": view.digest if drafted else "",
    }


def _refused(
    request: HttpRequest, form: ArticleForm, article_id: UUID | None, refusal: Refusal
) -> HttpResponse:
    """Come back with everything that was typed; a draft that could be kept is kept."""
    now_there = versions_of(article_id or form.cleaned_data["article"])
    if now_there and now_there[0].state is ArticleState.DRAFT:
        # The next try begins with the draft as it is now: the author has been told.
        data = request.POST.copy()
        data["seen"] = now_there[0].digest
        form.data = data
    if field := FIELDS.get(refusal.code):
        form.add_error(field, refusal_sentence(refusal))
        return _form_page(request, form, article_id, status=409)
    return _form_page(request, form, article_id, refusal, status=409)


def _form_page(
    request: HttpRequest,
    form: ArticleForm,
    article_id: UUID | None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "article_id": article_id}
    return render(request, "knowledge/edit.html", context, status=status)
