"""The page of known outages and planned works: see, note, say until when, say that it is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.knowledge.actions.outage import change_outage, end_outage, note_outage
from gongzhi.knowledge.facts import OutageTold
from gongzhi.knowledge.forms import OutageForm, UntilForm
from gongzhi.knowledge.queries import outages
from gongzhi.knowledge.rules import WRITE
from gongzhi.knowledge.showing import division_pairs, matter_pairs, outage_rows, unit_pairs
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs, staff_only
from gongzhi.ui.words import refusal_sentence

FIELDS = {
    "knowledge.outage_text": "text",
    "knowledge.outage_period": "until_at",
    "knowledge.matter_unknown": "matter",
    "knowledge.place_unknown": "division",
    "knowledge.other_unit": "unit_id",
}


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def outage_list(request: HttpRequest) -> HttpResponse:
    """Show what is out of order or announced; those who may write note a new one here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method != "POST":
        return _page(request, _form(actor, at) if actor.may(WRITE) else None)
    if not actor.may(WRITE):
        raise PermissionDenied
    form = _form(actor, at, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = dict(form.cleaned_data)
    try:
        note_outage(outage_id=data.pop("outage"), told=OutageTold(**data), by=actor, at=at)
    except Refused as refused:
        if field := FIELDS.get(refused.refusal.code):
            form.add_error(field, refusal_sentence(refused.refusal))
            return _page(request, form, status=409)
        return _page(request, form, refused.refusal, status=409)
    messages.success(request, _("It is noted. Operators see it as soon as somebody calls about it."))
    return redirect("knowledge-outages")


@never_cache
@needs(WRITE)
@require_POST
def outage(request: HttpRequest, outage_id: UUID) -> HttpResponse:
    """Say until when it is expected to last, or that it is over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, form = now(), UntilForm(request.POST)
    try:
        if "over" in request.POST:
            end_outage(outage_id=outage_id, by=actor, at=at)
            messages.success(request, pgettext("an outage", "It is over."))
        elif form.is_valid():
            change_outage(outage_id=outage_id, until_at=form.cleaned_data["until_at"], by=actor, at=at)
            messages.success(request, _("The expected time is changed."))
        else:
            return _page(request, _form(actor, at), Refusal("knowledge.outage_period"), status=422)
    except Refused as refused:
        return _page(request, _form(actor, at), refused.refusal, status=409)
    return redirect("knowledge-outages")


def _form(actor: Actor, at: datetime, data: Any = None) -> OutageForm:
    return OutageForm(
        data,
        initial={"starts_at": timezone.localtime(at)},
        units=unit_pairs(actor, at=at),
        matters=matter_pairs(at=at),
        divisions=division_pairs(actor, at=at),
    )


def _page(
    request: HttpRequest, form: OutageForm | None, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, scope = now(), actor.division
    context = {
        "form": form,
        "refusal": refusal,
        "rows": outage_rows(outages(scope=scope, at=at), at=at, actor=actor),
        "ended": outage_rows(outages(scope=scope, at=at, lately=True), at=at),
    }
    return render(request, "knowledge/outages.html", context, status=status)
