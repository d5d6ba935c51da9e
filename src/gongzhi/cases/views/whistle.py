"""The page of a whistle: why, what is to be done together, and who comes for which task."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.cases.actions.whistle import Task, whistle
from gongzhi.cases.helping import helping_of
from gongzhi.cases.queries import CaseView, case_for
from gongzhi.cases.views.whistle_forms import MORE, WhistleForm
from gongzhi.cases.views.whistle_panel import stands, unit_choices, unit_groups
from gongzhi.cases.whistle_rules import ARRIVE_BY, may_whistle, whistle_refusal
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import duration_words, profile_of_loop
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def whistle_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let the town that leads the case call departments; anybody else finds no such page.

    ``more`` gives room for more departments and keeps what was typed.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = case_for(actor, case_id)
    if case is None:
        raise Http404
    standing = stands(case, helping_of(case_id))
    refusal = may_whistle(actor, standing)
    if refusal and refusal.code != "cases.whistle_at_work":
        raise Http404
    if request.method != "POST":
        return _page(request, case, _form(case, at=at), refusal=whistle_refusal(actor, standing))
    if "more" in request.POST:
        typed = request.POST.copy()
        typed["rows"] = str(_count(typed.get("rows")) + MORE)
        form = _form(case, at=at, data=typed)
        form.errors.clear()
        return _page(request, case, form)
    form = _form(case, at=at, data=request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    data = form.cleaned_data
    try:
        whistle(
            case_id=case_id,
            ground=data["ground"],
            text=data["text"],
            tasks=[Task(unit, task) for unit, task in data["tasks"]],
            by=actor,
            at=at,
            once=data["once"],
        )
    except Refused as refused:
        return _page(request, case, form, refusal=refused.refusal, status=409)
    messages.success(request, _("The departments are called. The sheet shows who has come."))
    return redirect("loop", case_id)


def _count(sent: object) -> int:
    text = str(sent or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _form(case: CaseView, *, at: datetime, data: Any = None) -> WhistleForm:
    profile, limit_class = profile_of_loop(case.loop.id), case.loop.limit_class
    without = {unit for unit in case.holders.get("arbiter", ()) if unit}
    by_duty, _others = unit_choices(case, at=at, without=without)
    return WhistleForm(
        data,
        units=unit_groups(case, at=at, without=without),
        likely=[key for key, _name in by_duty],
        arrive_by=[
            (ground, duration_words(profile.duration(key, limit_class))) for ground, key in ARRIVE_BY.items()
        ],
        most=settings.GONGZHI_WHISTLE_DEPARTMENTS,
    )


def _page(
    request: HttpRequest,
    case: CaseView,
    form: WhistleForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    full = form.count >= settings.GONGZHI_WHISTLE_DEPARTMENTS
    context = {"case": case, "loop": case.loop, "form": form, "refusal": refusal, "full": full}
    return render(request, "cases/whistle.html", context, status=status)
