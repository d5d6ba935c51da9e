"""The case sheet: story, facts and place, and what may be done. One page for every post that may see the case."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases.queries import CaseView, case_for, photo_for, photos_of
from gongzhi.cases.views.acts import ACTS, Do
from gongzhi.cases.views.panel import Bound, actions, allowed, form_for
from gongzhi.cases.views.show import clocks_context, entries, facts, now_with, shape_of
from gongzhi.cases.words import STATES
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import next_due
from gongzhi.people.facts import Actor
from gongzhi.people.public import ContactView
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg


@dataclass(frozen=True)
class Shown:
    """What comes back with a sheet: a form with what was typed, the reason against it, contact data."""

    bound: Bound | None = None
    refusal: Refusal | None = None
    contact: ContactView | None = None
    status: int = 200


@never_cache
@staff_only
@require_safe
def sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case to staff who play a part in it or read its tree."""
    return page(request, case_id, Shown())


@never_cache
@staff_only
@require_POST
def act(request: HttpRequest, case_id: UUID, key: str) -> HttpResponse:
    """Do one step. What is refused, or incomplete, comes back with the typed text and the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = find(actor, case_id)
    if key not in ACTS:
        raise Http404
    form = form_for(key, actor, case, at=at, data=request.POST)
    if not form.is_valid():
        return page(request, case_id, Shown(Bound(key, form), status=422))
    try:
        result = ACTS[key].run(Do(case_id, form.cleaned_data, actor, at))
    except Refused as refused:
        return page(request, case_id, Shown(Bound(key, form), refused.refusal, status=409))
    if isinstance(result, ContactView):
        return page(request, case_id, Shown(contact=result))
    messages.success(request, _said(key, result))
    return redirect("case", case_id) if case_for(actor, case_id) else redirect("inbox")


@never_cache
@staff_only
@require_safe
def place(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Return the grids around a case and its point, for the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return JsonResponse(shape_of(find(actor, case_id), at=now()))


@staff_only
@require_safe
def photo(request: HttpRequest, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """Show a photo to whoever may see its case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = photo_for(actor, case_id, photo_id)
    if content is None:
        raise Http404
    return private_jpeg(content)


def find(actor: Actor, case_id: UUID) -> CaseView:
    """Return a case, or answer 404 as for one that does not exist."""
    case = case_for(actor, case_id)
    if case is None:
        raise Http404
    return case


def page(request: HttpRequest, case_id: UUID, shown: Shown) -> HttpResponse:
    """Render the sheet as the case stands now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = find(actor, case_id)
    offered = actions(actor, case, at=at, bound=shown.bound)
    context = {
        "case": case,
        "loop": case.loop,
        "state_label": STATES.get(case.loop.state, case.loop.state),
        "state_meaning": _meaning(case),
        "holder": now_with(case),
        "entries": entries(case),
        "photos": photos_of(case_id),
        "facts": facts(case, at=at),
        "actions": offered,
        "errors_of": shown.bound.form if shown.bound and shown.bound.form.errors else None,
        "refusal": shown.refusal,
        "kept": _kept(shown, allowed(actor, case, at=at)),
        "contact": shown.contact,
        "next": next_due(actor, after=case_id),
        **clocks_context(case, at=at),
    }
    return render(request, "cases/sheet.html", context, status=shown.status)


def _kept(shown: Shown, possible: dict[str, Refusal | None]) -> list[str]:
    """Return typed texts whose form is not on the page any more: nothing anyone typed is lost."""
    if shown.bound is None or possible.get(shown.bound.act, shown) is None:
        return []
    texts = (shown.bound.form.cleaned_data.get(name) for name in ("text", "reason", "note", "where_to_go"))
    return [text for text in texts if isinstance(text, str) and text]


def _meaning(case: CaseView) -> str:
    if case.loop.ended_at is not None:
        return "done" if case.loop.end_kind == "fulfilled" else "quiet"
    if case.loop.paused_until is not None:
        return "paused"
    return "person" if case.loop.state == "arbitration" else "quiet"


def _said(key: str, result: Any) -> str:
    if key == "answer" and result is False:
        return _("The draft waits for your head's approval.")
    return str(ACTS[key].done)
