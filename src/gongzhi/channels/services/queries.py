"""Reads of the resident's pages: what can be applied for here, and an application as its applicant sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.applications.public import (
    GRADES,
    HOWS,
    MATERIAL_STATES,
    NEXT_STEPS,
    OUTCOMES,
    SENTENCES,
    STATE_SENTENCES,
    ApplicationOffer,
    ApplicationView,
    missing_needs,
    offers_for_resident,
    resident_application,
    resident_rating,
    resident_story,
    shown_answer,
)
from gongzhi.catalogue.facts import Item, Situation
from gongzhi.catalogue.public import (
    CHANNELS,
    DEPTHS,
    DOERS,
    MATERIAL_FORMS,
    MODES,
    OBLIGATIONS,
    ROUTES,
    SOURCES,
    items_in_force,
)
from gongzhi.channels.portal.queries import counties, day_and_time
from gongzhi.loops.public import StoryLine, clocks_context, clocks_of, mentioned, tell
from gongzhi.organization.facts import UnitView
from gongzhi.organization.public import division, duty_for, matter, units
from gongzhi.ui.facts import Remaining
from gongzhi.ui.names import name_of


def offered(*, at: datetime) -> list[dict[str, Any]]:
    """Return the items somebody here has the power for, with the office, its phone and its window."""
    return [
        {"item": each.item, "name": name_of(each.item.said), **_summary(each.item, at)}
        for each in items_in_force(at=at)
        if matter(each.item.matter, at=at) is not None
    ]


def _summary(item: Item, at: datetime) -> dict[str, Any]:
    return {
        "summary": name_of(item.summary),
        "promised": max(each.limit.promised for each in item.situations),
        "fee": max(each.fee for each in item.situations),
        **human_side(item, at=at),
    }


def human_side(item: Item, *, at: datetime, lead: UUID | None = None) -> dict[str, str]:
    """Return office, phone and window of an item: its own words, or those of the unit with the power.

    `lead` is the unit that examines an application, once there is one.
    """
    office = units([lead]).get(lead) if lead else _office(item, at)
    return {
        "office": name_of(office) if office else "",
        "phone": item.phone or (office.public_phone if office else ""),
        "window": name_of(item.window) if item.window else (office.counter if office else ""),
    }


def _office(item: Item, at: datetime) -> UnitView | None:
    """Return the unit that decides, where one county is installed; in a town it may be another one."""
    homes = counties(at=at)
    found = duty_for(item.matter, homes[0].code, at=at) if len(homes) == 1 else []
    return found[0].unit if found else None


def guide(item: Item, *, at: datetime) -> dict[str, Any]:
    """Return everything the page of an item says, in the reader's language."""
    return {
        "item": item,
        "name": name_of(item.said),
        "summary": name_of(item.summary),
        "conditions": [name_of(each) for each in item.conditions],
        "situations": [_situation(each) for each in item.situations],
        "channels": [
            {
                "name": CHANNELS[each.kind],
                "kind": each.kind.value,
                "note": name_of(each.note) if each.note else "",
            }
            for each in item.channels
        ],
        "output": name_of(item.output),
        "depth": DEPTHS[item.depth],
        "online": any(each.kind == "web" for each in item.channels) and item.depth > 1,
        "legal_basis": [name_of(each) for each in item.legal_basis],
        "remedies": [{"name": ROUTES[each.route], "text": name_of(each.said)} for each in item.remedies],
        **human_side(item, at=at),
    }


def _situation(situation: Situation) -> dict[str, Any]:
    return {
        "key": situation.key,
        "name": name_of(situation.said),
        "steps": [
            {"who": DOERS[each.doer], "where": MODES[each.mode], "text": name_of(each.said)}
            for each in situation.steps
        ],
        "materials": [
            {
                "name": name_of(need.said),
                "obligation": OBLIGATIONS[need.obligation],
                "condition": name_of(need.condition) if need.condition else "",
                "source": name_of(need.issuer) if need.issuer else SOURCES[need.source],
                "form": MATERIAL_FORMS[need.form],
                "why": name_of(need.why),
                "law": name_of(need.legal_source),
            }
            for need in situation.needs
        ],
        "legal": situation.limit.legal,
        "promised": situation.limit.promised,
        "law": name_of(situation.limit.legal_source),
        "trips": situation.trips,
        "fee": f"{situation.fee / 100:.2f}" if situation.fee else "",
        "fee_note": name_of(situation.fee_note) if situation.fee_note else "",
    }


@dataclass(frozen=True)
class MyApplication:
    """An application as its applicant sees it. `office` is None when no clock of an office runs.

    `asked`: the office said what is missing, and nothing stands decided yet. `refused`: there is something to
    challenge. `human` is who helps with this item, as in `human_side`.
    """

    view: ApplicationView
    name: str
    sentence: str
    next_step: str
    office: Remaining | None
    waited: int
    waited_share: int
    promise: str
    lines: tuple[StoryLine, ...]
    answers: list[dict[str, str]]
    materials: list[dict[str, Any]]
    missing: list[dict[str, str]]
    asked: bool
    decided_by: str
    earlier: list[dict[str, Any]]
    refused: bool
    remedies: list[dict[str, Any]]
    rating: str
    offers: dict[str, ApplicationOffer]
    place: str
    human: dict[str, str]

    @property
    def waits(self) -> bool:
        """Tell whether the next step is the applicant's own."""
        return self.view.loop.paused_until is not None or self.view.loop.state == "granted_out"


def my_application(application_id: UUID, *, at: datetime) -> MyApplication | None:
    """Return everything the applicant's page says, or None."""
    view = resident_application(application_id)
    if view is None:
        return None
    facts = resident_story(application_id)
    names = {id_: name_of(unit) for id_, unit in units({*view.units, *mentioned(facts).units}).items()}
    paused = view.loop.paused_until is not None
    state = f"{view.loop.state}:paused" if paused else view.loop.state
    clocks, decided = clocks_context(view.loop, at=at), view.decision
    rating, place = resident_rating(application_id), division(view.loop.division)
    return MyApplication(
        view=view,
        name=name_of(view.item.said),
        sentence=str(STATE_SENTENCES.get(state, STATE_SENTENCES[view.loop.state])),
        next_step=_next_step(view, state, names, at),
        office=clocks["office"],
        waited=clocks["waited"],
        waited_share=clocks["waited_share"],
        promise=day_and_time(view.loop.first_due_at) if view.loop.first_due_at else "",
        lines=tuple(reversed(tell(facts, "resident", SENTENCES, names, {}))),
        answers=answers_in_words(view.situation, view.answers),
        materials=_materials(view),
        missing=_missing(view),
        asked=not view.settled and any(each.kind == "MATERIAL" for each in view.asks),
        decided_by=names.get(decided.unit_id, "") if decided else "",
        earlier=[
            {"id": each.id, "outcome": OUTCOMES[each.outcome], "at": each.decided_at}
            for each in view.decisions[:-1]
        ],
        refused=view.loop.end_kind in ("denied", "refused"),
        remedies=[{"name": ROUTES[each.route], "text": name_of(each.said)} for each in view.item.remedies],
        rating=str(GRADES[rating.grade]) if rating else "",
        offers={offer.event: offer for offer in offers_for_resident(application_id, at=at)},
        place=name_of(place) if place else "",
        human=human_side(view.item, at=at, lead=view.lead),
    )


def _next_step(view: ApplicationView, state: str, names: dict[UUID, str], at: datetime) -> str:
    sentence = NEXT_STEPS.get(state) or NEXT_STEPS.get(view.loop.state)
    running = clocks_of([view.loop.id], at=at).get(view.loop.id, ())
    own = next((clock for clock in running if clock.what == view.loop.state), None)
    if sentence is None or own is None:
        return ""
    holder = next((unit_id for unit_id in view.holders.get(own.party, ()) if unit_id), None)
    return str(sentence) % {
        "unit": names.get(holder, "") if holder else "",
        "due": day_and_time(own.due_at),
    }


def answers_in_words(situation: Situation, answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was filled in as people read it: label and value of each field."""
    return [
        {"label": name_of(asked.said), "value": shown_answer(asked, answers[asked.key])}
        for asked in situation.fields
        if answers.get(asked.key)
    ]


def _materials(view: ApplicationView) -> list[dict[str, Any]]:
    rows = []
    for need in view.situation.needs:
        given = view.materials.get(need.key)
        state = MATERIAL_STATES[given.state] if given else ""
        held = given is not None and given.how == "HELD"
        rows.append(
            {
                "name": name_of(need.said),
                "state": HOWS["HELD"] if held else state,
                "file": given.id if given and given.has_file else None,
            }
        )
    return rows


def _missing(view: ApplicationView) -> list[dict[str, str]]:
    """Return what is missing with the reason the office gave, and what it asked for beside the list."""
    found = []
    for need in missing_needs(view.situation.needs, view.states):
        given = view.materials.get(need.key)
        found.append({"name": name_of(need.said), "reason": given.reason if given else ""})
    if view.loop.paused_until is not None:
        found += [
            {"name": each.reason, "reason": ""}
            for each in view.asks
            if each.kind == "MATERIAL" and not each.in_version
        ]
    return found
