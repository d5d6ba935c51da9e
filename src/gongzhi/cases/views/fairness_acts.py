"""The steps that keep a result fair: longer once, parked with a date, scores by two people, a second look."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.cases import fair_forms as forms
from gongzhi.cases.actions.effect import record_effect
from gongzhi.cases.actions.exclude import decide_exclusion, decide_exclusion_objection, propose_exclusion
from gongzhi.cases.actions.handle import handle
from gongzhi.cases.actions.park import park
from gongzhi.cases.facts import ExclusionState
from gongzhi.cases.words import EVENTS
from gongzhi.loops.public import Act, Do, RemarkForm


def _of(do: Do) -> dict[str, Any]:
    return {"case_id": do.loop_id, **do.common}


def _park(do: Do) -> None:
    named = ("reason_code", "words", "solvable", "review_on")
    park(**{name: do.data[name] for name in named}, **_of(do))


def _decide(agreed: bool) -> Callable[[Do], Any]:
    return lambda do: decide_exclusion(agreed=agreed, reason=do.data["reason"], **_of(do))


def _object(upheld: bool) -> Callable[[Do], Any]:
    return lambda do: decide_exclusion_objection(upheld=upheld, reason=do.data["reason"], **_of(do))


_PARKED = _("Parked. The resident reads why and until when.")
_AGREED = {
    ExclusionState.PROPOSED: _("Your word is on record. A second person decides."),
    ExclusionState.IN_FORCE: _("Left out of scores. The resident is told and may object."),
    ExclusionState.DENIED: _("It counts in scores."),
}

FAIR_ACTS: Mapping[str, Act] = {
    "extend": Act(
        EVENTS["extend"],
        forms.ExtendForm,
        lambda do: handle(event="extend", reason=do.data["reason"], **_of(do)),
        _("Extended once. The resident is told."),
    ),
    "park": Act(EVENTS["park"], forms.ParkForm, _park, _PARKED),
    "park_again": Act(_("Park it again"), forms.ParkForm, _park, _PARKED),
    "effect_lasts": Act(
        _("It lasts"),
        RemarkForm,
        lambda do: record_effect(lasts=True, note=do.data["text"], **_of(do)),
        _("On record: the result lasts."),
    ),
    "effect_broken": Act(
        _("It is broken again"),
        forms.BrokenForm,
        lambda do: record_effect(lasts=False, note=do.data["reason"], **_of(do)),
        _("The first case is open again."),
    ),
    "propose_exclusion": Act(
        _("Propose to leave it out of scores"),
        forms.ProposeExclusionForm,
        lambda do: propose_exclusion(ground=do.data["ground"], evidence=do.data["evidence"], **_of(do)),
        _("Two people one level up decide, each alone."),
    ),
    "exclusion_agree": Act(
        _("Agree: leave it out of scores"),
        forms.DecisionForm,
        _decide(True),
        lambda state: _AGREED[state],
    ),
    "exclusion_deny": Act(
        _("Do not agree: it counts"), forms.DecisionForm, _decide(False), _("It counts in scores.")
    ),
    "objection_upheld": Act(
        _("The resident is right: it counts"),
        forms.ObjectionDecisionForm,
        _object(True),
        _("It counts in scores again. The resident is told."),
    ),
    "objection_denied": Act(
        _("The decision stands"),
        forms.ObjectionDecisionForm,
        _object(False),
        _("It stays out of scores. The resident is told."),
    ),
}
