"""What a case puts on the page of its loop."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.actions.ask_likely import ask_likely, likely_known
from gongzhi.cases.actions.contact import FIRST_CONTACT
from gongzhi.cases.discretion import parts_of
from gongzhi.cases.facts import CameWith
from gongzhi.cases.helping import helping_of
from gongzhi.cases.photos import PhotoView, photos_for, photos_of
from gongzhi.cases.queries import CaseView, case_for
from gongzhi.cases.rules import answer_needs_approval, power_refusal
from gongzhi.cases.views.acts import ACTS, MAIN
from gongzhi.cases.views.likely_panel import entry_url, likely_rows
from gongzhi.cases.views.looks import look_context
from gongzhi.cases.views.opened import note_opened
from gongzhi.cases.views.panel import AT_DESK, WAITING_AT_DESK, allowed, form_for, holds_data
from gongzhi.cases.views.show import facts, shape_of, story_with_photos
from gongzhi.cases.views.together_panel import together_panels
from gongzhi.cases.views.triage_panel import triage_of
from gongzhi.cases.views.whistle_panel import helping_panels, whistle_links
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import ActForm, Panel, Sheet, clocks_of
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor


def _reveal_hint(view: CaseView) -> str:
    if view.confidential:
        return _(
            "You can ask through the platform, or be connected by telephone, without seeing who it is. Here the "
            "resident asked for confidence: a second person has to agree."
        )
    return _("You can ask through the platform, or be connected by telephone, without seeing who it is.")


def _compared(actor: Actor, view: CaseView) -> bool:
    """Tell whether a sheet shows what is likely the same: to whoever works on the open case, and to no third party."""
    return view.loop.ended_at is None and bool(parts_of(actor, view.holders)) and not actor.third_party


class CaseSheet(Sheet):
    """The panels and steps of a case."""

    acts = ACTS
    main = MAIN
    personal = True

    def find(self, actor: Actor, loop_id: UUID) -> CaseView | None:
        view = case_for(actor, loop_id, at=now())
        return replace(view, helping=helping_of(loop_id)) if view else None

    def opened(self, actor: Actor, view: CaseView, *, at: datetime) -> None:
        note_opened(actor, view, at=at)
        if _compared(actor, view):
            ask_likely(case_id=view.loop.id, by=actor, at=at)

    def allowed(self, actor: Actor, view: CaseView, *, at: datetime) -> Mapping[str, Refusal | None]:
        """Leave out what is done at the dispatch desk, beside proposal and duty table."""
        found = allowed(actor, view, at=at)
        desk = AT_DESK | {"classify", "join"} if AT_DESK & found.keys() else frozenset()
        return {key: refusal for key, refusal in found.items() if key not in desk}

    def links(self, actor: Actor, view: CaseView, *, at: datetime) -> Sequence[dict[str, Any]]:
        covered = any(power_refusal(event, actor) is None for event in AT_DESK)
        mine = actor.unit_id in view.holders.get("intake", ())
        if not (covered and mine and view.loop.state in WAITING_AT_DESK):
            return whistle_links(actor, view)
        desk = {
            "key": "desk",
            "label": _("Open on the dispatch desk"),
            "url": reverse("desk-case", args=[view.loop.id]),
            "method": "get",
            "primary": True,
            "refusal": None,
        }
        return (desk,)

    def likeliest(self, view: CaseView, *, at: datetime) -> Sequence[str]:
        """A first contact that is still owed comes before the answer."""
        running = clocks_of([view.loop.id], at=at).get(view.loop.id, ())
        owed = any(clock.what == FIRST_CONTACT for clock in running)
        return (MAIN[0], "contact", *MAIN[1:]) if owed else MAIN

    def form(self, key: str, actor: Actor, view: CaseView, *, at: datetime, data: Any = None) -> ActForm:
        return form_for(key, actor, view, at=at, data=data)

    def dressed(self, key: str, actor: Actor, view: CaseView, action: dict[str, Any]) -> dict[str, Any]:
        if key == "reveal":
            return action | {"hint": _reveal_hint(view)}
        lead = unit(view.lead) if key == "answer" and view.lead else None
        if lead is None or not answer_needs_approval(actor, unit_approves=lead.approves_answers):
            return action
        hint = _("Your head approves it before it goes out.")
        return action | {"hint": hint, "label": _("Draft the answer")}

    def story(self, view: CaseView) -> Sequence[dict[str, Any]]:
        return story_with_photos(view)

    def facts(self, view: CaseView, *, at: datetime) -> Sequence[dict[str, Any]]:
        return facts(view, at=at)

    def panels(self, actor: Actor, view: CaseView, *, at: datetime) -> Sequence[Panel]:
        found = []
        if view.draft:
            holds = holds_data(view.draft, view.draft_reason) if actor.unit_id == view.lead else ""
            waiting = photos_of(view.loop.id, CameWith.DRAFT) if actor.unit_id == view.lead else ()
            drafted = {"draft": view.draft, "holds": holds, "photos": [PhotoView(photo) for photo in waiting]}
            found.append(Panel(_("Draft, not sent yet"), "cases/_draft.html", drafted))
        if view.masked:
            return (Panel(_("What the resident says"), "cases/_masked.html", {}),)
        photos = photos_for(view, CameWith.FILING)
        look = look_context(actor, view, photos_for(view), back="loop")
        triage = triage_of(actor, view, at=at)
        said = {"case": view, "photos": photos, "look": look, "triage": triage}
        found.append(Panel(_("What the resident says"), "cases/_said.html", said))
        if triage:
            found.append(
                Panel(
                    _("What an algorithm proposed"),
                    "cases/_triage.html",
                    {"triage": triage, "on_sheet": True},
                )
            )
        likely = likely_known(case_id=view.loop.id, at=at) if _compared(actor, view) else ()
        if rows := likely_rows(actor, view, likely, desk=False, at=at):
            beside = {"likely": rows, "likely_url": entry_url()}
            found.append(Panel(_("Likely the same"), "cases/_likely.html", beside))
        return (*helping_panels(view), *found, *together_panels(actor, view))

    def mapped(self, view: CaseView) -> bool:
        return True

    def place(self, view: CaseView, *, at: datetime) -> Mapping[str, Any]:
        return shape_of(view, at=at)
