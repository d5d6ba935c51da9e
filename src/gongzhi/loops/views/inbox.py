"""The inbox: what my unit owes, soonest due first, and what it waits for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.loops.facts import EventKind, StateKind
from gongzhi.loops.forms import OnceForm
from gongzhi.loops.kinds import kind_of, kinds
from gongzhi.loops.lists import Counts, Due, bounds, counts, due_rows, rows_of, waiting
from gongzhi.loops.queries import definition_by_id, row_of
from gongzhi.loops.views.rows import Row, rows, several_kinds, state_label
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only

PAGE = 50
GLIMPSE = 10  # how many of those that wait for others stand below the first page


class _Lines:
    """What a paginator needs of the inbox: its length is counted already, a slice is one query."""

    ordered = True

    def __init__(self, actor: Actor, length: int) -> None:
        self.actor, self.length = actor, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> list[Due]:
        return due_rows(self.actor, part.start, part.stop)


@never_cache
@staff_only
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what the actor's unit owes; with ``?view=waiting`` what it waits for.

    htmx asks for the list alone, again and again, so that new work appears by itself.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    numbers = counts(actor, at=at)
    if request.GET.get("view") == "waiting":
        context = _waiting(request, actor, at)
    else:
        context = _owed(request, actor, numbers, at)
    context |= {"views": _views(request, numbers), "numbers": numbers}
    fragment = request.headers.get("HX-Target") == "inbox"
    return render(request, "loops/_inbox.html" if fragment else "loops/inbox.html", context)


def _owed(request: HttpRequest, actor: Actor, numbers: Counts, at: datetime) -> dict[str, Any]:
    page: Page[Due] = Paginator(cast("Sequence[Due]", _Lines(actor, numbers.owed)), PAGE).get_page(
        request.GET.get("page")
    )
    first = page.number == 1
    groups = [*(_decisions(actor, at) if first else []), *_by_day(actor, page, numbers, at)]
    if first and numbers.waiting:
        groups.append(_glimpse(actor, numbers, at))
    return {"groups": [group for group in groups if group["rows"]], "page": page, "view": "owed"}


def _by_day(actor: Actor, page: "Page[Due]", numbers: Counts, at: datetime) -> list[dict[str, Any]]:
    day, week = bounds(at)
    lines = list(page.object_list)
    owe = {line.loop.id: kind_of(line.loop.subject_kind).owes(line.what, line.party) for line in lines}
    shown = rows([line.loop for line in lines], at=at, owe=owe, named=several_kinds(actor))
    groups: dict[str, list[Row]] = {"overdue": [], "today": [], "week": [], "later": []}
    for line, row in zip(lines, shown, strict=True):
        due = line.first_at
        name = "overdue" if due < at else "today" if due < day else "week" if due < week else "later"
        groups[name].append(row | {"unread": line.new, "tap": _tap(actor, line)})
    labels = {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "week": _("Due this week"),
        "later": _("Due later"),
    }
    return [
        {"label": labels[name], "rows": found, "count": getattr(numbers, name)}
        for name, found in groups.items()
    ]


def _tap(actor: Actor, line: Due) -> dict[str, Any] | None:
    """Return the step that needs one tap and no words: taking up what was sent. Its action decides all the same."""
    loop, kind = line.loop, kind_of(line.loop.subject_kind)
    definition = definition_by_id(loop.definition_id)
    state = definition.states[loop.state]
    if (
        state.kind is not StateKind.DISPATCH
        or line.what != loop.state
        or state.owner not in kind.parties(actor)
    ):
        return None
    accept = next((each for each in definition.from_state(loop.state) if each.kind is EventKind.ACCEPT), None)
    act = kind.sheet.acts.get(accept.event) if accept else None
    if accept is None or act is None or not issubclass(act.form, OnceForm):
        return None
    return {"label": act.label, "url": reverse("loop-act", args=[loop.id, accept.event]), "once": new_id()}


def _decisions(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return what waits for the actor's decision and is no obligation of its own: a draft, for example."""
    groups = []
    for kind in kinds():
        for each in kind.waiting(actor):
            known = rows_of(each.loops)
            loops = [known[id_] for id_ in each.loops]
            owe = {loop.id: str(each.owe) for loop in loops}
            groups.append(
                {
                    "label": str(each.label),
                    "rows": rows(loops, at=at, owe=owe, named=several_kinds(actor)),
                    "count": len(loops),
                }
            )
    return groups


def _glimpse(actor: Actor, numbers: Counts, at: datetime) -> dict[str, Any]:
    loops = [row_of(row) for row in waiting(actor)[:GLIMPSE]]
    return {
        "label": _("Waiting for others"),
        "rows": rows(loops, at=at, named=several_kinds(actor)),
        "count": numbers.waiting,
        "url": "?view=waiting" if numbers.waiting > GLIMPSE else "",
    }


def _waiting(request: HttpRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    page = Paginator(waiting(actor), PAGE).get_page(request.GET.get("page"))
    loops = [row_of(row) for row in page.object_list]
    owe = {loop.id: state_label(loop) for loop in loops}
    group = {
        "label": _("Waiting for others"),
        "rows": rows(loops, at=at, owe=owe, named=several_kinds(actor)),
        "count": page.paginator.count,
    }
    return {"groups": [group] if loops else [], "page": page, "view": "waiting"}


def _views(request: HttpRequest, numbers: Counts) -> list[dict[str, Any]]:
    waits = request.GET.get("view") == "waiting"
    return [
        {"label": _("To do"), "url": "?", "active": not waits, "count": numbers.owed},
        {"label": _("Waiting for others"), "url": "?view=waiting", "active": waits, "count": numbers.waiting},
    ]
