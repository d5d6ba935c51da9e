"""What an application puts on the page of its loop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.applications.facts import AskKind
from gongzhi.applications.forms import AskForm, MaterialsForm
from gongzhi.applications.paper import shown_answer
from gongzhi.applications.queries import (
    ApplicationView,
    application_for,
    application_story,
    offers_for,
    rating_for,
)
from gongzhi.applications.rules import (
    ENTITLED,
    ask_refusal,
    contact_refusal,
    extend_refusal,
    grant_refusal,
    missing_needs,
    opens_files,
    supply_refusal,
)
from gongzhi.applications.sentences import SENTENCES
from gongzhi.applications.views.acts import ACTS, MAIN
from gongzhi.applications.views.opened import note_opened
from gongzhi.applications.words import CHANNELS, FILERS, GRADES, MATERIAL_STATES, OUTCOMES
from gongzhi.catalogue.public import OBLIGATIONS
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import evidence_is_late
from gongzhi.loops.public import (
    ActForm,
    ConnectForm,
    Panel,
    Sheet,
    UnitForm,
    common_facts,
    desk_phone,
    matter_path,
    place_line,
    staff_story,
)
from gongzhi.organization.public import duty_for, units, units_under
from gongzhi.people.facts import Actor
from gongzhi.ui.names import in_english, name_of


class ApplicationSheet(Sheet):
    """The panels and steps of an application."""

    acts = ACTS
    main = MAIN
    personal = True

    def find(self, actor: Actor, loop_id: UUID) -> ApplicationView | None:
        return application_for(actor, loop_id)

    def opened(self, actor: Actor, view: ApplicationView, *, at: datetime) -> None:
        note_opened(actor, view, at=at)

    def allowed(self, actor: Actor, view: ApplicationView, *, at: datetime) -> Mapping[str, Refusal | None]:
        """Return the events of the definition, with the rules an application adds, and the steps beside them."""
        offered = {offer.event: offer.refusal for offer in offers_for(actor, view, at=at)}
        found: dict[str, Refusal | None] = {key: offered[key] for key in ACTS if key in offered}
        if "ask" in found:
            before = any(each.kind == AskKind.MATERIAL for each in view.asks)
            # With anything to ask for: only whether asking is still possible greys the button.
            again = ask_refusal(view.situation, missing={}, extra="-", asked_before=before)
            found["ask"] = again or found["ask"]
        if "extend" in found:
            found["extend"] = found["extend"] or extend_refusal(view.situation.limit)
        if "grant" in found:
            found["grant"] = found["grant"] or grant_refusal(view.situation, view.states)
        if "conclude" in found and actor.unit_id == view.lead:
            found["conclude"] = Refusal("applications.second_office")
        return found | self._beside(actor, view)

    def _beside(self, actor: Actor, view: ApplicationView) -> dict[str, Refusal | None]:
        found: dict[str, Refusal | None] = {}
        mine = {party for party, held in view.holders.items() if actor.unit_id in held}
        mine &= ENTITLED.parties_for(actor)
        if "lead" in mine and view.loop.state == "working":
            found["contact"] = None
        if "caller" in mine and view.loop.state in ("delivering", "withdrawal_check"):
            found["not_reached"] = None
        waits = view.loop.paused_until is not None
        if "counter" in mine and (waits or missing_needs(view.situation.needs, view.states)):
            counter = view.holders.get("counter", ())
            ended = view.loop.ended_at is not None
            if supply_refusal(actor, counter=counter, ended=ended, decided=view.settled) is None:
                found["supply"] = None
        if view.has_contact and actor.may("contact.show"):
            open_ = view.loop.ended_at is None
            refusal = contact_refusal(actor, holders=view.units, open_=open_)
            found |= {"call_applicant": refusal, "reveal": refusal}
        return found

    def form(
        self, key: str, actor: Actor, view: ApplicationView, *, at: datetime, data: Any = None
    ) -> ActForm:
        kind = ACTS[key].form
        if issubclass(kind, AskForm):
            return kind(data, needs=view.situation.needs)
        if issubclass(kind, MaterialsForm):
            return kind(data, needs=missing_needs(view.situation.needs, view.states))
        if issubclass(kind, UnitForm):
            fitting, others = _unit_choices(view, at=at)
            form = kind(data, fitting=fitting, others=others)
            form.fields.pop("overrule", None)  # who decides about a right is laid down by law
            return form
        if issubclass(kind, ConnectForm):
            return kind(data, initial={"desk_phone": desk_phone(actor)})
        return kind(data)

    def dressed(
        self, key: str, actor: Actor, view: ApplicationView, action: dict[str, Any]
    ) -> dict[str, Any]:
        if key == "reveal":
            return action | {
                "hint": _(
                    "You can ask through the platform, or be connected by telephone, without seeing who it is."
                )
            }
        if key == "ask":
            return action | {"hint": _("Once only: put everything into this one list.")}
        return action

    def story(self, view: ApplicationView) -> Sequence[dict[str, Any]]:
        return staff_story(application_story(view.loop.id), SENTENCES)

    def facts(self, view: ApplicationView, *, at: datetime) -> Sequence[dict[str, Any]]:
        limit = view.situation.limit
        named = units({unit for unit in (view.lead, view.proposed_unit) if unit})
        found = [
            {"label": _("Item"), "value": f"{name_of(view.item.said)} · {name_of(view.situation.said)}"},
            {"label": _("Version"), "value": str(view.item.version)},
            {"label": _("Promised"), "value": _("%(n)d working days") % {"n": limit.promised}},
            {"label": _("By law"), "value": _("%(n)d working days") % {"n": limit.legal}},
            {"label": _("Place"), "value": place_line(view.loop.division)},
            {"label": _("Matter"), "value": matter_path(view.loop.matter, at=at)},
        ]
        if view.lead:
            found.append({"label": _("Examines"), "value": name_of(named[view.lead])})
        elif view.proposed_unit:
            found.append({"label": _("Proposed"), "value": name_of(named[view.proposed_unit])})
        return [
            *found,
            {"label": _("Legal ground"), "value": view.citation},
            {"label": _("Came by"), "value": str(CHANNELS[view.channel])},
            {"label": _("Filed"), "value": str(FILERS[view.filer])},
            *common_facts(view.loop),
        ]

    def panels(self, actor: Actor, view: ApplicationView, *, at: datetime) -> Sequence[Panel]:
        open_ = opens_files(actor, holders=view.units)
        found = []
        if view.decision:
            context = {
                "decision": view.decision,
                "outcome": OUTCOMES[view.decision.outcome],
                "earlier": _earlier(view),
                "open_files": open_,
            }
            found.append(Panel(_("Decision"), "applications/_decision.html", context))
        if open_:
            late = Refusal("ledger.evidence_late") if evidence_is_late(at) else None
            answers = {"answers": () if late else _answers(view), "late": late}
            found.append(Panel(_("What was filled in"), "applications/_answers.html", answers))
        materials = {"materials": _materials(view), "open_files": open_}
        found.append(Panel(_("Materials"), "applications/_materials.html", materials))
        if view.asks:
            asks = {"asked": len(view.asks), "beyond": sum(not each.in_version for each in view.asks)}
            found.append(Panel(_("Asked of the applicant"), "applications/_asks.html", asks, side=True))
        if rating := rating_for(actor, view):
            context = {"grade": GRADES[rating.grade], "rating": rating}
            found.append(Panel(_("Rating"), "applications/_rating.html", context, side=True))
        return found


def _earlier(view: ApplicationView) -> list[dict[str, Any]]:
    """Return the decisions that another one followed, each with its document."""
    return [
        {"id": each.id, "outcome": OUTCOMES[each.outcome], "at": each.decided_at}
        for each in view.decisions[:-1]
    ]


def _answers(view: ApplicationView) -> list[dict[str, str]]:
    return [
        {"label": name_of(asked.said), "value": shown_answer(asked, view.answers[asked.key])}
        for asked in view.situation.fields
        if asked.key in view.answers
    ]


def _materials(view: ApplicationView) -> list[dict[str, Any]]:
    rows = []
    for need in view.situation.needs:
        given = view.materials.get(need.key)
        rows.append(
            {
                "name": name_of(need.said),
                "obligation": OBLIGATIONS[need.obligation],
                "state": MATERIAL_STATES[given.state] if given else "",
                "missing": given is None or given.state == "MISSING",
                "reason": given.reason if given else "",
                "file": given.id if given and given.has_file else None,
            }
        )
    return rows


def _unit_choices(
    view: ApplicationView, *, at: datetime
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    fitting = [
        (
            str(candidate.unit.id),
            _("%(unit)s (%(citation)s)")
            % {
                "unit": name_of(candidate.unit),
                "citation": (candidate.ground.citation_en if in_english() else "")
                or candidate.ground.citation,
            },
        )
        for candidate in duty_for(view.loop.matter, view.loop.division, at=at)
    ]
    known = {key for key, _label in fitting}
    county = view.loop.division[:6].ljust(12, "0")
    others = [(str(one.id), name_of(one)) for one in units_under(county, at=at) if str(one.id) not in known]
    return fitting, others
