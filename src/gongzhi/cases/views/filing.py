"""File a case for somebody who calls, comes, writes, or is met on the round."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.cases.actions.answer import answer_at_once
from gongzhi.cases.actions.file_case import Filed, Person, Place, file_case
from gongzhi.cases.age_field import age_of
from gongzhi.cases.facts import Channel, Filer, Finding
from gongzhi.cases.forms import FileForm
from gongzhi.cases.queries import case_for
from gongzhi.cases.views.panel import matter_choices
from gongzhi.cases.words import CHANNELS
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk, divisions_under, grids_geojson
from gongzhi.people.facts import Actor, MandateView
from gongzhi.people.public import explain, mandates_held
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of
from gongzhi.ui.photo_drafts import drop_photos, kept_photos
from gongzhi.ui.photo_fields import shown, take_away, take_in
from gongzhi.ui.words import refusal_sentence

# Who takes reports at a counter or on the telephone, and who does on the round.
AT_DESK = (Channel.HOTLINE, Channel.COUNTER, Channel.PAPER)
ON_ROUND = (Channel.GRID, Channel.COUNTER)
# Refusals that speak of one field stand beside it.
FIELDS = {
    "cases.text_missing": "text",
    "cases.text_too_long": "text",
    "cases.phone_missing": "phone",
    "cases.helper_missing": "helper_name",
    "cases.place_impossible": "address",
    "people.witness_missing": "proof_note",
    "people.mandate_of_somebody_else": "phone",
}


@never_cache
@needs("case.intake")
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Take a report down; an operator may answer it at once. Number and code are shown once, to be read out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method != "POST":
        return _page(request, _form(actor, at))
    data = request.POST.copy()
    form = _form(actor, at, data, request.FILES)
    form.full_clean()
    # A page that comes back cannot refill a field of files: they are kept on the server until the case is filed.
    data["pictures"] = form.cleaned_data["pictures"] = take_in(form, data.get("pictures", ""), at=at)
    if away := data.get("remove_photo"):
        data["pictures"] = take_away(str(data["pictures"]), str(away))
        return _page(request, _form(actor, at, initial={**data.dict(), "needs": data.getlist("needs")}))
    if form.errors:
        return _page(request, form, status=422)
    try:
        filed = _file(form, actor, at)
    except Refused as refused:
        return _page(request, form, refused.refusal, status=409)
    drop_photos(form.cleaned_data["pictures"])
    refusal = _answer(filed, form.cleaned_data, actor, at)
    context = {
        "filed": filed,
        "answered": bool(form.cleaned_data.get("answer")) and refusal is None,
        "answer": form.cleaned_data.get("answer", ""),
        "refusal": refusal,
        "visible": case_for(actor, filed.loop_id) is not None,
    }
    return render(request, "cases/filed.html", context)


@needs("case.intake")
@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Return the grids of the actor's tree, to pick a point on the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shapes = grids_geojson(actor.division, at=now())
    for shape in shapes["features"]:
        shape["properties"] = {"name": shape["properties"]["name"]}
    return JsonResponse(shapes)


def _form(
    actor: Actor, at: datetime, data: Any = None, files: Any = None, initial: dict[str, Any] | None = None
) -> FileForm:
    hotline = desk(Office.HOTLINE, actor.division, at=at) == actor.unit_id
    form = FileForm(
        data,
        files,
        initial=initial,
        channels=[(each, CHANNELS[each]) for each in (ON_ROUND if actor.may("case.handle") else AT_DESK)],
        divisions=[
            (view.code, "　" * (index and depth(view.code, actor.division)) + name_of(view))
            for index, view in enumerate(divisions_under(actor.division, at=at))
        ],
        matters=matter_choices(at=at),
        answers=hotline,
        mandates=[(str(each.id), _given(each)) for each in mandates_held(actor, at=at)],
    )
    explain(form)
    return form


def _given(mandate: MandateView) -> str:
    """Say a standing mandate in a list: no name stands here, so the day and the last signs tell it."""
    said = {"day": date_format(localdate(mandate.made_at), "Y-m-d"), "signs": str(mandate.id)[-4:]}
    return _("given on %(day)s (%(signs)s)") % said


def depth(code: str, scope: str) -> int:
    """Return how many levels a division lies below `scope`, towns and communities only."""
    significant = len(code.rstrip("0")), len(scope.rstrip("0"))
    return sum(significant[0] > length >= significant[1] for length in (6, 9))


def _file(form: FileForm, actor: Actor, at: datetime) -> Filed:
    data = form.cleaned_data
    filer = Filer(data["filer"])
    named, helped = filer is not Filer.ANONYMOUS, filer is Filer.HELPER
    return file_case(
        text=data["text"],
        place=Place(
            division=data["division"],
            longitude=data["lon"],
            latitude=data["lat"],
            address=data["address"],
        ),
        channel=Channel(data["channel"]),
        matter=data["matter"],
        person=Person(
            filer=filer,
            name=data["name"] if named else "",
            phone=data["phone"] if named else "",
            helper_name=data["helper_name"] if helped else "",
            helper_phone=data["helper_phone"] if helped else "",
            needs=data["needs"],
            needs_note=data["needs_note"],
            age=age_of(data["age"]),
            under=UUID(data["under"]) if data.get("under") else None,
            mandate=form.wish(),
        ),
        confidential=data["confidential"],
        photos=kept_photos(data["pictures"]),
        once=data["once"],
        by=actor,
        at=at,
    )


def _answer(filed: Filed, data: dict[str, Any], actor: Actor, at: datetime) -> Refusal | None:
    """Answer at once when something was written; the report stands whatever becomes of the answer."""
    text, once = data.get("answer", ""), data["once"]
    if not text:
        return None
    try:
        answer_at_once(
            case_id=filed.loop_id,
            text=text,
            finding=Finding(data.get("finding") or Finding.EXPLAINED),
            by=actor,
            at=at,
            once=_second(once),
        )
    except Refused as refused:
        return refused.refusal
    return None


def _second(once: UUID) -> UUID:
    """Return the key of the second step of one request: the same for a retry of it."""
    return uuid5(once, "answer")


def _page(
    request: HttpRequest, form: FileForm, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    if refusal is not None and refusal.code in FIELDS and FIELDS[refusal.code] in form.fields:
        form.add_error(FIELDS[refusal.code], refusal_sentence(refusal))
        refusal = None
    context = {"form": form, "refusal": refusal, "photos": shown(form["pictures"].value() or "")}
    return render(request, "cases/file.html", context, status=status)
