"""The page of a loop, of whatever kind: story, clocks, facts, links, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.readings import one_reading
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import broken
from gongzhi.loops.facts import EndKind, StateKind
from gongzhi.loops.forms import OnceForm
from gongzhi.loops.kinds import Kind, kind_of
from gongzhi.loops.links import links_of, readable
from gongzhi.loops.lists import next_due
from gongzhi.loops.outside import panels_outside
from gongzhi.loops.queries import LoopRow, definition_by_id, loop_row
from gongzhi.loops.revealing import shown_reveals
from gongzhi.loops.sheets import Bound, Do, Onward, Panel, Sheet
from gongzhi.loops.showing import clocks_context, now_with
from gongzhi.loops.views.rows import state_label
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only

# Powers with which a post sees who used the data of a person.
WATCHES = ("supervise.read", "loops.manage", "data.seal")


@dataclass(frozen=True)
class Shown:
    """What comes back with a page: a form with what was typed, and the reason against it."""

    bound: Bound | None = None
    refusal: Refusal | None = None
    status: int = 200


@never_cache
@staff_only
@require_safe
def sheet(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Show a loop to staff who play a part in it or read its tree."""
    return _page(request, loop_id, Shown())


@never_cache
@staff_only
@require_POST
def act(request: HttpRequest, loop_id: UUID, key: str) -> HttpResponse:
    """Do one step. What is refused, or incomplete, comes back with the typed text and the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    kind, view = find(actor, loop_id)
    if key not in kind.sheet.acts:
        raise Http404
    form = kind.sheet.form(key, actor, view, at=at, data=request.POST)
    form.files = request.FILES
    form.full_clean()
    if form.received(at=at) or form.errors:
        return _page(request, loop_id, Shown(Bound(key, form), status=422))
    step = kind.sheet.acts[key]
    try:
        result = step.run(Do(loop_id, form.cleaned_data, actor, at))
    except Refused as refused:
        return _page(request, loop_id, Shown(Bound(key, form), refused.refusal, status=409))
    if isinstance(result, Onward):
        return redirect(result.url)
    if said := step.said(result):
        messages.success(request, said)
    return redirect("loop", loop_id) if kind.sheet.find(actor, loop_id) else redirect("inbox")


@never_cache
@staff_only
@require_safe
def place(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Return where a loop lies, for the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    kind, view = find(actor, loop_id)
    found = kind.sheet.place(view, at=at) if kind.sheet.mapped(view) else None
    if found is None:
        raise Http404
    kind.sheet.opened(actor, view, at=at)
    return JsonResponse(found)


def find(actor: Actor, loop_id: UUID) -> tuple[Kind, Any]:
    """Return the kind of a loop and the kind's view of it, or answer 404 as for one that does not exist."""
    row = loop_row(loop_id)
    if row is None:
        raise Http404
    kind = kind_of(row.subject_kind)
    view = kind.sheet.find(actor, loop_id)
    if view is None:
        raise Http404
    return kind, view


def _page(request: HttpRequest, loop_id: UUID, shown: Shown) -> HttpResponse:
    """Render the page as the loop stands now; what several of its parts ask is read once."""
    with one_reading():
        return _rendered_page(request, loop_id, shown)


def _rendered_page(request: HttpRequest, loop_id: UUID, shown: Shown) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    kind, view = find(actor, loop_id)
    kind.sheet.opened(actor, view, at=at)  # if that cannot go on record, nothing is shown
    loop: LoopRow = view.loop
    allowed = kind.sheet.allowed(actor, view, at=at)
    own = [*kind.sheet.panels(actor, view, at=at), *panels_outside(actor, loop, at=at)]
    panels = [_rendered(request, each, loop) for each in own]
    entries = list(reversed(kind.sheet.story(view)))
    context = {
        "kind": kind,
        "loop": loop,
        "state_label": state_label(loop),
        "state_meaning": _meaning(loop),
        "holder": now_with(loop, view.holders),
        "entries": entries,
        "facts": kind.sheet.facts(view, at=at),
        "story_panels": [panel for panel in panels if not panel["side"]],
        "side_panels": [panel for panel in panels if panel["side"]],
        "links": _links(actor, kind, loop_id),
        "mapped": kind.sheet.mapped(view),
        "watches": kind.sheet.personal and any(map(actor.may, WATCHES)),
        "actions": actions(kind.sheet, actor, view, allowed, at=at, bound=shown.bound),
        "errors_of": shown.bound.form if shown.bound and shown.bound.form.errors else None,
        "refusal": shown.refusal,
        "kept": _kept(shown, allowed),
        "reveals": shown_reveals(actor, loop_id, at=at),
        "next": next_due(actor, after=loop_id),
        **clocks_context(loop, at=at),
        "broken": broken(loop.id, unread=[each["fact"] for each in entries if each.get("unread")]),
    }
    return render(request, "loops/sheet.html", context, status=shown.status)


def _rendered(request: HttpRequest, panel: Panel, loop: LoopRow) -> dict[str, Any]:
    html = render_to_string(panel.template, {**panel.context, "loop": loop}, request)
    return {"title": panel.title, "html": html, "side": panel.side}


def _links(actor: Actor, here: Kind, loop_id: UUID) -> list[dict[str, Any]]:
    """Return what the loop is tied to; a loop the reader may not open is left out, as if it did not exist.

    Whoever made a link has the words for its role; what a panel of the kind lists already is not repeated.
    """
    found = []
    links = links_of(loop_id, without=here.sheet.panelled)
    seen = readable(actor, [link.loop for link in links])
    for link in links:
        if link.loop.id not in seen:
            continue
        kind = kind_of(link.loop.subject_kind)
        words = here.roles.get(link.role) if link.outgoing else None
        found.append(
            {
                "url": reverse("loop", args=[link.loop.id]),
                "number": link.loop.number,
                "title": link.loop.title,
                "kind": kind.label,
                "role": words or (_("came out of this") if link.outgoing else _("this came out of it")),
                "state": state_label(link.loop),
            }
        )
    return found


def actions(
    sheet: Sheet,
    actor: Actor,
    view: Any,
    allowed: Mapping[str, Refusal | None],
    *,
    at: datetime,
    bound: Bound | None = None,
) -> list[dict[str, Any]]:
    """Return what `ui/_action_bar.html` shows: open steps first, grey ones with their reasons after them."""
    links = list(sheet.links(actor, view, at=at))
    main = next((key for key in sheet.likeliest(view, at=at) if key in allowed and allowed[key] is None), "")
    if any(link["primary"] for link in links):
        main = ""
    shown = [
        _action(sheet, key, allowed[key], actor, view, at, main=key == main, bound=bound)
        for key in sheet.acts
        if key in allowed
    ]
    return sorted([*links, *shown], key=lambda one: (one["refusal"] is not None, not one["primary"]))


def _action(
    sheet: Sheet,
    key: str,
    refusal: Refusal | None,
    actor: Actor,
    view: Any,
    at: datetime,
    *,
    main: bool,
    bound: Bound | None,
) -> dict[str, Any]:
    step = sheet.acts[key]
    mine = bound is not None and bound.key == key
    form = bound.form if mine and bound else sheet.form(key, actor, view, at=at)
    action = {
        "key": key,
        "label": step.label,
        "url": reverse("loop-act", args=[view.loop.id, key]),
        "refusal": refusal,
        "primary": main,
        "danger": step.danger and not main,
        "open": mine,
        "hint": "",
    }
    if isinstance(form, OnceForm):
        return action | {"method": "post", "fields": {"once": form["once"].value()}}
    return sheet.dressed(key, actor, view, action | {"form": form})


def _kept(shown: Shown, allowed: Mapping[str, Refusal | None]) -> list[str]:
    """Return typed texts whose form is not on the page any more: nothing anyone typed is lost."""
    if shown.bound is None or allowed.get(shown.bound.key, shown) is None:
        return []
    fields = shown.bound.form.fields
    typed = (
        value
        for name, value in shown.bound.form.cleaned_data.items()
        if name in fields and not fields[name].widget.is_hidden
    )
    return [text for text in typed if isinstance(text, str) and text]


def _meaning(loop: LoopRow) -> str:
    if loop.ended_at is not None:
        return "done" if loop.end_kind == EndKind.FULFILLED else "quiet"
    if loop.paused_until is not None:
        return "paused"
    state = definition_by_id(loop.definition_id).states[loop.state]
    return "person" if state.kind is StateKind.ARBITRATE else "quiet"
