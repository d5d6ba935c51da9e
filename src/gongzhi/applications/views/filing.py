"""File an application for somebody who came, called, or is visited at home."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.applications.actions.file_application import Filed, Form, Person, file_application
from gongzhi.applications.facts import Channel, Filer
from gongzhi.applications.forms import FileApplicationForm, answers_of, window_materials
from gongzhi.applications.queries import application_for
from gongzhi.applications.rules import INTAKE
from gongzhi.catalogue.facts import Item, Situation
from gongzhi.catalogue.public import item_in_force, items_in_force
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import divisions_under, matter
from gongzhi.people.facts import Actor
from gongzhi.people.public import explain
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of
from gongzhi.ui.words import refusal_sentence

# Refusals that speak of one field stand beside it.
FIELDS = {
    "applications.phone_missing": "phone",
    "applications.helper_missing": "helper_name",
    "applications.no_office": "division",
}


@never_cache
@needs(INTAKE)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Offer the items of the catalogue that somebody here has the power for, each with its situations."""
    at = now()
    offered = [
        {"code": each.item.code, "name": name_of(each.item.said), "situations": _situations(each.item)}
        for each in items_in_force(at=at)
        if matter(each.item.matter, at=at)
    ]
    return render(request, "applications/choose.html", {"items": offered})


@never_cache
@needs(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take an application down. Number and code are shown once, to be read out or written down."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    item, situation = _wanted(code, key, at)
    if request.method != "POST":
        return _page(request, item, situation, _form(actor, situation, at))
    form = _form(actor, situation, at, request.POST)
    if not form.is_valid():
        return _page(request, item, situation, form, status=422)
    try:
        filed = _file(item, situation, form.cleaned_data, actor, at)
    except Refused as refused:
        return _page(request, item, situation, form, refused.refusal, status=409)
    visible = application_for(actor, filed.loop_id) is not None
    return render(request, "applications/filed.html", {"filed": filed, "visible": visible})


def _situations(item: Item) -> list[dict[str, str]]:
    return [{"key": each.key, "name": name_of(each.said)} for each in item.situations]


def _wanted(code: str, key: str, at: datetime) -> tuple[Item, Situation]:
    version = item_in_force(code, at=at)
    situation = version.item.situation(key) if version else None
    if version is None or situation is None:
        raise Http404
    return version.item, situation


def _form(actor: Actor, situation: Situation, at: datetime, data: Any = None) -> FileApplicationForm:
    divisions = [(view.code, name_of(view)) for view in divisions_under(actor.division, at=at)]
    form = FileApplicationForm(data, situation=situation, divisions=divisions)
    explain(form)
    return form


def _file(item: Item, situation: Situation, data: dict[str, Any], actor: Actor, at: datetime) -> Filed:
    helped = data["filer"] == Filer.HELPER
    return file_application(
        form=Form(
            item=item.code,
            situation=situation.key,
            division=data["division"],
            answers=answers_of(data, situation),
            materials=window_materials(data, [need.key for need in situation.needs]),
        ),
        person=Person(
            filer=Filer(data["filer"]),
            name=data["name"],
            phone=data["phone"],
            helper_name=data["helper_name"] if helped else "",
            helper_phone=data["helper_phone"] if helped else "",
        ),
        channel=Channel(data["channel"]),
        by=actor,
        at=at,
        once=data["once"],
    )


def _page(
    request: HttpRequest,
    item: Item,
    situation: Situation,
    form: FileApplicationForm,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if refusal is not None and refusal.code in FIELDS:
        form.add_error(FIELDS[refusal.code], refusal_sentence(refusal))
        refusal = None
    context = {
        "form": form,
        "refusal": refusal,
        "item": name_of(item.said),
        "situation": name_of(situation.said),
    }
    return render(request, "applications/file.html", context, status=status)
