"""The person's own pages: what staff typed for me, and which other matters are mine."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.cases.facts import SUBJECT_KIND as CASE
from gongzhi.channels.assisted.acting import object_for
from gongzhi.channels.assisted.forms import CodeForm
from gongzhi.channels.assisted.queries import held_for, matter_by_code, matter_of, mine, typed_for
from gongzhi.channels.assisted.views.act import said_of
from gongzhi.channels.portal.session import (
    application_of,
    case_of,
    enter,
    enter_application,
    note_shown,
    shown_in,
)
from gongzhi.channels.portal.tries import count_wrong, too_many
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT, DisputedVia
from gongzhi.people.public import (
    acted_for,
    join_matters,
    mandate_terms,
    matters_joined,
    part_matters,
    revoke_mandate,
)
from gongzhi.ui.words import refusal_sentence


@never_cache
@require_safe
def helped(request: HttpRequest) -> HttpResponse:
    """Show what staff typed for the person in the matter of this session, and on what ground."""
    at = now()
    open_ = _open(request)
    found = matter_of(open_, at=at) if open_ else None
    if found is None:
        return _to_follow(request)
    context = {
        "matter": found,
        "typed": typed_for(found.id, at=at),
        "held": [each for each in held_for(found.id, at=at) if not each.over],
        "days": mandate_terms().objection_days,
        "back": _back(found.kind),
        "once": new_id(),
    }
    return render(request, "assisted/helped.html", context)


@require_POST
def object_to(request: HttpRequest) -> HttpResponse:
    """Say that something was not wanted: it is taken back where it can be."""
    at = now()
    open_ = _open(request)
    found = matter_of(open_, at=at) if open_ else None
    if found is None:
        return _to_follow(request)
    try:
        acted, once = UUID(request.POST.get("acted", "")), UUID(request.POST.get("once", ""))
        undone = object_for(found, acted, via=DisputedVia.WEB, by=RESIDENT, at=at, once=once)
    except ValueError:
        return redirect("helped")
    except Refused as refused:
        messages.error(request, refusal_sentence(refused.refusal))
    else:
        messages.success(request, said_of(undone=undone))
    return redirect("helped")


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take a mandate back that something was done under in the matter of this session."""
    at = now()
    open_ = _open(request)
    if open_ is None:
        return _to_follow(request)
    wanted = {str(each.id): each.id for each in held_for(open_, at=at)}.get(request.POST.get("mandate", ""))
    if wanted:
        try:
            revoke_mandate(mandate_id=wanted, by=RESIDENT, at=at)
        except Refused as refused:
            messages.error(request, refusal_sentence(refused.refusal))
        else:
            messages.success(request, _("You took it back. Nobody acts for you under it any more."))
    return redirect("helped")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matters(request: HttpRequest) -> HttpResponse:
    """List the matters that are one person's; number and code of another one add it to them."""
    open_ = _open(request)
    if open_ is None:
        return _to_follow(request)
    form = CodeForm(request.POST or None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        if too_many(request):
            refusal, status = Refusal("portal.too_many_tries"), 429
        elif other := matter_by_code(form.cleaned_data["number"], form.cleaned_data["code"]):
            try:
                join_matters(one=open_, other=other, by=RESIDENT, at=now())
            except Refused as refused:
                refusal = refused.refusal
            else:
                note_shown(request, shown_in(request) | {other})
                messages.success(
                    request, _("Both stand in your list now. Each keeps its number and its code.")
                )
                return redirect("matters")
        else:
            count_wrong(request)
            refusal = Refusal("portal.wrong_code")
    row = loop_row(open_)
    context = {
        "form": form,
        "refusal": refusal,
        "mine": mine([open_, *_others(request, open_)]),
        "open": open_,
        "back": _back(row.subject_kind if row else CASE),
    }
    return render(request, "assisted/matters.html", context, status=status)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Open another of the person's matters in this session: each was shown with its code before."""
    open_ = _open(request)
    wanted = {str(each.id): each for each in mine(_others(request, open_))} if open_ else {}
    found = wanted.get(request.POST.get("matter", ""))
    if open_ is None or found is None:
        return redirect("matters")
    shown = shown_in(request) | {open_}
    if found.kind == CASE:
        enter(request, found.id)
    else:
        enter_application(request, found.id)
    note_shown(request, shown)
    return redirect(_back(found.kind))


@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """Say that a matter in the list is not the person's: it leaves the list, and nothing else changes."""
    open_ = _open(request)
    if open_ is None:
        return _to_follow(request)
    wanted = {str(each): each for each in _others(request, open_)}.get(request.POST.get("matter", ""))
    if wanted and part_matters(one=open_, other=wanted, by=RESIDENT, at=now()):
        note_shown(request, shown_in(request) - {wanted})
        messages.success(request, _("It is off your list. Nothing else changed."))
    return redirect("matters")


def _others(request: HttpRequest, open_: UUID) -> list[UUID]:
    """Return the other matters this session may see. Where staff typed in the open one, they may know its code:

    it opens no other then, but those whose own codes were shown in this session.
    """
    others = matters_joined(open_)
    return [each for each in others if each in shown_in(request)] if acted_for(open_) else others


def _open(request: HttpRequest) -> UUID | None:
    return case_of(request) or application_of(request)


def _back(kind: str) -> str:
    return "my-case" if kind == CASE else "my-application"


def _to_follow(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Enter number and code of your receipt first."))
    return redirect("follow")
