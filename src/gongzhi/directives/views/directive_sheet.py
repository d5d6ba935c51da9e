"""What a directive puts on the page of its loop: text, goal, progress, parts, work, and what was said of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.directives import forms
from gongzhi.directives.facts import PART
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.queries import (
    DirectiveView,
    assessed,
    directive_for,
    drawn_places,
    has_assessed,
    indicator_of,
    likely_lead,
    offers_for,
    overruled_below,
    parts_by_state,
    parts_of,
    passed_on_by,
    progress_of,
    standing_refusal,
    version_after,
    versions_of,
    works_of,
)
from gongzhi.directives.rules import RESIDENTS_LEAST, next_refusal, parties_for
from gongzhi.directives.sentences import SENTENCES, UNTOLD
from gongzhi.directives.views.acts import ACTS, MAIN
from gongzhi.directives.views.choices import county_units, grid_choices, residents_concerned
from gongzhi.directives.views.part_rows import part_rows
from gongzhi.directives.words import STATES
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import (
    MEASURES,
    ActForm,
    Panel,
    Sheet,
    common_facts,
    matter_path,
    place_line,
    registered_kinds,
    shape,
    staff_story,
)
from gongzhi.organization.public import grids, units
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

SHOWN = 20


class DirectiveSheet(Sheet):
    """The panels and steps of a directive."""

    acts = ACTS
    main = MAIN
    panelled = (PART,)

    def find(self, actor: Actor, loop_id: UUID) -> DirectiveView | None:
        return directive_for(actor, loop_id)

    def also_opens(self, actor: Actor, loop_ids: Collection[UUID]) -> Collection[UUID]:
        return passed_on_by(actor, loop_ids)

    def allowed(self, actor: Actor, view: DirectiveView, *, at: datetime) -> Mapping[str, Refusal | None]:
        found: dict[str, Refusal | None] = {
            offer.event: offer.refusal or standing_refusal(view, offer.event)
            for offer in offers_for(actor, view, at=at)
            if offer.event in ACTS
        }
        if view.is_root and "confirm" in found:  # the whole is looked at independently, always
            del found["confirm"]
        mine = frozenset(p for p, held in view.holders.items() if actor.unit_id in held) & parties_for(actor)
        found |= _beside(actor, view, mine)
        elsewhere = elsewhere_refusal(actor)
        return dict.fromkeys(found, elsewhere) if elsewhere else found

    def form(self, key: str, actor: Actor, view: DirectiveView, *, at: datetime, data: Any = None) -> ActForm:
        kind = ACTS[key].form
        if issubclass(kind, forms.GiveForm):
            first = {"text": view.text if key == "send" else "", "unit_id": str(likely_lead(view) or "")}
            return kind(data, units=county_units(view.scope, without=view.issuer, at=at), initial=first)
        if issubclass(kind, forms.PartsForm):
            others = county_units(view.scope, without=actor.unit_id, at=at)
            return kind(data, units=[each for each in others if each[0] != str(view.issuer)])
        if issubclass(kind, forms.OpenCaseForm):
            return kind(data, grids=grid_choices(view, at=at))
        if issubclass(kind, forms.RoundsForm):
            others = county_units(view.scope, without=actor.unit_id, at=at)
            near = [(str(actor.unit_id), _("our own unit")), *others]
            return kind(data, units=near, grids=grid_choices(view, at=at))
        if issubclass(kind, forms.HelpForm):
            return kind(data, units=county_units(view.scope, without=actor.unit_id, at=at))
        if issubclass(kind, forms.LookedAtForm):
            # Offered is what is left; taken is any that was drawn, so that the same sent twice is no mistake.
            open_ = [grid for grid, good in drawn_places(view.loop.id, current=True) if good is None or data]
            names = grids(set(open_))
            return kind(
                data,
                grids=[
                    (grid, place_line(names[grid].division, grid=grid)) for grid in open_ if grid in names
                ],
            )
        if issubclass(kind, forms.AmendForm):
            return kind(data, initial={"text": view.text})
        if issubclass(kind, forms.ConcludeForm):
            return kind(data, initial={"text": view.conclusions})
        return kind(data)

    def story(self, view: DirectiveView) -> Sequence[dict[str, Any]]:
        return staff_story(story_of(view.loop.id, without=UNTOLD), SENTENCES)

    def facts(self, view: DirectiveView, *, at: datetime) -> Sequence[dict[str, Any]]:
        known = units({unit for unit in (view.issuer, view.lead) if unit})
        found = [
            {"label": _("Issuer"), "value": name_of(known[view.issuer])},
            {
                "label": _("Addressee"),
                "value": name_of(known[view.lead]) if view.lead else _("not named yet"),
            },
            {"label": _("Area"), "value": place_line(view.scope, grid=view.grid)},
            {"label": _("Matter"), "value": matter_path(view.loop.matter, at=at)},
            {"label": _("Legal basis"), "value": view.legal_basis},
            {"label": _("Power"), "value": _power(view)},
            {"label": _("Version"), "value": str(view.version)},
            *common_facts(view.loop),
        ]
        return [each for each in found if each["value"]]

    def panels(self, actor: Actor, view: DirectiveView, *, at: datetime) -> Sequence[Panel]:
        last_day = date_format(view.due_on, _("j F Y"))
        asked = {"view": view, "last_day": last_day}
        found = [Panel(_("What is asked"), "directives/_text.html", asked)]
        found.append(Panel(_("Progress, computed"), "directives/_progress.html", _progress(view, at)))
        if counts := parts_by_state(view.loop.id):
            found.append(Panel(_("Parts"), "directives/_parts.html", _parts(view, counts)))
        if works := works_of(view):
            found.append(Panel(_("Work on it"), "directives/_works.html", {"works": _works(works)}))
        if view.is_root:
            said = assessed(view, asked=residents_concerned(view, at=at))
            assessed_by = {"said": said, "places": _places(view), "least": RESIDENTS_LEAST}
            found.append(Panel(_("What others say"), "directives/_assessed.html", assessed_by))
        if view.conclusions:
            found.append(Panel(_("What was learned"), "directives/_learned.html", {"view": view}))
        if versions := [each for each in versions_of(view) if directive_for(actor, each.id)]:
            found.append(Panel(_("Versions"), "directives/_versions.html", {"versions": versions}, side=True))
        return found

    def mapped(self, view: DirectiveView) -> bool:
        return view.scope[9:] != "000"

    def place(self, view: DirectiveView, *, at: datetime) -> Mapping[str, Any]:
        return shape(view.scope, grid=view.grid, at=at)


def _beside(actor: Actor, view: DirectiveView, mine: frozenset[str]) -> dict[str, Refusal | None]:
    """Return the steps that are no events of the definition."""
    found: dict[str, Refusal | None] = {}
    state = view.loop.state
    if "lead" in mine and actor.may("directive.answer"):
        if state == "working":
            found |= dict.fromkeys(("rounds", "parts", "help", "case", "link"))
        if state in ("working", "reported", "assessing", "concluded") and not has_assessed(view.loop.id):
            found["own_view"] = None
    if "co" in mine and state == "working":
        found |= dict.fromkeys(("task_done", "task_refused"))
    if "reviewer" in mine and state == "assessing":
        places = drawn_places(view.loop.id, current=True)
        if not places:
            found["draw"] = None
        elif any(good is None for _grid, good in places):
            found["place"] = None
    if view.is_root and view.loop.ended_at and "issuer" in mine and actor.may("directive.reply"):
        after = version_after(view.loop.id)
        found |= {"conclude": None, "next": next_refusal(ended=True, number=after.number if after else "")}
    return found


def _power(view: DirectiveView) -> str:
    return _("against the duty table, by order of a superior") if view.overruled else view.citation


def _progress(view: DirectiveView, at: datetime) -> dict[str, Any]:
    found = progress_of(view, at=at)
    rows = [
        {"label": _("done"), "number": found.done, "share": found.share(found.done), "meaning": "ontime"},
        {
            "label": _("at work"),
            "number": found.at_work,
            "share": found.share(found.at_work),
            "meaning": "accent",
        },
        {
            "label": _("not on the platform"),
            "number": found.unknown,
            "share": found.share(found.unknown),
            "meaning": "waited",
        },
    ]
    return {"total": found.total, "rows": rows, "goal": _goal(view, at)}


def _goal(view: DirectiveView, at: datetime) -> dict[str, Any] | None:
    if view.goal is None:
        return None
    measure = MEASURES[view.goal.measure]
    now = indicator_of(view, at=at)
    inside = now is not None and view.goal.target_from <= now <= view.goal.target_to
    say = _said_in(measure.unit)
    return {
        "label": measure.label,
        "days": view.goal.period_days,
        "now": say(now),
        "baseline": say(view.goal.baseline),
        "band_from": say(view.goal.target_from),
        "band_to": say(view.goal.target_to),
        "known": now is not None,
        "inside": inside,
    }


def _said_in(unit: str) -> Any:
    def say(value: int | None) -> str:
        if value is None:
            return _("unknown")
        if unit == "per_mille":
            return f"{value / 10:.1f} %"
        return _("%(n)s days") % {"n": value} if unit == "days" else str(value)

    return say


def _parts(view: DirectiveView, counts: Mapping[str, int]) -> dict[str, Any]:
    rows = parts_of(view.loop.id, last=SHOWN)
    return {
        "counts": [{"label": STATES[state], "number": counts[state]} for state in STATES if state in counts],
        "overruled": overruled_below(view),
        "parts": part_rows(rows),
        "more": max(0, sum(counts.values()) - len(rows)),
        "all_url": reverse("directive-parts", args=[view.loop.id]),
    }


def _works(counted: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
    labels = {kind.code: kind.label_plural for kind in registered_kinds()}
    return [{"label": labels.get(kind, kind), "number": n, "ended": ended} for kind, n, ended in counted]


def _places(view: DirectiveView) -> list[dict[str, Any]]:
    found = drawn_places(view.loop.id)
    names = grids({grid for grid, _good in found})
    return [
        {"name": place_line(names[grid].division, grid=grid) if grid in names else grid, "good": good}
        for grid, good in found
    ]
