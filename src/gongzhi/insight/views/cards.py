"""Pages of hypothesis cards for staff: what waits, one card, and what is done with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.insight.actions.decide_card import check_card, dismiss_card, take_up_card
from gongzhi.insight.actions.propose_card import propose_card
from gongzhi.insight.card_facts import CardPlace, CardState, CardView
from gongzhi.insight.card_forms import CardForm, CheckForm, DismissForm, TakeUpForm
from gongzhi.insight.card_queries import card_for, card_settings, cards_of, day_of, tally_of
from gongzhi.insight.card_rules import CHECK, READ, WRITE, checker_refusal, draft_refusal, write_refusal
from gongzhi.insight.evidence import covers, evidence_named
from gongzhi.insight.showing import (
    card_rows,
    division_pairs,
    evidence_said,
    grid_groups,
    matter_pairs,
    rate_of,
    unit_pairs,
)
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.words import refusal_sentence

# Refusals that speak of one field stand beside it.
FIELDS = {
    "insight.card_day": "check_on",
    "insight.card_matter_unknown": "matter",
    "insight.card_place_unknown": "grid",
    "insight.card_not_your_tree": "division",
    "insight.card_unit_unknown": "unit_id",
    "insight.card_reason_missing": "reason",
    "insight.card_seen_missing": "seen",
    "insight.card_too_early": "outcome",
}


@never_cache
@needs(READ, WRITE, CHECK)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Show drafts, cards whose day comes, and what came of the last ones."""
    actor = reader(request)
    at = now()
    on, limit = day_of(at), card_settings()["shown"]

    def rows(*states: CardState) -> list[dict[str, Any]]:
        return card_rows(cards_of(actor, *states, limit=limit), at=at, on=on)

    context = {
        "drafts": rows(CardState.DRAFT),
        "open": rows(CardState.OPEN),
        "over": rows(CardState.CHECKED, CardState.DISMISSED),
        "limit": limit,
        "may_write": actor.may(WRITE),
        "least": card_settings()["least"],
        **rate_of(tally_of(actor, on=on), least=card_settings()["least"]),
    }
    return render(request, "insight/cards.html", context)


@never_cache
@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a card, by oneself or with what an analysis shows as its evidence."""
    actor = reader(request)
    at = now()
    if request.method != "POST":
        return _new_page(request, _new_form(actor, at, key=request.GET.get("from", "")))
    form = _new_form(actor, at, data=request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    data = form.cleaned_data
    found = evidence_named(data["key"], actor, at=at)
    place = CardPlace(data["matter"], data["division"], data["grid"])
    try:
        propose_card(
            card_id=data["card"],
            place=place,
            text=form.text(),
            unit_id=data["unit_id"],
            check_on=data["check_on"],
            evidence=found[1] if found and covers(found[0], place, at=at) else None,
            by=actor,
            at=at,
        )
    except Refused as refused:
        return _new_page(request, form, _beside(form, refused.refusal), status=409)
    messages.success(request, _("The card is written. What it says does not change any more."))
    return redirect("cards-one", data["card"])


@never_cache
@needs(READ, WRITE, CHECK)
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Show one card: what it says, what it rests on, what came, and what may be done."""
    return _page(request, card_id)


@never_cache
@needs(WRITE, CHECK)
@require_POST
def act(request: HttpRequest, card_id: UUID, step: str) -> HttpResponse:
    """Take a draft up, dismiss it, or say what came."""
    actor, at = reader(request), now()
    view = card_for(actor, card_id)
    make = {"take-up": _take_up_form, "dismiss": _dismiss_form, "check": _check_form}.get(step)
    if view is None or make is None:
        raise Http404
    form = make(actor, view, at, request.POST)
    if not form.is_valid():
        return _page(request, card_id, {step: form}, status=422)
    try:
        _do(step, card_id, form, actor, at)
    except Refused as refused:
        refusal = _beside(form, refused.refusal)
        return _page(request, card_id, {step: form}, refusal, status=409)
    messages.success(request, _SAID[step])
    return redirect("cards-one", card_id)


_SAID: Mapping[str, Any] = {
    "take-up": gettext_lazy("The card is taken up. What it says does not change any more."),
    "dismiss": gettext_lazy("The draft is dismissed; it is counted in public."),
    "check": gettext_lazy("It is on record, and in public."),
}


def _do(step: str, card_id: UUID, form: forms.Form, actor: Actor, at: datetime) -> None:
    data = form.cleaned_data
    if isinstance(form, TakeUpForm):
        take_up_card(
            card_id=card_id,
            text=form.text(),
            unit_id=data["unit_id"],
            check_on=data["check_on"],
            by=actor,
            at=at,
        )
    elif step == "dismiss":
        dismiss_card(card_id=card_id, reason=data["reason"], by=actor, at=at)
    else:
        check_card(
            card_id=card_id, outcome=data["outcome"], seen=data["seen"], done=data["done"], by=actor, at=at
        )


def reader(request: HttpRequest) -> Actor:
    """Return who reads; a unit that is no authority reads no analysis."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.third_party:
        raise PermissionDenied
    return actor


def _new_form(actor: Actor, at: datetime, *, data: Any = None, key: str = "") -> CardForm:
    found = evidence_named(key, actor, at=at) if key else None
    initial: dict[str, Any] = {"check_on": day_of(at) + timedelta(days=card_settings()["draft_days"])}
    if found:
        place, evidence = found
        initial |= {
            "key": evidence.key,
            "matter": place.matter,
            "division": place.division,
            "grid": place.grid,
        }
        initial["why"] = evidence_said(evidence)
    return CardForm(
        data,
        initial=initial,
        units=unit_pairs(actor, at=at),
        matters=matter_pairs(at=at),
        divisions=division_pairs(actor, at=at),
        grids=grid_groups(actor, at=at),
    )


def _new_page(
    request: HttpRequest, form: CardForm, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, "insight/card_new.html", {"form": form, "refusal": refusal}, status=status)


def _beside(form: forms.Form, refusal: Refusal) -> Refusal | None:
    """Put a refusal beside its field, or give it back."""
    named = FIELDS.get(refusal.code) or str(refusal.details.get("field", ""))
    if named in form.fields:
        form.add_error(named, refusal_sentence(refusal))
        return None
    return refusal


def _take_up_form(actor: Actor, view: CardView, at: datetime, data: Any = None) -> TakeUpForm:
    initial = {"check_on": view.check_on, "why": evidence_said(view.evidence)}
    return TakeUpForm(data, initial=initial, units=unit_pairs(actor, at=at))


def _dismiss_form(_actor: Actor, _view: CardView, _at: datetime, data: Any = None) -> DismissForm:
    return DismissForm(data)


def _check_form(_actor: Actor, _view: CardView, _at: datetime, data: Any = None) -> CheckForm:
    return CheckForm(data)


def _page(
    request: HttpRequest,
    card_id: UUID,
    sent: Mapping[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor, at = reader(request), now()
    view = card_for(actor, card_id)
    if view is None:
        raise Http404
    context = {
        "row": card_rows([view], at=at, on=day_of(at))[0],
        "card": view,
        "actions": _actions(actor, view, at, sent or {}),
        "refusal": refusal,
    }
    return render(request, "insight/card.html", context, status=status)


def _actions(
    actor: Actor, view: CardView, at: datetime, sent: Mapping[str, forms.Form]
) -> list[dict[str, Any]]:
    """Return what may be done with a card; what may not be done is grey and says why."""
    in_tree = within(actor.division, view.place.division)
    found = []
    if view.state is CardState.DRAFT and actor.may(WRITE):
        against = write_refusal(actor, in_tree=in_tree) or draft_refusal(view.state)
        found += [
            ("take-up", _("Take it up"), _take_up_form, against),
            ("dismiss", _("Dismiss it"), _dismiss_form, against),
        ]
    if view.state is CardState.OPEN and actor.may(CHECK):
        found.append(
            ("check", _("Say what came"), _check_form, checker_refusal(actor, view, in_tree=in_tree))
        )
    return [
        {
            "key": step,
            "label": label,
            "url": reverse("cards-act", args=[view.id, step]),
            "form": sent.get(step) or make(actor, view, at),
            "refusal": refusal,
            "primary": step != "dismiss",
            "open": step in sent,
        }
        for step, label, make, refusal in found
    ]
