"""Rounds: plan them, and report what was found on one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.patrol.actions.rounds import plan_rounds, report_round
from gongzhi.patrol.facts import ROUND_KIND, Finding
from gongzhi.patrol.forms import FindingForm, RoundPlanForm, RoundReportForm
from gongzhi.patrol.queries import RoundView, round_for
from gongzhi.patrol.views.choices import Pairs, grid_choices, matter_choices, round_units
from gongzhi.patrol.views.round_sheet import may_report
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs, staff_only

ROWS, MORE, MOST = 2, 2, 20  # rows for things found: at first, by each request for more, at most


@never_cache
@needs("patrol.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Ask a unit to look at grids for one matter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    places = grid_choices(actor.division, at=at)
    form = RoundPlanForm(
        request.POST if request.method == "POST" else None,
        matters=matter_choices(at=at),
        units=round_units(actor, at=at),
        grids=places,
    )
    if request.method != "POST":
        return _plan_page(request, form, places)
    if not form.is_valid():
        return _plan_page(request, form, places, status=422)
    data = form.cleaned_data
    try:
        found = plan_rounds(
            matter_code=data["matter"],
            grids=data["grids"],
            unit_id=UUID(data["unit_id"]),
            days=data["days"],
            title=data["title"],
            by=actor,
            at=at,
            once=data["once"],
        )
    except Refused as refused:
        return _plan_page(request, form, places, refused.refusal, status=409)
    number = len(data["grids"])
    messages.success(
        request,
        ngettext("%(n)d round is planned.", "%(n)d rounds are planned.", number) % {"n": number},
    )
    if len(found) == 1:
        return redirect("loop", next(iter(found.values())))
    return redirect(f"{reverse('list')}?kind={ROUND_KIND}" if actor.may("patrol.read") else "inbox")


def _plan_page(
    request: HttpRequest,
    form: RoundPlanForm,
    places: list[tuple[str, Pairs]],
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the grids by community: a county has hundreds, and mostly one community is meant."""
    chosen = set(form["grids"].value() or ())
    groups = [
        {
            "name": name,
            "grids": [{"code": code, "name": label, "chosen": code in chosen} for code, label in pairs],
            "open": len(places) == 1 or any(code in chosen for code, _label in pairs),
        }
        for name, pairs in places
    ]
    context = {"form": form, "groups": groups, "refusal": refusal}
    return render(request, "patrol/plan.html", context, status=status)


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Report what was found: each thing in a row of its own, which becomes an event of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    view = round_for(actor, round_id)
    if view is None:
        raise Http404
    if request.method != "POST":
        if not may_report(actor, view):
            return redirect("loop", round_id)
        return _page(request, view, RoundReportForm(), _rows(view, ROWS, at))
    form = RoundReportForm(request.POST)
    valid = form.is_valid()
    count = min(form.cleaned_data.get("rows") or ROWS, MOST)
    rows = _rows(view, count, at, request.POST)
    wrong = [row for row in rows if not row.is_valid()]  # each looks at its own words
    if "more" in request.POST:
        count = min(count + MORE, MOST)
        typed = request.POST.dict()
        again = RoundReportForm(initial=typed | {"rows": count})
        return _page(request, view, again, _rows(view, count, at, typed=typed))
    if wrong or not valid:
        return _page(request, view, form, rows, status=422)
    findings = [_finding(row.cleaned_data) for row in rows if row.cleaned_data["text"].strip()]
    if not findings:
        form.add_error(
            None, _("Nothing is written yet. Write what you found, or go back and say: nothing found.")
        )
        return _page(request, view, form, rows, status=422)
    data = form.cleaned_data
    try:
        report_round(
            round_id=round_id, findings=findings, text=data["text"], by=actor, at=at, once=data["once"]
        )
    except Refused as refused:
        return _page(request, view, form, rows, refused.refusal, status=409)
    messages.success(request, _("Reported. Each thing found is an event of its own now."))
    return redirect("loop", round_id)


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(data["matter"], data["text"], data["grade"] or 0)


def _rows(
    view: RoundView, count: int, at: datetime, data: Any = None, typed: dict[str, str] | None = None
) -> list[FindingForm]:
    """Return rows for things found; each takes the round's own matter unless another is chosen."""
    matters, found = matter_choices(at=at), []
    if view.loop.matter not in dict(matters):
        matters = [(view.loop.matter, _("the matter of the round")), *matters]
    for number in range(1, count + 1):
        prefix = f"f{number}"
        first = {name: (typed or {}).get(f"{prefix}-{name}", "") for name in ("text", "matter", "grade")}
        initial = {name: value for name, value in first.items() if value} or {}
        found.append(
            FindingForm(data, prefix=prefix, matters=matters, initial={"matter": view.loop.matter} | initial)
        )
    return found


def _page(
    request: HttpRequest,
    view: RoundView,
    form: RoundReportForm,
    rows: list[FindingForm],
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "loop": view.loop,
        "form": form,
        "rows": rows,
        "refusal": refusal,
        "more": len(rows) < MOST,
    }
    return render(request, "patrol/round_report.html", context, status=status)
