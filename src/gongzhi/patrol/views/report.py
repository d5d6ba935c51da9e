"""Report something found in a grid: made for a telephone in the street, and for no script at all."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import holders_of
from gongzhi.organization.public import grids_geojson, units
from gongzhi.patrol.actions.report_event import Report, Reported, Spot, report_event
from gongzhi.patrol.forms import EventForm
from gongzhi.patrol.queries import category
from gongzhi.patrol.rules import ON_SPOT, Category
from gongzhi.patrol.views.choices import grid_choices, matter_choices, matters_by_branch
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english, name_of
from gongzhi.ui.photo_drafts import drop_photo, has_photo, keep_photo, kept_photo
from gongzhi.ui.words import refusal_sentence

# Refusals that speak of one field stand beside it.
FIELDS = {
    "patrol.text_missing": "text",
    "patrol.text_too_long": "text",
    "patrol.no_grid": "grid",
    "patrol.levels_skipped": "grade",
    "patrol.grade_unknown": "grade",
    "patrol.matter_unknown": "matter",
}


@never_cache
@needs("patrol.report")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Ask first what it is about, then for the rest: grade and photo follow from the matter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method == "POST":
        return _posted(request, actor, at)
    code = request.GET.get("matter", "")
    kind = category(code, at=at)
    if kind is None:
        words = request.GET.get("q", "")
        context = {"branches": matters_by_branch(words, at=at), "words": words}
        return render(request, "patrol/matter.html", context)
    first = {"matter": code, "grid": request.GET.get("grid", "")}
    return _page(request, _form(actor, kind, at, initial=first), kind)


@needs("patrol.report")
@require_safe
def grids(request: HttpRequest) -> JsonResponse:
    """Return the grids of the actor's tree, to pick a point on the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shapes = grids_geojson(actor.division, at=now())
    for shape in shapes["features"]:
        shape["properties"] = {"name": shape["properties"]["name"]}
    return JsonResponse(shapes)


def _posted(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    data = request.POST.copy()
    kind = category(data.get("matter", ""), at=at)
    form = _form(actor, kind, at, data, request.FILES)
    valid = form.is_valid()
    # A browser cannot send a file a second time by itself: it is kept whatever else is wrong.
    if photo := form.cleaned_data.get("photo"):
        drop_photo(data.get("picture", ""))
        data["picture"] = form.cleaned_data["picture"] = keep_photo(photo, at=at)
    if "remove_photo" in data or not (kind and kind.photo_why):
        drop_photo(data.get("picture", ""))
        data["picture"] = form.cleaned_data["picture"] = ""
    if "look" in data or "remove_photo" in data:
        typed = data.dict()
        if "look" in data and kind:
            typed["grade"] = str(kind.grade)
        return _page(request, _form(actor, kind, at, initial=typed), kind)
    if not valid:
        return _page(request, form, kind, status=422)
    try:
        reported = _report(form.cleaned_data, actor, at)
    except Refused as refused:
        return _page(request, form, kind, refused.refusal, status=409)
    drop_photo(form.cleaned_data["picture"])
    messages.success(request, _said(reported, form.cleaned_data["grade"]))
    return redirect("loop", reported.loop_id)


def _report(data: dict[str, Any], actor: Actor, at: datetime) -> Reported:
    return report_event(
        report=Report(
            matter=data["matter"],
            text=data["text"],
            spot=Spot(grid=data["grid"], longitude=data["lon"], latitude=data["lat"]),
            grade=data["grade"],
            photo=kept_photo(data["picture"]),
        ),
        by=actor,
        at=at,
        once=data["once"],
    )


def _said(reported: Reported, grade: int) -> str:
    if grade == ON_SPOT:
        return _("%(number)s is on record as put right. Now and then the lot sends somebody to look.") % {
            "number": reported.number
        }
    desk = units([unit for unit in holders_of(reported.loop_id).get("intake", ()) if unit])
    names = {"number": reported.number, "unit": ", ".join(name_of(view) for view in desk.values())}
    return _("%(number)s is reported. %(unit)s takes it in.") % names


def _form(
    actor: Actor,
    kind: Category | None,
    at: datetime,
    data: Any = None,
    files: Any = None,
    initial: dict[str, Any] | None = None,
) -> EventForm:
    return EventForm(
        data,
        files,
        initial=initial,
        kind=kind,
        matters=matter_choices(at=at),
        grids=grid_choices(actor.division, at=at),
    )


def _page(
    request: HttpRequest,
    form: EventForm,
    kind: Category | None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if refusal is not None and refusal.code in FIELDS:
        form.add_error(FIELDS[refusal.code], refusal_sentence(refusal))
        refusal = None
    why = (kind.photo_why_en if in_english() else "") or kind.photo_why if kind else ""
    context = {
        "form": form,
        "refusal": refusal,
        "why": why,
        "urgent": bool(kind and kind.urgent),
        "photo": has_photo(form["picture"].value() or ""),
    }
    return render(request, "patrol/report.html", context, status=status)
