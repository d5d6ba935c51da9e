"""Which steps stand on a case sheet, in which order, and which are grey: the rules of the actions decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.actions.contact import FIRST_CONTACT
from gongzhi.cases.forms import ActForm, MatterForm, OnceForm, UnitForm
from gongzhi.cases.queries import CaseView, offers_for
from gongzhi.cases.rules import (
    answer_needs_approval,
    classify_refusal,
    contact_refusal,
    draft_refusal,
    may_overrule,
    note_refusal,
    parties_for,
)
from gongzhi.cases.views.acts import ACTS, MAIN
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import clocks_of
from gongzhi.organization.facts import UnitView
from gongzhi.organization.public import duty_for, matter_tree, unit, units_under, within
from gongzhi.people.facts import Actor
from gongzhi.ui.names import in_english, name_of

# Where a case waits at the dispatch desk, these steps are taken there, beside proposal and duty table.
AT_DESK = frozenset({"dispatch", "redispatch", "deny_return", "refuse", "transfer"})


@dataclass(frozen=True)
class Bound:
    """A form that came back: shown open, with what was typed."""

    act: str
    form: Form


def allowed(actor: Actor, case: CaseView, *, at: datetime) -> dict[str, Refusal | None]:
    """Return every step the actor's post covers here, each with the reason against it or None."""
    found: dict[str, Refusal | None] = {
        offer.event: offer.refusal for offer in offers_for(actor, case.loop.id, at=at) if offer.event in ACTS
    }
    holders = frozenset(unit for units in case.holders.values() for unit in units if unit)
    mine = frozenset(party for party, units in case.holders.items() if actor.unit_id in units) & parties_for(
        actor
    )
    if case.draft and actor.may("case.approve"):
        refusal = draft_refusal(actor, lead=case.lead, state=case.loop.state)
        found |= {"approve": refusal, "send_back": refusal}
    if "lead" in mine and case.loop.state == "working":
        found["contact"] = None
    if "caller" in mine and case.loop.state in ("calling", "withdrawal_check"):
        found["not_reached"] = None
    at_intake = case.loop.state in ("registered", "return_review")
    if at_intake and classify_refusal(actor, intake=case.holders.get("intake", ())) is None:
        found["classify"] = None
    scope = within(actor.division, case.loop.division)
    if at_intake and may_overrule(actor, in_scope=scope):
        found["designate"] = None
    if case.has_contact and actor.may("contact.show"):
        found["show_contact"] = contact_refusal(actor, holders=holders, open_=case.loop.ended_at is None)
    if note_refusal(actor, holders=holders) is None:
        found["note"] = None
    return found


def actions(
    actor: Actor, case: CaseView, *, at: datetime, bound: Bound | None = None
) -> list[dict[str, Any]]:
    """Return what `ui/_action_bar.html` shows: open steps first, grey ones with their reasons after them."""
    found = allowed(actor, case, at=at)
    main = next((key for key in _main(case, at) if key in found and found[key] is None), "")
    desk = bool(AT_DESK & found.keys())
    shown = []
    for key in sorted(found.keys() & ACTS.keys(), key=list(ACTS).index):
        if desk and key in AT_DESK | {"classify"}:
            continue
        shown.append(_action(key, found[key], actor, case, at, main=key == main, bound=bound))
    if desk:
        shown.insert(0, _to_desk(case))
    return sorted(shown, key=lambda action: (action["refusal"] is not None, not action["primary"]))


def _main(case: CaseView, at: datetime) -> Iterable[str]:
    """Return the steps that may stand out, likeliest first: a first contact that is still owed before the answer."""
    running = clocks_of([case.loop.id], at=at).get(case.loop.id, ())
    owed = any(clock.what == FIRST_CONTACT for clock in running)
    return (MAIN[0], "contact", *MAIN[1:]) if owed else MAIN


def _action(
    key: str,
    refusal: Refusal | None,
    actor: Actor,
    case: CaseView,
    at: datetime,
    *,
    main: bool,
    bound: Bound | None,
) -> dict[str, Any]:
    act = ACTS[key]
    mine = bound is not None and bound.act == key
    form = bound.form if mine and bound else form_for(key, actor, case, at=at)
    action = {
        "key": key,
        "label": act.label,
        "url": reverse("case-act", args=[case.loop.id, key]),
        "refusal": refusal,
        "primary": main,
        "danger": act.danger and not main,
        "open": mine,
        "hint": "",
    }
    if isinstance(form, OnceForm):
        return action | {"method": "post", "fields": {"once": form["once"].value()}}
    if key == "answer" and _needs_approval(actor, case):
        action |= {"hint": _("Your head approves it before it goes out."), "label": _("Draft the answer")}
    return action | {"form": form}


def _needs_approval(actor: Actor, case: CaseView) -> bool:
    lead = unit(case.lead) if case.lead else None
    return lead is not None and answer_needs_approval(actor, unit_approves=lead.approves_answers)


def _to_desk(case: CaseView) -> dict[str, Any]:
    return {
        "key": "desk",
        "label": _("Open on the dispatch desk"),
        "url": reverse("desk-case", args=[case.loop.id]),
        "method": "get",
        "primary": True,
        "refusal": None,
    }


def form_for(key: str, actor: Actor, case: CaseView, *, at: datetime, data: Any = None) -> ActForm:
    """Return the form of a step, with its choices; bound when `data` is given."""
    kind = ACTS[key].form
    if issubclass(kind, UnitForm):
        fitting, others = unit_choices(case, at=at)
        form = kind(data, fitting=fitting, others=others)
        if not actor.may("case.overrule"):
            form.fields.pop("overrule", None)
        return form
    if issubclass(kind, MatterForm):
        return kind(data, matters=matter_choices(at=at), initial={"matter": case.loop.matter})
    if key == "answer":
        return kind(data, initial={"text": case.draft})
    return kind(data)


def unit_choices(case: CaseView, *, at: datetime) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the units with the power for the case's matter, with the citation, and all others of the county."""
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
        for candidate in (duty_for(case.loop.matter, case.loop.division, at=at) if case.loop.matter else ())
    ]
    known = {key for key, _label in fitting}
    others = [(str(view.id), name_of(view)) for view in _county_units(case, at) if str(view.id) not in known]
    return fitting, others


def _county_units(case: CaseView, at: datetime) -> list[UnitView]:
    return units_under(case.loop.division[:6].ljust(12, "0"), at=at)


def matter_choices(*, at: datetime, words: str = "") -> list[tuple[str, str]]:
    """Return the leaves of the tree of matters with their paths, narrowed to those that have all `words`."""
    tree = {matter.code: matter for matter in matter_tree(at=at)}
    names = {code: name_of(matter) for code, matter in tree.items()}
    found = []
    for code, matter in tree.items():
        path = " › ".join(names[each] for each in matter.path)
        searched = " ".join(f"{tree[each].name} {tree[each].name_en}" for each in matter.path).lower()
        if matter.leaf and all(word in f"{searched} {code}" for word in words.lower().split()):
            found.append((code, path))
    return found
