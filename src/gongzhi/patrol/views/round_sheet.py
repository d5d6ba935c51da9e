"""What a round puts on the page of its loop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import (
    ActForm,
    Sheet,
    common_facts,
    matter_path,
    place_line,
    shape,
    staff_story,
)
from gongzhi.organization.public import units
from gongzhi.patrol.facts import Result
from gongzhi.patrol.forms import DecideRoundForm, GiveRoundForm
from gongzhi.patrol.queries import RoundView, round_for, round_offers
from gongzhi.patrol.sentences import ROUND_SENTENCES
from gongzhi.patrol.views.acts import ROUND_ACTS, ROUND_MAIN
from gongzhi.patrol.views.choices import county_units, round_units
from gongzhi.patrol.words import EVENTS
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of


def may_report(actor: Actor, view: RoundView) -> bool:
    """Tell whether the actor's unit is to make this round, and has not reported it yet."""
    mine = actor.unit_id in view.holders.get("lead", ()) and actor.may("patrol.handle")
    return mine and view.loop.state in ("dispatched", "working")


class RoundSheet(Sheet):
    """The panels and steps of a round."""

    acts = ROUND_ACTS
    main = ROUND_MAIN

    def find(self, actor: Actor, loop_id: UUID) -> RoundView | None:
        return round_for(actor, loop_id)

    def allowed(self, actor: Actor, view: RoundView, *, at: datetime) -> Mapping[str, Refusal | None]:
        """Reporting has a page of its own (`links`); that nothing was found is said here."""
        found: dict[str, Refusal | None] = {
            offer.event: offer.refusal
            for offer in round_offers(actor, view, at=at)
            if offer.event in ROUND_ACTS
        }
        if may_report(actor, view):
            found["nothing"] = None
        return found

    def links(self, actor: Actor, view: RoundView, *, at: datetime) -> Sequence[dict[str, Any]]:
        if not may_report(actor, view):
            return ()
        page = {
            "key": "found",
            "label": EVENTS["found"],
            "url": reverse("round-report", args=[view.loop.id]),
            "method": "get",
            "primary": True,
            "refusal": None,
        }
        return (page,)

    def form(self, key: str, actor: Actor, view: RoundView, *, at: datetime, data: Any = None) -> ActForm:
        kind = ROUND_ACTS[key].form
        if issubclass(kind, DecideRoundForm):
            return kind(data, units=county_units(view.loop.division, at=at))
        if issubclass(kind, GiveRoundForm):
            return kind(data, units=round_units(actor, at=at))
        return kind(data)

    def story(self, view: RoundView) -> Sequence[dict[str, Any]]:
        return staff_story(story_of(view.loop.id), ROUND_SENTENCES)

    def facts(self, view: RoundView, *, at: datetime) -> Sequence[dict[str, Any]]:
        planner, lead = _first(view, "planner"), _first(view, "lead")
        known = units({each for each in (planner, lead) if each})
        found = [
            {"label": _("Place"), "value": place_line(view.loop.division, grid=view.grid)},
            {"label": _("Matter"), "value": matter_path(view.loop.matter, at=at)},
            {"label": _("Asked for by"), "value": name_of(known[planner]) if planner in known else ""},
            {"label": _("Who goes"), "value": name_of(known[lead]) if lead in known else ""},
            {"label": _("Result"), "value": _result(view)},
            *common_facts(view.loop),
        ]
        return [each for each in found if each["value"]]

    def mapped(self, view: RoundView) -> bool:
        return True

    def place(self, view: RoundView, *, at: datetime) -> Mapping[str, Any]:
        return shape(view.loop.division, grid=view.grid, at=at)


def _first(view: RoundView, party: str) -> UUID | None:
    return next((unit for unit in view.holders.get(party, ()) if unit), None)


def _result(view: RoundView) -> str:
    if view.result == Result.FOUND:
        return _("%(n)d found") % {"n": view.events}
    return _("nothing found") if view.result == Result.NOTHING else ""
