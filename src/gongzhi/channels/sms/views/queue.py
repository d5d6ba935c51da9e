"""Messages no program understood, and people who want to be called."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gongzhi.channels.sms.actions.settle import call_sender, file_sms, settle_sms
from gongzhi.channels.sms.forms import CallSmsForm, FileSmsForm, SettleSmsForm
from gongzhi.channels.sms.queries import is_waiting, waiting_sms
from gongzhi.channels.sms.rules import DESKS
from gongzhi.channels.sms.words import STATES
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import call_said, desk_phone
from gongzhi.organization.public import divisions_under
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

_VERIFY = "VERIFY"  # what a sender is called for: to ask what is meant


@never_cache
@needs(*DESKS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person."""
    return _page(request)


@sensitive_post_parameters()
@never_cache
@needs(*DESKS)
@require_POST
def settle(request: HttpRequest, sms_id: UUID, verb: str) -> HttpResponse:
    """File it, call the sender, or note that nothing comes of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    form = _form(verb, actor, at, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, bound=(sms_id, verb, form), status=422)
    try:
        said = _do(verb, sms_id, form.cleaned_data, actor, at)
    except Refused as refused:
        return _page(request, bound=(sms_id, verb, form), refusal=refused.refusal, status=409)
    messages.success(request, said)
    return redirect("sms")


def _do(verb: str, sms_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> str:
    if verb == "file":
        filed = file_sms(sms_id=sms_id, division=data["division"], by=by, at=at)
        return _("It is a case now: %(number)s.") % {"number": filed.number}
    if verb == "settle":
        settle_sms(sms_id=sms_id, reason=data["reason"], by=by, at=at)
        return _("It is settled.")
    call = call_sender(sms_id=sms_id, purpose=_VERIFY, desk_phone=data["desk_phone"], by=by, at=at)
    return str(call_said(call))


def _form(verb: str, actor: Actor, at: datetime, data: Any = None) -> Any:
    if verb == "file":
        divisions = [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)]
        return FileSmsForm(data, divisions=divisions, auto_id=False)
    if verb == "settle":
        return SettleSmsForm(data, auto_id=False)
    if verb == "call":
        return CallSmsForm(data, initial={"desk_phone": desk_phone(actor)}, auto_id=False)
    return None


def _page(
    request: HttpRequest,
    *,
    bound: tuple[UUID, str, Any] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    rows = []
    for sms in waiting_sms():
        forms = {}
        for verb in ("file", "call", "settle"):
            if verb == "call" and not actor.may("contact.relay"):
                continue
            form = bound[2] if bound and bound[:2] == (sms.id, verb) else _form(verb, actor, at)
            form.auto_id = f"{verb}-{sms.id}-%s"
            forms[verb] = form
        rows.append({"sms": sms, "state": STATES[sms.state], **forms})
    if bound and not is_waiting(bound[0]) and refusal is None:
        refusal = Refusal("sms.settled_already")
    return render(request, "sms/queue.html", {"rows": rows, "refusal": refusal}, status=status)
