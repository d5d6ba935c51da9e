"""Staff print numbered forms, type what comes back on them, and type some of them a second time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongzhi.cases.facts import CameWith
from gongzhi.cases.public import Place, case_for, drop_photos, kept_photos, photos_of
from gongzhi.channels.paper.actions.enter import enter_form, type_again
from gongzhi.channels.paper.actions.print_forms import print_forms
from gongzhi.channels.paper.draw import draw
from gongzhi.channels.paper.facts import PaperView, Typed
from gongzhi.channels.paper.forms import AgainForm, EnterForm, PrintForm
from gongzhi.channels.paper.queries import first_entry, paper_of, papers_to_type_again
from gongzhi.channels.paper.sheets import form_matters, sheet_for
from gongzhi.channels.paper.views.public import pdf
from gongzhi.channels.paper.words import TYPED
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import division, divisions_under, matter_tree
from gongzhi.organization.public import matter as matter_of
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of
from gongzhi.ui.words import refusal_sentence

_FIELDS = {
    "paper.unknown": "number",
    "paper.number_taken": "number",
    "paper.received_ahead": "received_on",
    "paper.received_long_ago": "received_on",
    "cases.phone_missing": "phone",
    "cases.text_missing": "text",
    "cases.text_too_long": "text",
}
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@needs("case.intake")
@_get_or_post
def paper(request: HttpRequest) -> HttpResponse:
    """Print numbered forms, and show which wait to be typed a second time."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    matters = form_matters(at=at)
    form = PrintForm(request.POST or None, matters=[(each.code, name_of(each)) for each in matters])
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            numbered = print_forms(
                matter=data["matter"], count=data["count"], twice=data["twice"], by=actor, at=at
            )
        except Refused as refused:
            refusal, status = refused.refusal, 409
        else:
            chosen = next((each for each in matters if each.code == data["matter"]), None)
            sheets = [sheet_for(chosen, each, at=at) for each in numbered]
            return pdf(draw(sheets, large=data["large"]), f"gongzhi-forms-{numbered[0].number}.pdf")
    context = {"form": form, "refusal": refusal, "waiting": papers_to_type_again(actor)}
    return render(request, "paper/paper.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@needs("case.intake")
@_get_or_post
def enter(request: HttpRequest) -> HttpResponse:
    """Type what stands on a paper; number and code are shown once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method != "POST":
        return _enter(
            request, EnterForm(initial={"number": request.GET.get("number", "")}, **_choices(actor, at))
        )
    form = EnterForm(request.POST, request.FILES, **_choices(actor, at))
    form.full_clean()
    if form.received(at=at) or form.errors:
        return _enter(request, form, status=422 if form.errors else 200)
    data = form.cleaned_data
    try:
        filed = enter_form(
            number=data["number"],
            received_on=data["received_on"],
            text=data["text"],
            place=Place(division=data["division"], address=data["address"]),
            matter=data["matter"],
            person=form.person(),
            photos=kept_photos(form.kept),
            by=actor,
            at=at,
            once=data["once"],
        )
    except Refused as refused:
        return _enter(request, form, refused.refusal, status=409)
    drop_photos(form.kept)
    visible = case_for(actor, filed.loop_id) is not None
    return render(request, "cases/filed.html", {"filed": filed, "visible": visible})


@sensitive_post_parameters()
@never_cache
@needs("case.intake")
@_get_or_post
def again(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Type a form a second time, blind; what differs is shown field by field, and settled."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    found = paper_of(paper_id, actor)
    if found is None or not found[0].waits:
        messages.info(request, refusal_sentence(Refusal("paper.typed_already")))
        return redirect("paper")
    view = found[0]
    if request.method != "POST":
        return _again(request, view, AgainForm(**_choices(actor, at)), at)
    form = AgainForm(request.POST, **_choices(actor, at))
    if not form.is_valid():
        return _again(request, view, form, at, status=422)
    try:
        open_ = type_again(paper_id=paper_id, entry=form.entry(), chosen=form.chosen(), by=actor, at=at)
    except Refused as refused:
        return _again(request, view, form, at, refused.refusal, status=409)
    if open_:
        return _again(request, view, form, at, differs=open_)
    messages.success(request, _("Both entries are on record, and the case says what was found right."))
    return redirect("paper")


def _choices(actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "divisions": [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)],
        "matters": [(each.code, name_of(each)) for each in matter_tree(at=at) if each.leaf],
    }


def _enter(
    request: HttpRequest, form: EnterForm, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    if refusal is not None and refusal.code in _FIELDS:
        form.add_error(_FIELDS[refusal.code], refusal_sentence(refusal))
        refusal = None
    return render(request, "paper/enter.html", {"form": form, "refusal": refusal}, status=status)


def _again(
    request: HttpRequest,
    view: PaperView,
    form: AgainForm,
    at: datetime,
    refusal: Refusal | None = None,
    *,
    differs: tuple[Typed, ...] = (),
    status: int = 200,
) -> HttpResponse:
    if view.loop_id is None:
        raise Http404
    first = first_entry(view) if differs else {}
    rows = [
        {
            "label": TYPED[each],
            "first": _said(each, first.get(each, ""), at),
            "second": _said(each, form.entry().get(each, ""), at),
            "field": form[f"right_{each.lower()}"],
        }
        for each in differs
    ]
    context = {
        "paper": view,
        "form": form,
        "typed": [form[name] for name in ("text", "address", "division", "matter")],
        "rows": rows,
        "refusal": refusal,
        "photos": photos_of(view.loop_id, CameWith.FILING),
    }
    return render(request, "paper/again.html", context, status=status)


def _said(what: Typed, value: str, at: datetime) -> str:
    """Return a value as people read it: the name of a division or matter instead of its code."""
    if what is Typed.DIVISION:
        place = division(value)
        return name_of(place) if place else value
    if what is Typed.MATTER:
        found = matter_of(value, at=at) if value else None
        return name_of(found) if found else _("not known yet")
    return value
