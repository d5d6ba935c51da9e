"""The page an identity stands on while it is open, the requests that wait for a second person, and reviews."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.actions.decide_reveal import decide_reveal
from gongzhi.loops.actions.review_reveal import review_reveal
from gongzhi.loops.asking import open_identity
from gongzhi.loops.forms import ActForm, DecideRevealForm, OnceForm, ReviewRevealForm
from gongzhi.loops.kinds import kind_of
from gongzhi.loops.queries import LoopRow, loop_row
from gongzhi.loops.seconds import to_review, waiting_for
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor
from gongzhi.people.public import (
    RevealView,
    basis_name,
    close_reveal,
    names_of,
    purpose_name,
    reason_of,
    reveal_of,
)
from gongzhi.ui.guards import needs, staff_only
from gongzhi.ui.names import name_of


@never_cache
@needs("contact.approve")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what waits for this actor as the second person."""
    return _list(request)


@never_cache
@needs("contact.approve")
@require_POST
def decide(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Agree, or decline with a reason; what is refused comes back with the typed reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if reveal_of(reveal_id) is None:
        raise Http404
    form = DecideRevealForm(request.POST)
    if not form.is_valid():
        return _list(request, reveal_id, form, status=422)
    agree = form.cleaned_data["agree"] == "yes"
    reason, once = form.cleaned_data["reason"], form.cleaned_data["once"]
    try:
        decide_reveal(reveal_id=reveal_id, agree=agree, reason=reason, by=actor, at=now(), once=once)
    except Refused as refused:
        return _list(request, reveal_id, form, refused.refusal, status=409)
    messages.success(
        request,
        _("You agreed. The time runs from now.") if agree else _("You declined. The colleague reads why."),
    )
    return redirect("reveals")


@never_cache
@needs("contact.approve")
@require_POST
def review(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Say whether a look in an emergency was needed; what is refused comes back with the typed reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if reveal_of(reveal_id) is None:
        raise Http404
    form = ReviewRevealForm(request.POST)
    if not form.is_valid():
        return _list(request, reveal_id, form, status=422)
    needed, data = form.cleaned_data["needed"] == "yes", form.cleaned_data
    try:
        review_reveal(
            reveal_id=reveal_id, needed=needed, reason=data["reason"], by=actor, at=now(), once=data["once"]
        )
    except Refused as refused:
        return _list(request, reveal_id, form, refused.refusal, status=409)
    messages.success(request, _("Reviewed. The colleague and the person concerned read it."))
    return redirect("reveals")


@sensitive_variables("found", "context")
@never_cache
@staff_only
@require_safe
def identity(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Show an identity to whoever asked, until its time is over; the browser leaves the page then by itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    asked, loop = _own(actor, reveal_id)
    context: dict[str, Any] = {"loop": loop, "kind": kind_of(loop.subject_kind), "asked": asked}
    try:
        found = open_identity(asked, loop=loop, by=actor, at=at)
    except Refused as refused:
        status = 503 if refused.refusal.code == "ledger.evidence_late" else 410
        return render(request, "loops/reveal.html", context | {"refusal": refused.refusal}, status=status)
    context |= {
        "identity": found,
        "purpose": purpose_name(asked.purpose),
        "basis": basis_name(asked.basis),
        "minutes_left": _minutes_left(asked, at),
        "seen_at": at,
        "once": OnceForm(),
    }
    response = render(request, "loops/reveal.html", context)
    # A header, since the page itself may not hurry anybody; what is over is over on the server in any case.
    response["Refresh"] = f"{_seconds_left(asked, at) + 1};url={request.path}"
    return response


@never_cache
@staff_only
@require_POST
def close(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Close an identity that is not needed any longer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked, _loop = _own(actor, reveal_id)
    close_reveal(reveal_id=reveal_id, by=actor, at=now())
    messages.success(request, _("Closed. Nobody sees it any more."))
    return redirect("loop", asked.subject)


def _own(actor: Actor, reveal_id: UUID) -> tuple[RevealView, LoopRow]:
    """Return the actor's own request, or answer 404 as for one that does not exist."""
    asked = reveal_of(reveal_id)
    loop = loop_row(asked.subject) if asked else None
    if asked is None or loop is None or (asked.account, asked.post) != (actor.account_id, actor.post_id):
        raise Http404
    return asked, loop


def _list(
    request: HttpRequest,
    reveal_id: UUID | None = None,
    form: ActForm | None = None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    waiting, owed = waiting_for(actor, at=at), to_review(actor)
    names = names_of({asked.account for asked, _loop in [*waiting, *owed]})

    def rows(found: list[tuple[RevealView, LoopRow]], made: type[ActForm]) -> list[dict[str, Any]]:
        return [
            _row(
                asked,
                loop,
                names,
                form
                if form and asked.id == reveal_id and isinstance(form, made)
                else made(auto_id=f"{asked.id}_%s"),
            )
            for asked, loop in found
        ]

    shown = {asked.id for asked, _loop in [*waiting, *owed]}
    context = {
        "rows": rows(waiting, DecideRevealForm),
        "owed": rows(owed, ReviewRevealForm),
        "refusal": refusal,
        "kept": form.data.get("reason", "") if form and reveal_id not in shown else "",
        "bound_form": form,
        "now": at,
    }
    return render(request, "loops/reveals.html", context, status=status)


def _row(asked: RevealView, loop: LoopRow, names: dict[UUID, str], form: ActForm) -> dict[str, Any]:
    office = unit(asked.unit)
    return {
        "id": asked.id,
        "number": loop.number,
        "title": loop.title,
        "url": reverse("loop", args=[loop.id]),
        "who": names.get(asked.account, ""),
        "unit": name_of(office) if office else "",
        "facts": [
            {"label": _("Purpose"), "value": purpose_name(asked.purpose)},
            {"label": _("Legal basis"), "value": basis_name(asked.basis)},
            {"label": _("For how long"), "value": _("%(n)d minutes") % {"n": asked.minutes}},
            {"label": _("Reason"), "value": reason_of(asked.id)},
        ],
        "asked_at": asked.asked_at,
        "review_until": asked.review_until,
        "form": form,
    }


def _seconds_left(asked: RevealView, at: datetime) -> int:
    assert asked.until is not None
    return max(int((asked.until - at).total_seconds()), 0)


def _minutes_left(asked: RevealView, at: datetime) -> int:
    return max((_seconds_left(asked, at) + 59) // 60, 1)
