"""What facts of joint work, whistles and supervision say: a sentence for the resident, and one for staff."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Tone

OTHERS: Mapping[str, Pair] = {
    "loops.co_handler_called": (
        _("%(unit)s helps with your case."),
        _("%(unit)s was called in to help."),
    ),
    "loops.co_handler_called:to_place": (None, _("%(unit)s was called to the place.")),
    "loops.obligation_settled:DONE": (
        _("%(unit)s has done its part."),
        _("%(unit)s finished its part."),
    ),
    "loops.obligation_settled:REFUSED": (None, _("%(unit)s says that this part is not its own.")),
    "loops.deadline_met:arrive": (None, None),
    "loops.supervised:on": (None, None),
    "loops.supervised:off": (None, None),
    "loops.duty_opened:supervised": (None, None),
    "loops.duty_settled:supervised": (None, None),
    "loops.duty_opened:rating_objection": (None, None),
    "loops.duty_settled:rating_objection": (None, None),
    "cases.helper_urged": (None, _("%(unit)s was urged to do its part.")),
    "cases.whistle_proposed": (None, _("It was proposed to call departments to the place.")),
    "cases.whistle_proposed:resident": (
        _("You asked the town to call other offices to the place."),
        _("The resident asked to call departments to the place."),
    ),
    "cases.whistle_declined": (None, _("The town does not whistle for now.")),
    "cases.whistled:one": (
        _("%(unit)s has called another office to the place."),
        _("%(unit)s whistled and called one department to the place."),
    ),
    "cases.whistled:several": (
        _("%(unit)s has called %(times)s offices to the place."),
        _("%(unit)s whistled and called %(times)s departments to the place."),
    ),
    "cases.department_called": (None, None),
    "cases.department_arrived:in_time": (
        _("%(unit)s came to the place."),
        _("%(unit)s is on the place."),
    ),
    "cases.department_arrived:late": (
        _("%(unit)s came to the place."),
        _("%(unit)s is on the place, later than asked."),
    ),
    "cases.whistle_ended:CONCLUDED": (
        _("The offices that came to the place have finished there."),
        _("%(unit)s concluded the whistle."),
    ),
    "cases.whistle_ended:LEAD_CHANGED": (
        None,
        _("The whistle of %(unit)s ended by itself: another unit leads the case now."),
    ),
    "cases.whistle_ended:JOINED": (
        None,
        _("The whistle of %(unit)s ended by itself: the case is worked on together with another one."),
    ),
    "cases.whistle_ended:CASE_ENDED": (
        None,
        _("The whistle of %(unit)s ended by itself, with the case."),
    ),
    "cases.department_rated:GOOD": (None, _("The town rated %(unit)s: good.")),
    "cases.department_rated:ENOUGH": (None, _("The town rated %(unit)s: enough.")),
    "cases.department_rated:POOR": (None, _("The town rated %(unit)s: poor.")),
    "cases.rating_objected": (None, _("%(unit)s objects to its rating. The arbiter decides.")),
    "cases.rating_decided:upheld": (
        None,
        _("The arbiter upheld the objection of %(unit)s. Its rating is set aside."),
    ),
    "cases.rating_decided:stands": (
        None,
        _("The arbiter did not uphold the objection of %(unit)s. Its rating stands."),
    ),
    "cases.supervision_asked:first": (None, _("%(unit)s put the case under supervision.")),
    "cases.supervision_asked:again": (None, _("%(unit)s supervises the case and asked again.")),
    "cases.supervision_replied": (None, _("%(unit)s replied to whoever supervises.")),
    "cases.supervision_ended": (None, _("%(unit)s ended the supervision.")),
}

TONES: Mapping[str, Tone] = {
    "cases.whistled:one": "warn",
    "cases.whistled:several": "warn",
    "cases.department_arrived:late": "warn",
    "cases.whistle_ended:CONCLUDED": "good",
    "cases.department_rated:POOR": "warn",
    "cases.rating_objected": "warn",
    "cases.supervision_asked:first": "warn",
    "cases.supervision_asked:again": "warn",
    "loops.obligation_settled:REFUSED": "warn",
}


def key(fact: Recorded) -> str | None:
    """Return which of these sentences a fact asks for, or None where it is none of them."""
    data = fact.data
    match fact.kind:
        case "loops.co_handler_called":
            whats = {each["what"] for new in data["changes"]["opened"] for each in new["deadlines"]}
            return "loops.co_handler_called:to_place" if "arrive" in whats else None
        case "loops.deadline_met":
            return "loops.deadline_met:arrive" if data["what"] == "arrive" else None
        case "loops.supervised":
            return f"loops.supervised:{'on' if data['on'] else 'off'}"
        case "loops.duty_opened" | "loops.duty_settled":
            return f"{fact.kind}:{data['what']}" if data["what"] in _OWN else None
        case "cases.whistle_proposed":
            return "cases.whistle_proposed:resident" if fact.actor == "resident" else None
        case "cases.whistled":
            return f"cases.whistled:{'one' if data['called'] == 1 else 'several'}"
        case "cases.department_arrived":
            return f"cases.department_arrived:{'late' if data['late'] else 'in_time'}"
        case "cases.whistle_ended":
            return f"cases.whistle_ended:{data['ending']}"
        case "cases.department_rated":
            return f"cases.department_rated:{data['rating']}"
        case "cases.rating_decided":
            return f"cases.rating_decided:{'upheld' if data['upheld'] else 'stands'}"
        case "cases.supervision_asked":
            return f"cases.supervision_asked:{'again' if data['again'] else 'first'}"
    return None


_OWN = frozenset({"supervised", "rating_objection"})
