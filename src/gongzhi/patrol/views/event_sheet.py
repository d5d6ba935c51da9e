"""What an event puts on the page of its loop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import (
    ActForm,
    Panel,
    Sheet,
    UnitForm,
    common_facts,
    matter_path,
    place_line,
    shape,
    staff_story,
)
from gongzhi.organization.public import unit, within
from gongzhi.patrol.queries import EventView, event_for, event_offers
from gongzhi.patrol.rules import may_overrule
from gongzhi.patrol.sentences import EVENT_SENTENCES
from gongzhi.patrol.views.acts import EVENT_ACTS, EVENT_MAIN
from gongzhi.patrol.views.choices import lead_choices
from gongzhi.patrol.words import GRADES, SOURCES
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

E6 = 1_000_000
AT_DESK = ("reported", "return_review")


class EventSheet(Sheet):
    """The panels and steps of an event."""

    acts = EVENT_ACTS
    main = EVENT_MAIN

    def find(self, actor: Actor, loop_id: UUID) -> EventView | None:
        return event_for(actor, loop_id)

    def allowed(self, actor: Actor, view: EventView, *, at: datetime) -> Mapping[str, Refusal | None]:
        found: dict[str, Refusal | None] = {
            offer.event: offer.refusal
            for offer in event_offers(actor, view, at=at)
            if offer.event in EVENT_ACTS
        }
        scope = within(actor.division, view.loop.division)
        if view.loop.state in AT_DESK and may_overrule(actor, in_scope=scope):
            found["designate"] = None
        return found

    def form(self, key: str, actor: Actor, view: EventView, *, at: datetime, data: Any = None) -> ActForm:
        kind = EVENT_ACTS[key].form
        if not issubclass(kind, UnitForm):
            return kind(data)
        fitting, others = lead_choices(view.loop.matter, view.loop.division, at=at)
        form = kind(data, fitting=fitting, others=others)
        if not may_overrule(actor, in_scope=within(actor.division, view.loop.division)):
            form.fields.pop("overrule", None)
        return form

    def story(self, view: EventView) -> Sequence[dict[str, Any]]:
        return staff_story(story_of(view.loop.id), EVENT_SENTENCES)

    def facts(self, view: EventView, *, at: datetime) -> Sequence[dict[str, Any]]:
        lead = unit(view.lead) if view.lead else None
        found = [
            {"label": _("Place"), "value": place_line(view.loop.division, grid=view.grid)},
            {"label": _("Matter"), "value": matter_path(view.loop.matter, at=at)},
            {"label": _("Grade"), "value": str(GRADES[view.grade])},
            {"label": _("Noticed by"), "value": str(SOURCES[view.source])},
            {"label": _("Lead"), "value": name_of(lead) if lead else ""},
            {"label": _("Power"), "value": _power(view)},
            *common_facts(view.loop),
        ]
        return [each for each in found if each["value"]]

    def panels(self, actor: Actor, view: EventView, *, at: datetime) -> Sequence[Panel]:
        return (Panel(_("What was reported"), "patrol/_reported.html", {"event": view}),)

    def mapped(self, view: EventView) -> bool:
        return True

    def place(self, view: EventView, *, at: datetime) -> Mapping[str, Any]:
        point = None
        if view.longitude_e6 is not None and view.latitude_e6 is not None:
            point = (view.longitude_e6 / E6, view.latitude_e6 / E6)
        return shape(view.loop.division, grid=view.grid, point=point, at=at)


def _power(view: EventView) -> str:
    return _("against the duty table, by order of a superior") if view.overruled else view.citation
