"""Links to other nodes: how each stands, and letting one go on after looking."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.federation.actions.resume import resume
from gongzhi.federation.queries import NeighbourView, hosted_on, neighbour, neighbours, unanswered_erasures
from gongzhi.federation.rules.stops import NEVER_ASIDE
from gongzhi.federation.words import why
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import units
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of


class ResumeForm(forms.Form):
    """Why a link goes on. `seq` is the number that was looked at: sent twice, it happens once."""

    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("What you found, and why it may go on"),
        help_text=gettext_lazy("It goes on record under your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you found first.")},
    )


@never_cache
@needs("organization.manage")
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """List the links to other nodes with their state."""
    return _page(request)


@never_cache
@needs("organization.manage")
@require_POST
def go_on(request: HttpRequest, node: str) -> HttpResponse:
    """Let a link go on: ask for the same number again, or with ``aside`` go on without it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if neighbour(node) is None:
        raise Http404
    form = ResumeForm(request.POST, auto_id=f"{node}_%s")
    if not form.is_valid():
        return _page(request, node=node, form=form, status=422)
    try:
        resume(
            node=node,
            seq=form.cleaned_data["seq"],
            set_aside="aside" in request.POST,
            reason=form.cleaned_data["reason"],
            by=actor,
            at=now(),
        )
    except Refused as refused:
        return _page(request, node=node, form=form, refusal=refused.refusal, status=409)
    messages.success(request, _("The link to %(node)s goes on. It is asked within seconds.") % {"node": node})
    return redirect("federation")


def _page(
    request: HttpRequest,
    *,
    node: str = "",
    form: ResumeForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [_row(each, form if each.node == node else None) for each in neighbours()]
    kept = form.data.get("reason", "") if form and not any(row["form"] is form for row in rows) else ""
    context = {"links": rows, "form": form, "refusal": refusal, "kept": kept}
    return render(request, "federation/links.html", context, status=status)


def _row(view: NeighbourView, bound: ResumeForm | None) -> dict[str, Any]:
    label, meaning = _state(view)
    seq = view.received + 1
    fresh = ResumeForm(initial={"seq": seq}, auto_id=f"{view.node}_%s")
    hosted = hosted_on(view.node)
    known = units(set(hosted))
    return {
        "view": view,
        "state": label,
        "meaning": meaning,
        "erasing": len(unanswered_erasures(view.node)),
        "why": why(view.stopped or view.trouble) if view.stopped or view.trouble else "",
        "seq": seq,
        "form": (bound or fresh) if view.stopped else None,
        "aside": view.stopped not in NEVER_ASIDE,
        "units": [name_of(known[each]) for each in hosted if each in known],
    }


def _state(view: NeighbourView) -> tuple[str, str]:
    if view.stopped:
        return _("stands still"), "person"
    if view.asked_at is None:
        return _("not asked yet"), "quiet"
    if view.answered_at is None or view.answered_at < view.asked_at:
        return _("no answer"), "amber"
    return (_("catching up"), "quiet") if view.behind else (_("up to date"), "ontime")
