"""Lists behind the numbers of the board, of one kind or of all: filters that read as a sentence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops.facts import EndKind
from gongzhi.loops.figures import below
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.lists import amber, ended_in, open_in, overdue, recent_in
from gongzhi.loops.models import Loop
from gongzhi.loops.queries import row_of
from gongzhi.loops.search import LONGEST, by_number
from gongzhi.loops.views.rows import rows, state_label
from gongzhi.loops.vocabulary import ENDS
from gongzhi.loops.weeks import ENDED, PERIODS, lately, loops_by, week_named
from gongzhi.organization.public import divisions_under, matter_tree, prefix_of
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.names import name_of

PAGE = 50


class Filters(forms.Form):
    """Which loops to show. Anything unknown is taken as not chosen; what only one kind has comes with it."""

    def __init__(self, data: Any, actor: Actor, readable: Sequence[Kind], chosen: Kind | None, at: datetime):
        super().__init__(data)
        digits = below(actor.division)
        places = [
            (view.code, name_of(view))
            for view in divisions_under(actor.division, at=at)
            if not view.code[digits:].strip("0") and view.code != actor.division
        ]
        tops = [(matter.code, name_of(matter)) for matter in matter_tree(at=at) if matter.parent is None]
        every = [("", _("every kind"))] if len(readable) > 1 else []
        self.fields["kind"] = _choice(
            _("Kind"), [*every, *((kind.code, str(kind.label_plural)) for kind in readable)]
        )
        self.fields["state"] = _choice(_("State"), _states(readable, chosen))
        if chosen and chosen.flags:
            flags = ((code, str(flag.label)) for code, flag in chosen.flags.items())
            self.fields["flag"] = _choice(_("Marked"), [("", _("of any course")), *flags])
        self.fields["place"] = _choice(
            _("Place"), [("", _("my whole area")), *places, ("none", _("without a place below"))]
        )
        self.fields["matter"] = _choice(
            _("Matter"), [("", _("any matter")), *tops, ("none", _("no matter yet"))]
        )
        self.fields["q"] = forms.CharField(
            label=_("Number or words of the title"),
            required=False,
            max_length=LONGEST,
            widget=forms.TextInput(attrs={"type": "search", "placeholder": _("number or words")}),
        )
        self.fields["grid"] = forms.CharField(required=False, max_length=20)
        self.fields["week"] = forms.CharField(required=False, max_length=10)

    @property
    def sentence(self) -> str:
        """Return the sentence the fields stand in."""
        if "flag" in self.fields:
            return _("Show {kind} · {state} · {flag} · in {place} · about {matter} · {q}")
        return _("Show {kind} · {state} · in {place} · about {matter} · {q}")

    def chosen(self, name: str) -> str:
        """Return a valid choice, else ""."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _states(readable: Sequence[Kind], chosen: Kind | None) -> list[tuple[str, str]]:
    words = chosen.ends if chosen else ENDS
    known = {end for kind in ([chosen] if chosen else readable) for end in kind.ends}
    ends = [
        (end.value, _("ended lately: %(end)s") % {"end": words[end.value]})
        for end in EndKind
        if end.value in known
    ]
    return [
        ("open", _("open")),
        ("overdue", _("overdue")),
        ("amber", _("soon due")),
        ("recent", _("open or ended in 30 days")),
        ("ended", _("ended in 30 days")),
        ("opened", _("came in, in 30 days")),
        ("late", _("ran over a deadline in 30 days")),
        *ends,
    ]


@never_cache
@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the loops of the actor's tree that match, open ones by what is due, ended ones newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    readable = [kind for kind in kinds() if actor.may(kind.read)]
    if not readable:
        raise PermissionDenied
    chosen = next((each for each in readable if each.code == request.GET.get("kind")), None)
    if len(readable) == 1:
        chosen = readable[0]
    at = now()
    form = Filters(request.GET or {"state": "open"}, actor, readable, chosen, at)
    if (found := by_number(actor, form.chosen("q"))) is not None:
        return redirect("loop", found.id)
    among = [chosen] if chosen else readable
    page = Paginator(_matching(form, actor, among, at), PAGE).get_page(request.GET.get("page"))
    loops = [row_of(row) for row in page.object_list]
    context = {
        "form": form,
        "sentence": form.sentence,
        "page": page,
        "rows": rows(loops, at=at, owe={loop.id: state_label(loop) for loop in loops}, named=not chosen),
        "grid": form.chosen("grid"),
        "week": week_named(form.chosen("week")),
    }
    return render(request, "loops/list.html", context)


def _matching(form: Filters, actor: Actor, among: Sequence[Kind], at: datetime) -> QuerySet[Loop]:
    state = form.chosen("state") or "open"
    ended = state == "ended" or state in {end.value for end in EndKind}
    week = week_named(form.chosen("week"))
    if week or state in PERIODS:
        found = loops_by(actor.division, among, ENDED if ended else state, week or lately(at))
        found = found.order_by("-ended_at" if ended else "-opened_at", "-id")
        found = found.filter(ended_at=None) if state in ("open", "overdue", "amber") else found
    elif ended:
        found = ended_in(actor.division, among, at=at).order_by("-ended_at", "-id")
    elif state == "recent":
        found = recent_in(actor.division, among, at=at).order_by("-opened_at", "-id")
    else:
        found = open_in(actor.division, among).order_by("due_at", "id")
    return found.filter(*_conditions(form, actor, among, state, at))


def _conditions(form: Filters, actor: Actor, among: Sequence[Kind], state: str, at: datetime) -> list[Q]:
    conditions = [Q(division=actor.division)] if form.chosen("place") == "none" else []
    if state in {end.value for end in EndKind}:
        conditions.append(Q(end_kind=state))
    elif state in ("overdue", "amber"):
        conditions.append(overdue(at) if state == "overdue" else amber(at))
    if flag := form.chosen("flag"):
        conditions.append(among[0].flags[flag].which)
    if (place := form.chosen("place")) and place != "none":
        conditions.append(Q(division__startswith=prefix_of(place)))
    if matter := form.chosen("matter"):
        tree = matter_tree(at=at)
        codes = [each.code for each in tree if matter == "none" or matter in each.path]
        conditions.append(~Q(matter__in=codes) if matter == "none" else Q(matter__in=codes))
    if words := form.chosen("q").strip():
        conditions.append(Q(title__icontains=words) | Q(number__startswith=words.upper()))
    if grid := form.chosen("grid"):
        conditions.append(_in_grid(grid, among))
    return conditions


def _in_grid(grid: str, among: Sequence[Kind]) -> Q:
    found = Q(pk=None)
    for kind in among:
        found |= Q(kind.of_grid(grid), subject_kind=kind.code)
    return found
