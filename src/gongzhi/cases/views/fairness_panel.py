"""Which of the steps that keep a result fair stand on a sheet: the rules of the actions decide."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.cases.actions.park import PARKED
from gongzhi.cases.facts import ExclusionState
from gongzhi.cases.fairness_words import EXCLUSION_GROUNDS, EXCLUSION_STATES, FINDINGS
from gongzhi.cases.models import Exclusion
from gongzhi.cases.objections import DECISIONS, objection_refusal
from gongzhi.cases.queries import CaseView, effect_check_open
from gongzhi.cases.rules import PARKED_AT_MOST, exclusion_refusal
from gongzhi.cases.scores import current, decision_refusal
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import extension_refusal
from gongzhi.people.facts import Actor

Found = dict[str, Refusal | None]


def fair_steps(actor: Actor, case: CaseView, offered: Mapping[str, Refusal | None], *, at: datetime) -> Found:
    """Return the steps of this part the actor's post covers, and those of the loop that rules here forbid as well."""
    found: Found = {}
    if offered.get("extend", Refusal("loops.not_now")) is None:
        found["extend"] = extension_refusal(case.loop.id, at=at)
    if "park" in offered or (case.loop.state == PARKED and _leads(actor, case)):
        key = "park_again" if case.loop.state == PARKED else "park"
        refusal = Refusal("cases.parked_too_often", {"times": case.parked})
        too_often = refusal if case.parked >= PARKED_AT_MOST else None
        found[key] = offered.get("park") or too_often
    for event in DECISIONS if case.reopened else ():
        if offered.get(event, Refusal("loops.not_now")) is None:
            found[event] = objection_refusal(case.loop.id, actor)
    return found | _scores(actor, case) | _effect(actor, case)


def _leads(actor: Actor, case: CaseView) -> bool:
    return actor.may("case.handle") and actor.unit_id is not None and actor.unit_id == case.lead


def _scores(actor: Actor, case: CaseView) -> Found:
    arbiter = case.holders.get("arbiter", ())
    proposes = _leads(actor, case) and case.lead not in arbiter and case.solved is not None
    decides = actor.may("case.exclude") and actor.unit_id in arbiter
    exclusion = current(case.loop.id) if proposes or decides else None
    found: Found = {}
    if proposes:
        found["propose_exclusion"] = exclusion_refusal(
            actor, lead=case.lead, arbiter=arbiter, judged=True, before=exclusion is not None
        )
    if decides and exclusion:
        refusal = decision_refusal(exclusion, actor, arbiter=arbiter)
        if exclusion.state == ExclusionState.PROPOSED:
            found |= {"exclusion_agree": refusal, "exclusion_deny": refusal}
        elif exclusion.objected_at and exclusion.objection_upheld is None:
            found |= {"objection_upheld": refusal, "objection_denied": refusal}
    return found


def _effect(actor: Actor, case: CaseView) -> Found:
    mine = actor.may("case.recheck") and actor.unit_id in case.holders.get("verifier", ())
    if not mine or not case.loop.ended_at or not effect_check_open(case.loop.id):
        return {}
    return {"effect_lasts": None, "effect_broken": None}


def fair_facts(case: CaseView) -> list[dict[str, str]]:
    """Return label and value of the office's own word and of what was said about scores."""
    found = []
    if case.finding:
        found.append({"label": _("The office's own word"), "value": str(FINDINGS[case.finding])})
    exclusion: Exclusion | None = (
        current(case.loop.id) if case.loop.ended_at or case.solved is not None else None
    )
    if exclusion:
        state = str(EXCLUSION_STATES[exclusion.state])
        found.append({"label": _("Scores"), "value": state})
        found.append({"label": _("Ground named"), "value": str(EXCLUSION_GROUNDS[exclusion.ground])})
    return found
