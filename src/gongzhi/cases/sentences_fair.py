"""What is said of an answer's grade, of parking, of where else to go, of scores, and of a second look."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.codes import Destination
from gongzhi.cases.fairness_words import DESTINATIONS
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Tone, loop_row
from gongzhi.organization.public import emergency_line
from gongzhi.ui.names import in_english

# Words between offices in facts that a resident reads otherwise.
WITHOUT_WORDS = frozenset({"cases.exclusion_decided"})

_DUTIES = ("effect_check", "exclusion", "danger_look", "danger_dispatch")
_STAFF_LEFT_OUT = _("Two people agreed: the result is left out of scores. It stays in all statistics.")

FAIR: Mapping[str, Pair] = {
    "cases.answered:SOLVED": (
        _("The office's own word: solved. What you say about it counts apart."),
        _("The office's own word: solved."),
    ),
    "cases.answered:PARTLY": (
        _("The office's own word: solved in part. What you say about it counts apart."),
        _("The office's own word: solved in part."),
    ),
    "cases.answered:EXPLAINED": (
        _("The office's own word: explained, there is nothing to be done on the spot."),
        _("The office's own word: explained."),
    ),
    "cases.answered:NOT_POSSIBLE": (
        _(
            "The office's own word: not possible. Why stands in the answer. If you do not accept it, say that it is "
            "not solved: it is looked at again, and the second time the arbiter decides."
        ),
        _("The office's own word: not possible."),
    ),
    "cases.declined:OUTSIDE": (_("The ground: it belongs to another place."),) * 2,
    "cases.declined:EMERGENCY": (_("The ground: it is an emergency. Call the numbers below."),) * 2,
    "cases.declined:OTHER_PROCEDURE": (
        _("The ground: a court, a review or another procedure by law decides this."),
    )
    * 2,
    "cases.declined:IN_PETITION": (_("The ground: it is being handled as a petition."),) * 2,
    "cases.declined:SECRET": (_("The ground: it touches a secret or somebody's privacy."),) * 2,
    "cases.declined:NOTHING_NEW": (_("The ground: the same was handled already, and nothing is new."),) * 2,
    "cases.declined:UNLAWFUL": (_("The ground: what is asked for is against the law."),) * 2,
    "cases.parked:MONEY": (
        _("This cannot be solved now: this year's budget has no money for it."),
        _("Parked: this year's budget has no money for it."),
    ),
    "cases.parked:PLAN": (
        _("This cannot be solved now: a project that is planned will cover it."),
        _("Parked: a project that is planned will cover it."),
    ),
    "cases.parked:CONSENT": (
        _("This cannot be solved now: owners or neighbours have to agree first."),
        _("Parked: owners or neighbours have to agree first."),
    ),
    "cases.parked:TITLE": (
        _("This cannot be solved now: whose it is must be settled first."),
        _("Parked: whose it is must be settled first."),
    ),
    "cases.parked:RULE": (
        _("This cannot be solved now: no rule covers it yet."),
        _("Parked: no rule covers it yet."),
    ),
    "cases.parked:SEASON": (
        _("This cannot be solved now: the work needs another season."),
        _("Parked: the work needs another season."),
    ),
    "cases.review_came_round": (
        _("The day has come on which %(unit)s looks at this again. You read here how it goes on."),
        _("The review date has come."),
    ),
    "cases.exclusion_proposed": (
        None,
        _("%(unit)s proposed to leave the result out of scores. Two people one level up decide."),
    ),
    "cases.exclusion_decided:first": (None, _("The first of two people agreed to leave it out of scores.")),
    "cases.exclusion_decided:DENIED": (None, _("Not agreed: the result counts in scores.")),
    "cases.exclusion_decided:UNLAWFUL": (
        _(
            "Where offices are compared, this result does not count: what was asked for is against the law. Your "
            "answer stays as it is, and your case stays in all counts. You may object until %(until)s."
        ),
        _STAFF_LEFT_OUT,
    ),
    "cases.exclusion_decided:OUTSIDE_POWER": (
        _(
            "Where offices are compared, this result does not count: no office has the power for it. Your answer "
            "stays as it is, and your case stays in all counts. You may object until %(until)s."
        ),
        _STAFF_LEFT_OUT,
    ),
    "cases.exclusion_decided:PROVEN_FALSE": (
        _(
            "Where offices are compared, this result does not count: it was found that it did not happen as "
            "reported. Your answer stays as it is, and your case stays in all counts. You may object until %(until)s."
        ),
        _STAFF_LEFT_OUT,
    ),
    "cases.exclusion_decided:NOTHING_NEW": (
        _(
            "Where offices are compared, this result does not count: it repeats what was handled before. Your "
            "answer stays as it is, and your case stays in all counts. You may object until %(until)s."
        ),
        _STAFF_LEFT_OUT,
    ),
    "cases.exclusion_decided:ABUSIVE": (
        _(
            "Where offices are compared, this result does not count: it was found to have been filed to harm. Your "
            "answer stays as it is, and your case stays in all counts. You may object until %(until)s."
        ),
        _STAFF_LEFT_OUT,
    ),
    "cases.exclusion_objected": (
        _("You objected that the result is not counted. Somebody who has not decided before decides on it."),
        _("The resident objects to being left out of scores. A third person decides."),
    ),
    "cases.exclusion_objection_decided:upheld": (
        _("Your objection was right: the result counts."),
        _("The objection was upheld: the result counts in scores."),
    ),
    "cases.exclusion_objection_decided:not": (
        _("Somebody new looked at your objection. The result stays out of the comparison of offices."),
        _("The objection was not upheld."),
    ),
    "cases.exclusion_lapsed": (
        _("Your case is open again. Its next result counts like any other."),
        _("Opened again: the former result is nothing to leave out of scores any more."),
    ),
    # The duties behind these: what the facts above say already.
    **{f"loops.{verb}:{what}": (None, None) for verb in ("duty_opened", "duty_settled") for what in _DUTIES},
    # Who worked on it does not read beforehand which results are looked at again, nor who said what of pressure.
    "cases.effect_drawn": (None, None),
    "cases.pressure_asked": (None, None),
    "cases.answers_alike": (None, None),
    "cases.effect_checked:OPEN": (
        _("By lot, somebody independent looks whether the result lasts."),
        _("The lot fell on it: somebody independent looks whether the result lasts."),
    ),
    "cases.effect_checked:LASTS": (
        _("Somebody independent looked again: the result lasts."),
        _("The second look found that the result lasts."),
    ),
    "cases.effect_checked:BROKEN": (
        _("Somebody independent looked again and found it broken. The work goes on."),
        _("The second look found it broken again."),
    ),
    "cases.effect_checked:DROPPED": (None, None),
}

TONES: Mapping[str, Tone] = {
    **{key: "warn" for key in FAIR if key.startswith("cases.parked")},
    **{key: "bad" for key in FAIR if key.startswith("cases.declined")},
    "cases.answered:SOLVED": "good",
    "cases.answered:NOT_POSSIBLE": "bad",
    "cases.review_came_round": "warn",
    "cases.effect_checked:LASTS": "good",
    "cases.effect_checked:BROKEN": "warn",
    "cases.exclusion_objection_decided:upheld": "good",
}


def key_of(fact: Recorded) -> str | None:
    """Return which of these sentences a fact asks for; None where it needs no refinement."""
    data = fact.data
    match fact.kind:
        case "loops.duty_opened" | "loops.duty_settled":
            own = data["what"] in _DUTIES
            return f"{fact.kind}:{data['what']}" if own else None
        case "cases.answered":
            return f"cases.answered:{data['finding']}"
        case "cases.declined" | "cases.parked":
            return f"{fact.kind}:{data['reason_code']}"
        case "cases.exclusion_decided":
            state = data["state"]
            found = {"PROPOSED": "first", "DENIED": "DENIED"}.get(state) or data["ground"]
            return f"cases.exclusion_decided:{found}"
        case "cases.exclusion_objection_decided":
            return f"cases.exclusion_objection_decided:{'upheld' if data['upheld'] else 'not'}"
        case "cases.effect_checked":
            return f"cases.effect_checked:{data['state']}"
    return None


def destination_words(fact: Recorded) -> str:
    """Return where a case goes that was not taken up; of an emergency the numbers of its place on that day."""
    code = fact.data["destination"]
    if code != Destination.EMERGENCY:
        return str(DESTINATIONS[code])
    loop = loop_row(fact.subject) if fact.subject else None
    place = loop.division if loop else ""
    return emergency_line(timezone.localdate(fact.at), place, english=in_english())


def words_of(fact: Recorded) -> str | None:
    """Return the words that stand below such a sentence; None where they are the fact's own."""
    texts: Mapping[str, Any] = fact.texts or {}
    match fact.kind:
        case "cases.parked":
            # Why stands with the move; here what has to change.
            words = texts.get("solvable", "")  # left out where somebody else's case is told of
            return gettext("What would make it possible: %(words)s") % {"words": words} if words else ""
        case "cases.declined":
            return gettext("In charge of it: %(place)s") % {"place": destination_words(fact)}
        case "cases.exclusion_proposed":
            return str(texts.get("evidence", ""))
    return None
