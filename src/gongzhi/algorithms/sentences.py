"""What each fact of a version and of its entry says: the same to everybody, for the register is public."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Sentences, Tone


def _both(sentence: object) -> Pair:
    return (sentence, sentence)


_OPENED = _both(_("It entered the register. It may do nothing yet."))
_MOVES: Mapping[str, Pair] = {
    "state_need": _both(_("What it is for was stated, and the ways without it. Another unit tests it now.")),
    "ask_simple": _both(_("What it is for and what it can do were stated. It went to the short review.")),
    "drop": _both(_("It was given up before it was tested.")),
    "return": _both(_("The tester sent it back: the need is to be stated anew.")),
    "return:arbitration": _both(_("The tester sent it back once more, so it went to the arbiter.")),
    "state_impact": _both(_("What it can do to people was stated. The test begins.")),
    "extend": _both(_("The time for the test was extended.")),
    "ask_up": _both(_("The tester asked the arbiter to decide.")),
    "report_test": _both(_("The test was reported.")),
    "submit": _both(_("The test went to the ethics board.")),
    "test_again": _both(_("It is to be tested again.")),
    "test_again:arbitration": _both(_("It was to be tested a third time, so it went to the arbiter.")),
    "approve": _both(_("The ethics board approved a shadow run. Nobody is shown what it says.")),
    "approve_simple": _both(_("It was approved the short way. It is in force.")),
    "approve_for_experts": _both(_("The ethics board approved it. Outside experts look at it as well.")),
    "not_yet": _both(_("The ethics board sent it back.")),
    "reject": _both(_("The ethics board said no. The arbiter has it now and can let nothing through.")),
    "send_to_experts": _both(_("It went to outside experts.")),
    "take_back": _both(_("Its owner took it back to state the need anew.")),
    "take_back:arbitration": _both(_("Its owner took it back once more, so it went to the arbiter.")),
    "experts_ok": _both(_("Outside experts agreed. The shadow run begins.")),
    "experts_bad": _both(_("Outside experts sent it back.")),
    "start_pilot": _both(_("The pilot began. For some matters, drawn by lot, people decide alone.")),
    "ask_comparison": _both(_("It is compared with the version in use, on the same matters.")),
    "pilot_ok": _both(_("The ethics board judged the pilot and let it come into force.")),
    "pilot_bad": _both(_("The ethics board judged the pilot and sent it back.")),
    "better": _both(_("The ethics board found it better than the version in use. It is in force.")),
    "not_better": _both(_("The ethics board found it no better than the version in use.")),
    "begin_anew": _both(_("Its owner took it out of use to state the need anew.")),
    "begin_anew:arbitration": _both(_("Its owner took it out of use once more, so it went to the arbiter.")),
    "retire": _both(_("It was retired. What was learned is published.")),
    "send_back": _both(_("The arbiter sent it back to be stated and tested.")),
    "refuse": _both(_("The arbiter refused it.")),
    "reopen": _both(_("It was taken up again.")),
    "reopen:arbitration": _both(_("It was to be taken up again. The arbiter decides.")),
}
_OTHERS: Mapping[str, Pair] = {
    "loops.opened": _OPENED,
    "algorithms.registered": (None, None),
    "algorithms.version_begun": (None, None),
    "algorithms.section_written": (None, None),  # the page shows the text itself, and its digest proves it
    "algorithms.voted": (None, None),  # the page shows what the members said, by seat and without a name
    "algorithms.reviewed": (None, None),
    "algorithms.pilot_drawn": (None, None),
    "algorithms.came_into_force": (None, None),
    "algorithms.came_into_force:instead": _both(_("It took the place of the version before it.")),
    "algorithms.post_mortem": (None, None),
    "algorithms.switched_off": _both(_("A person switched it off. Everything goes on without it.")),
    "algorithms.switched_on": _both(_("A person switched it on again.")),
    "algorithms.suspended": _both(_("It was found beyond its limits and stopped.")),
    "algorithms.suspension_lifted": _both(_("The board looked at it and let it go on.")),
    "algorithms.monitored": (None, None),
    "algorithms.drift_reported": (None, None),
    "algorithms.appeal_made": _both(_("Somebody objected.")),
    "algorithms.appeal_answered:upheld": _both(_("A person answered an objection: it was right.")),
    "algorithms.appeal_answered:not_upheld": _both(_("A person answered an objection: it was not right.")),
}
_BAD = (
    "reject",
    "refuse",
    "algorithms.suspended",
    "algorithms.switched_off",
    "algorithms.appeal_answered:upheld",
)
_WARN = (
    "drop",
    "return",
    "not_yet",
    "experts_bad",
    "pilot_bad",
    "not_better",
    "begin_anew",
    "extend",
    "reopen",
)
TONES: Mapping[str, Tone] = {
    **dict.fromkeys(("approve", "approve_simple", "experts_ok", "pilot_ok", "better"), "good"),
    **dict.fromkeys(_WARN, "warn"),
    **dict.fromkeys(_BAD, "bad"),
}
# What the public story tells: the steps, and what happened to the entry. Deadlines are between offices.
PUBLIC = frozenset(
    {
        "loops.opened",
        "loops.moved",
        "algorithms.came_into_force",
        "algorithms.switched_off",
        "algorithms.switched_on",
        "algorithms.suspended",
        "algorithms.suspension_lifted",
    }
)


def _key(fact: Recorded) -> str | None:
    match fact.kind:
        case "algorithms.came_into_force" if fact.data["instead"]:
            return "algorithms.came_into_force:instead"
        case "algorithms.appeal_answered":
            return f"algorithms.appeal_answered:{'upheld' if fact.data['upheld'] else 'not_upheld'}"
    return None


SENTENCES = Sentences(
    moves=_MOVES,
    others=_OTHERS,
    tones=TONES,
    key=_key,
    reads=PUBLIC,
    # What residents wrote, and what was answered to them, stands on their own page.
    silent=frozenset({"algorithms.appeal_made", "algorithms.appeal_answered", "algorithms.post_mortem"}),
)
