"""Which steps stand on a case sheet, in which order, and which are grey: the rules of the actions decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.cases.discretion import confidentiality_refusal, contact_refusal, needs_refusal
from gongzhi.cases.forms import MatterForm, NeedsForm
from gongzhi.cases.looks import hide
from gongzhi.cases.queries import CaseView, offers_of
from gongzhi.cases.rules import (
    classify_refusal,
    draft_refusal,
    may_overrule,
    note_refusal,
    parties_for,
)
from gongzhi.cases.together import reopen_refusal
from gongzhi.cases.views.acts import ACTS
from gongzhi.cases.views.fairness_panel import fair_steps
from gongzhi.cases.views.show import list_of
from gongzhi.cases.views.together_panel import form_of
from gongzhi.cases.views.whistle_acts import HELPING_ACTS
from gongzhi.cases.views.whistle_panel import helping_form, helping_steps
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import ActForm, ConnectForm, UnitForm, desk_phone
from gongzhi.organization.facts import UnitView
from gongzhi.organization.public import duty_for, matter_tree, units_under, within
from gongzhi.people.facts import Actor
from gongzhi.people.public import hidden_words
from gongzhi.ui.names import in_english, name_of

# Where a case waits at the dispatch desk, these steps are taken there, beside proposal and duty table.
AT_DESK = frozenset({"dispatch", "redispatch", "deny_return", "refuse", "transfer"})
WAITING_AT_DESK = frozenset({"registered", "return_review"})
SEVERAL = frozenset({"join", "together", "recur", "apart"})  # what is done with more than one case


def allowed(actor: Actor, case: CaseView, *, at: datetime) -> dict[str, Refusal | None]:
    """Return every step the actor's post covers here, each with the reason against it or None."""
    found: dict[str, Refusal | None] = {
        offer.event: offer.refusal
        for offer in offers_of(actor, case.loop.id, at=at, holders=case.holders)
        if offer.event in ACTS
    }
    if reopen_refusal(actor):
        found.pop("reopen", None)
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
    at_intake = case.loop.state in WAITING_AT_DESK
    if at_intake and classify_refusal(actor, intake=case.holders.get("intake", ())) is None:
        found["classify"] = None
    scope = within(actor.division, case.loop.division)
    if at_intake and may_overrule(actor, in_scope=scope):
        found["designate"] = None
    if case.has_contact and (actor.may("contact.show") or (case.confidential and actor.may("contact.relay"))):
        open_ = case.loop.ended_at is None
        refusal = contact_refusal(actor, holders=case.holders, open_=open_, confidential=case.confidential)
        found |= {"call_resident": refusal, "reveal": refusal}
    if (
        not case.confidential
        and confidentiality_refusal(actor, confidential=True, holders=case.holders) is None
    ):
        found["confide"] = None
    if case.loop.ended_at is None and needs_refusal(actor, note="", holders=case.holders) is None:
        found["needs"] = None
    if note_refusal(actor, holders=holders) is None:
        found["note"] = None
    found |= fair_steps(actor, case, found, at=at)
    return found | helping_steps(actor, case, found, at=at)


def form_for(key: str, actor: Actor, case: CaseView, *, at: datetime, data: Any = None) -> ActForm:
    """Return the form of a step, with its choices; bound when `data` is given."""
    if key in HELPING_ACTS:
        return helping_form(key, actor, case, at=at, data=data)
    kind = ACTS[key].form
    if issubclass(kind, UnitForm):
        fitting, others = unit_choices(case, at=at)
        form = kind(data, fitting=fitting, others=others)
        if not actor.may("case.overrule"):
            form.fields.pop("overrule", None)
        return form
    if issubclass(kind, MatterForm):
        return kind(data, matters=matter_choices(at=at), initial={"matter": case.loop.matter})
    if issubclass(kind, NeedsForm):
        return kind(data, initial={"needs": case.needs, "note": case.needs_note})
    if issubclass(kind, ConnectForm):
        return kind(data, initial={"desk_phone": desk_phone(actor)})
    if key in SEVERAL:
        return form_of(kind, actor, case, at=at, data=data)
    if key == "answer":
        kept = {"text": case.draft, "finding": case.draft_finding, "reason": case.draft_reason}
        return with_holdings(kind(data, initial=kept), data or kept)
    return with_holdings(kind(data), data) if key == "answer_at_once" and data else kind(data)


def with_holdings(form: ActForm, words: Mapping[str, str]) -> ActForm:
    """Let the form of an answer that comes back say below the text which personal data it holds."""
    if holds := holds_data(words.get("text", ""), words.get("reason", "")):
        field = form.fields["text"]
        field.help_text = f"{field.help_text} {holds}"
    return form


def holds_data(*texts: str) -> str:
    """Return a line on the kinds of personal data an answer holds, "" for none: a hint, which refuses nothing."""
    kinds = hidden_words(hide("\n".join(texts))[1])
    if not kinds:
        return ""
    return _("The answer holds: %(kinds)s. The resident can read it; other staff see it masked.") % {
        "kinds": list_of(kinds)
    }


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
