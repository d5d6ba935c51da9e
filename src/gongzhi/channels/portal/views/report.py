"""Report something: what, where, who; then it is filed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import (
    Filed,
    Person,
    Place,
    age_of,
    file_case,
    kept_photos,
    shown_photos,
    take_away,
    take_in,
)
from gongzhi.channels.portal import draft as drafts
from gongzhi.channels.portal.draft import Draft
from gongzhi.channels.portal.facts import DRAFT_FIELDS, TOLD
from gongzhi.channels.portal.forms import PersonForm, PlaceForm, WordsForm
from gongzhi.channels.portal.others import Others, division_of, forget_others, like_of, others, remember_like
from gongzhi.channels.portal.queries import counties, towns
from gongzhi.channels.portal.rules import request_key
from gongzhi.channels.portal.session import enter, give_receipt
from gongzhi.channels.portal.told import wish_of
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import grids_geojson, is_division_code
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.words import refusal_sentence

_WORDS = ("text",)
_PLACE = ("division", "address", "lon", "lat", "nowhere")
_ME_TOO = "me_too"  # the button of whoever has what others reported
# Where a refusal of the filing is shown beside what it is about.
_FIELD_OF = {"cases.phone_missing": "phone", "cases.helper_missing": "helper_name"}
_PERSON = (
    "filer",
    "phone",
    "name",
    "helper_name",
    "helper_phone",
    *TOLD,
    "confidential",
    "needs",
    "needs_note",
    "age",
)

_page = cache_control(private=True, no_cache=True)
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def words_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the first question needs where another page holds it."""
    draft = drafts.draft_of(request)
    form = WordsForm(initial=draft)
    form.fields["text"].widget.attrs["rows"] = 5  # what else can be done stands below it
    return {"form": form, "kept": drafts.hidden(draft, _WORDS), "once": draft["once"]}


@sensitive_post_parameters()
@_page
@_get_or_post
def words(request: HttpRequest) -> HttpResponse:
    """First question: what is the matter."""
    draft = drafts.draft_of(request, _WORDS)
    if request.method != "POST":
        return _show(request, "words", WordsForm(initial=draft), draft, _WORDS)
    form = WordsForm({"text": draft["text"]})
    # Kept also when it is too long, so that whoever comes back later finds it.
    drafts.keep(request, draft)
    if not form.is_valid():
        return _show(request, "words", form, draft, _WORDS)
    drafts.keep(request, draft | {"text": form.cleaned_data["text"]})
    return redirect("report-place")


@sensitive_post_parameters()
@_page
@_get_or_post
def place(request: HttpRequest) -> HttpResponse:
    """Second question: where. Photos can come with it."""
    draft = drafts.draft_of(request, _PLACE)
    if not draft.get("text"):
        return redirect("report")
    at = now()
    choice = towns(at=at)
    if request.method != "POST":
        same = _others(request, draft, draft)
        return _show(request, "place", PlaceForm(initial=draft, towns=choice), draft, _PLACE, others=same)
    form = PlaceForm({name: draft.get(name, "") for name in _PLACE}, request.FILES, towns=choice)
    form.full_clean()
    # A browser cannot send a file a second time by itself: it is kept also when something else is wrong.
    draft = draft | {"pictures": take_in(form, draft.get("pictures", ""), at=at)}
    if away := request.POST.get("remove_photo"):
        drafts.keep(request, draft | {"pictures": take_away(draft["pictures"], away)})
        return redirect("report-place")
    drafts.keep(request, draft)
    if _ME_TOO in request.POST and (like := like_of(request, draft["once"])):
        return _me_too(request, draft, form, like)
    if form.errors:
        return _show(request, "place", form, draft, _PLACE, others=_others(request, draft, draft))
    return redirect("report-person")


@sensitive_post_parameters()
@_page
@_get_or_post
def person(request: HttpRequest) -> HttpResponse:
    """Third question: who, if they want to say. Then everything is looked over and sent."""
    draft = drafts.draft_of(request, _PERSON)
    choice = towns(at=now())
    where = PlaceForm({name: draft.get(name, "") for name in _PLACE}, towns=choice)
    if not WordsForm({"text": draft.get("text", "")}).is_valid():
        return redirect("report")
    if not where.is_valid():
        return redirect("report-place")
    summary = {
        "text": draft["text"],
        "address": where.cleaned_data["address"],
        "division": choice.names().get(where.cleaned_data["division"], ""),
        "point": where.cleaned_data["lon"] is not None,
    }
    if request.method != "POST":
        form = PersonForm(initial=draft | {"needs": draft.get("needs", "").split(",")})
        same = _others(request, draft, where.cleaned_data)
        return _show(request, "person", form, draft, _PERSON, summary=summary, others=same)
    drafts.keep(request, draft)
    needs = list(filter(None, draft.get("needs", "").split(",")))
    like = like_of(request, draft["once"]) if _ME_TOO in request.POST else ()
    # One press: whoever does not say who they are reports without a name.
    filer = draft.get("filer") or (Filer.ANONYMOUS.value if like else "")
    form = PersonForm({name: draft.get(name, "") for name in _PERSON} | {"needs": needs, "filer": filer})
    refusal = None
    if form.is_valid():
        try:
            return _file(request, draft, where.cleaned_data, form.cleaned_data, like)
        except Refused as refused:
            refusal = refused.refusal
            if field := _FIELD_OF.get(refusal.code):
                form.add_error(field, refusal_sentence(refusal))
                refusal = None
    same = _others(request, draft, where.cleaned_data)
    return _show(request, "person", form, draft, _PERSON, summary=summary, others=same, refusal=refusal)


def _me_too(request: HttpRequest, draft: Draft, form: PlaceForm, like: tuple[UUID, ...]) -> HttpResponse:
    """File what somebody has as well, with the place as far as it was given, else the division of the others."""
    where = {"division": "", "address": "", "lon": None, "lat": None} | form.cleaned_data
    if where["lon"] is None or where["lat"] is None:
        where |= {"lon": None, "lat": None}
    where["division"] = where["division"] or division_of(like)
    anonymous = PersonForm({"filer": Filer.ANONYMOUS.value, "confidential": draft.get("confidential", "")})
    anonymous.full_clean()
    try:
        return _file(request, draft, where, anonymous.cleaned_data, like)
    except Refused as refused:
        form.add_error(None, refusal_sentence(refused.refusal))
        return _show(request, "place", form, draft, _PLACE, others=_others(request, draft, draft))


def _others(request: HttpRequest, draft: Draft, where: Mapping[str, Any]) -> Others | None:
    at = now()
    home = counties(at=at)
    division = where.get("division") or ""
    if not is_division_code(division):  # none was named, or what came is none
        division = home[0].code if home else ""
    # The county: who lives at the border of a town means the same street.
    county = f"{division[:6]}000000" if division else ""
    return (
        others(request, text=draft["text"], address=where.get("address", ""), division=county, at=at)
        if county
        else None
    )


def _file(
    request: HttpRequest,
    draft: Draft,
    where: dict[str, Any],
    who: dict[str, Any],
    like: tuple[UUID, ...] = (),
) -> HttpResponse:
    at = now()
    home = where["division"] or counties(at=at)[0].code
    filed: Filed = file_case(
        text=draft["text"].replace("\r\n", "\n"),
        place=Place(division=home, longitude=where["lon"], latitude=where["lat"], address=where["address"]),
        channel=Channel.PORTAL,
        person=_person(who),
        by=RESIDENT,
        at=at,
        photos=kept_photos(draft.get("pictures", "")),
        confidential=who["confidential"],
        same_as=like,
        once=request_key(draft["once"], *(draft.get(name, "") for name in DRAFT_FIELDS if name != "once")),
    )
    drafts.drop(request)
    forget_others(request)
    if like:
        remember_like(request, draft["once"], like)
    enter(request, filed.loop_id)
    give_receipt(request, filed.number, filed.code or "")
    return redirect("report-receipt")


def _person(who: dict[str, Any]) -> Person:
    """Return who files. What was typed for another choice is left out: nothing is kept that was not meant."""
    filer = Filer(who["filer"])
    said = {"needs": who["needs"], "needs_note": who["needs_note"], "age": age_of(who["age"])}
    if filer is Filer.ANONYMOUS:
        return Person(**said)
    helper = filer is Filer.HELPER
    return Person(
        filer=filer,
        **said,
        name=who["name"],
        phone=who["phone"],
        helper_name=who["helper_name"] if helper else "",
        helper_phone=who["helper_phone"] if helper else "",
        email=who.get("email", ""),
        address=who["postal"],
        told=wish_of(who),
    )


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    drafts.drop(request)
    forget_others(request)
    return redirect("portal")


@cache_control(public=True, max_age=3600)
@require_safe
def grids(_request: HttpRequest) -> JsonResponse:
    """Return the grids of the installation's counties, to find a point by: public data."""
    at = now()
    found = [grids_geojson(county.code, at=at) for county in counties(at=at)]
    features = [feature for collection in found for feature in collection["features"]]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _show(
    request: HttpRequest, step: str, form: Any, draft: Draft, own: tuple[str, ...], **more: Any
) -> HttpResponse:
    context = {"form": form, "kept": drafts.hidden(draft, own), "once": draft["once"], **more}
    context["whole"] = drafts.hidden(draft, ())
    context["photos"] = shown_photos(draft.get("pictures", "")) if step != "words" else ()
    context["needs_open"] = bool(draft.get("needs"))
    context["told_open"] = any(draft.get(name) for name in ("email", "postal", "daily"))
    return render(request, f"portal/report_{step}.html", context)
