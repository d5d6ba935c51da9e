"""Words for what makes a result fair: an answer's grade, parking, where else to go, exclusion, second looks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

# The office's own grade of an answer. The resident's judgement has words of its own.
FINDINGS: Mapping[str, Any] = {
    "SOLVED": pgettext_lazy("finding", "solved"),
    "PARTLY": pgettext_lazy("finding", "solved in part"),
    "EXPLAINED": pgettext_lazy("finding", "explained: there is nothing to be done on the spot"),
    "NOT_POSSIBLE": pgettext_lazy("finding", "not possible"),
}

# What the resident says, in one word, where it stands beside the office's.
SOLVED: Mapping[bool | None, Any] = {
    True: pgettext_lazy("judgement", "solved"),
    False: pgettext_lazy("judgement", "not solved"),
}

PARK_REASONS: Mapping[str, Any] = {
    "MONEY": _("this year's budget has no money for it"),
    "PLAN": _("a project that is planned will cover it"),
    "CONSENT": _("owners or neighbours have to agree first"),
    "TITLE": _("whose it is must be settled first"),
    "RULE": _("no rule covers it yet"),
    "SEASON": _("the work needs another season"),
}

DECLINE_REASONS: Mapping[str, Any] = {
    "OUTSIDE": _("it belongs to another place"),
    "EMERGENCY": _("it is an emergency: the emergency numbers are in charge"),
    "OTHER_PROCEDURE": _("a court, arbitration, review, discipline or disclosure procedure decides it"),
    "IN_PETITION": _("it is being handled as a petition"),
    "SECRET": _("it touches a secret or somebody's privacy"),
    "NOTHING_NEW": _("the same was handled already and nothing is new"),
    "UNLAWFUL": _("what is asked for is against the law"),
}

DESTINATIONS: Mapping[str, Any] = {
    "PETITION": _("petition office"),
    "COURT": _("court or arbitration"),
    "REVIEW": _("administrative reconsideration"),
    "DISCIPLINE": _("discipline inspection"),
    "DISCLOSURE": _("disclosure of government information"),
    "EMERGENCY": _("the emergency numbers"),
    "ELSEWHERE": _("the office of the other place"),
}

EXCLUSION_GROUNDS: Mapping[str, Any] = {
    "UNLAWFUL": _("what was asked for is against the law"),
    "OUTSIDE_POWER": _("no office has the power for it"),
    "PROVEN_FALSE": _("it was shown that it did not happen"),
    "NOTHING_NEW": _("it repeats what was handled, and nothing is new"),
    "ABUSIVE": _("it was filed to harm"),
}

EXCLUSION_STATES: Mapping[str, Any] = {
    "PROPOSED": _("waits for two people to decide"),
    "IN_FORCE": _("left out of scores"),
    "DENIED": _("counts in scores"),
    "LAPSED": _("opened again since, so nothing is left out"),
}

register_refusals(
    {
        "cases.why_not_missing": _(
            "Who answers that it is not possible says why, and what is left to do. Add it, then send it again."
        ),
        "cases.finding_missing": _(
            "This draft does not say what became of the matter. Send it back, so that it is graded."
        ),
        "cases.solvable_missing": _("Say what would make it solvable, then send it again."),
        "cases.review_past": _("The review date has passed. Choose a day to come."),
        "cases.review_too_late": _("The review date is too far off. Choose %(latest)s or a day before."),
        "cases.parked_too_often": _(
            "It was parked %(times)s times. Take it up again and ask the arbiter to decide how it goes on."
        ),
        "cases.not_judged_yet": _(
            "Nobody has judged the result yet. Wait for the resident's word or a recheck, then propose it."
        ),
        "cases.exclusion_asked_before": _(
            "It was proposed once to leave this out of scores, and decided. It cannot be proposed again."
        ),
        "cases.own_proposal": _(
            "Your own unit proposed this or would decide about itself. Somebody one level up has to decide."
        ),
        "cases.decided_it_yourself": _(
            "You took part in the decision this is about. Somebody else has to decide; leave it to a colleague."
        ),
        "cases.objected_already": _("An objection is on record already. It is decided by somebody new."),
        "cases.objection_over": _(
            "The time to object is over. You can add to your case, or open it again where that is possible."
        ),
        "cases.no_exclusion": _("Nothing is to be decided about scores here. Reload the page."),
        "cases.no_effect_check": _("No look at this result is due. Reload the page."),
    }
)
