"""Write a directive, see whom it reaches and what they have to do already, and send it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.directives.actions.issue import Overrule, issue
from gongzhi.directives.forms import IssueForm
from gongzhi.directives.queries import directive_for, open_directives_of, parts_by_state, parts_of
from gongzhi.directives.rules import has_part_in
from gongzhi.directives.views.choices import county_units, matter_choices, parts_for, scope_choices
from gongzhi.directives.views.part_rows import part_rows
from gongzhi.directives.words import STATES
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import MEASURES, load_of, registered_kinds
from gongzhi.organization.public import check_duty, units
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs, staff_only
from gongzhi.ui.names import name_of

PAGE = 50


@never_cache
@needs("directive.issue")
@require_http_methods(["GET", "HEAD", "POST"])
def issue_page(request: HttpRequest) -> HttpResponse:
    """Show the form; with ``look`` show what sending it would mean; with ``send`` send it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    form = _form(actor, at, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "directives/issue.html", {"form": form})
    if not form.is_valid():
        return render(request, "directives/issue.html", {"form": form, "errors_of": form}, status=422)
    preview = _preview(form, at)
    if "send" not in request.POST:
        return render(request, "directives/issue.html", {"form": form, "preview": preview})
    lead = UUID(form.cleaned_data["lead"])
    overrule = Overrule(form.cleaned_data["reason"]) if form.cleaned_data.get("overrule") else None
    try:
        issued = issue(
            terms=form.terms(),
            lead=lead,
            parts=parts_for(map(UUID, form.cleaned_data["addressees"]), form.cleaned_data["scope"]),
            by=actor,
            at=at,
            overrule=overrule,
            once=form.cleaned_data["once"],
        )
    except Refused as refused:
        context = {"form": form, "preview": preview, "refusal": refused.refusal}
        return render(request, "directives/issue.html", context, status=409)
    messages.success(
        request,
        _("Directive %(number)s has gone out, with %(parts)s parts.")
        % {"number": issued.number, "parts": issued.parts},
    )
    return redirect("loop", issued.loop_id)


@never_cache
@staff_only
@require_safe
def parts_page(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """List the parts of a node, those in a state or all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = directive_for(actor, directive_id)
    if view is None:
        raise Http404
    counts = parts_by_state(directive_id)
    state = request.GET.get("state", "")
    state = state if state in counts else ""
    total = counts[state] if state else sum(counts.values())
    page = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    first = page.start_index() - 1 if total else 0
    rows = parts_of(directive_id, state=state, first=first, last=first + PAGE)
    context = {
        "view": view,
        "loop": view.loop,
        "page": page,
        "states": [
            {"label": STATES[each], "number": counts[each], "code": each, "active": each == state}
            for each in STATES
            if each in counts
        ],
        "state": state,
        "total": sum(counts.values()),
        "parts": part_rows(rows),
    }
    return render(request, "directives/parts.html", context)


def _form(actor: Actor, at: datetime, data: Any) -> IssueForm:
    return IssueForm(
        data,
        matters=matter_choices(at=at),
        scopes=scope_choices(actor, at=at),
        units=county_units(actor.division, without=actor.unit_id, at=at),
        measures=[(code, str(each.label)) for code, each in MEASURES.items()],
        kinds=[(kind.code, str(kind.label_plural)) for kind in registered_kinds()],
        may_overrule=actor.may("directive.overrule"),
    )


def _preview(form: IssueForm, at: datetime) -> list[dict[str, Any]]:
    """Return for each addressee its power by the duty table and what it has to do already."""
    data = form.cleaned_data
    chosen = [UUID(data["lead"]), *(UUID(value) for value in data["addressees"])]
    known, loads = units(chosen), load_of(chosen, at=at)
    directives = open_directives_of(chosen)
    found = []
    for index, unit_id in enumerate(dict.fromkeys(chosen)):
        ground = check_duty(unit_id, data["matter"], at=at)
        refused = isinstance(ground, Refusal) and (index == 0 or not has_part_in(ground))
        load = loads.get(unit_id)
        found.append(
            {
                "name": name_of(known[unit_id]),
                "leads": index == 0,
                "refusal": ground if refused else None,
                "citation": getattr(ground, "citation", "") or _cooperates(ground),
                "owed": load.owed if load else 0,
                "overdue": load.overdue if load else 0,
                "directives": directives.get(unit_id, 0),
            }
        )
    return found


def _cooperates(ground: object) -> str:
    return str(ground.details.get("citation", "")) if isinstance(ground, Refusal) else ""
