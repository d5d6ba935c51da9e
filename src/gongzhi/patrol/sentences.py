"""What each fact of an event or a round says to staff; residents read none of it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Sentences, Tone


def _staff(sentence: object) -> Pair:
    return (None, sentence)


_ORDERED = _staff(
    _("A superior office ordered %(unit)s to handle it, although the duty table does not name it.")
)

# What both kinds share: the way of work up to the report.
_WORK: Mapping[str, Pair] = {
    "return": _staff(_("%(unit)s returned it.")),
    "return:arbitration": _staff(_("%(unit)s returned it once more, so it went to the arbiter.")),
    "deny_return": _staff(_("The return by %(unit)s was not accepted.")),
    "deny_return:arbitration": _staff(_("The return was not accepted again, so it went to the arbiter.")),
    "extend": _staff(_("The limit was extended until %(until)s.")),
    "park": _staff(_("%(unit)s parked it until a review by %(until)s.")),
    "take_up_again": _staff(_("%(unit)s took it up again.")),
    "ask_up": _staff(_("%(unit)s asked the arbiter to decide.")),
    "conclude": _staff(_("The arbiter ended it with a decision.")),
    "reopen": _staff(_("It was opened again.")),
    "reopen:arbitration": _staff(_("It was opened again. The arbiter decides.")),
}
EVENT_MOVES: Mapping[str, Pair] = {
    **_WORK,
    "file": _staff(_("Filed and given to %(unit)s.")),
    "file:overruled": _ORDERED,
    "not_file": _staff(_("It was not filed.")),
    "solve_on_spot": _staff(_("It was put right on the spot. Nobody else has seen it.")),
    "solve_on_spot:verifying": _staff(
        _("It was put right on the spot. The lot fell on it: somebody independent goes and looks.")
    ),
    "redispatch": _staff(_("It was given anew, to %(unit)s.")),
    "redispatch:overruled": _ORDERED,
    "sign": _staff(_("%(unit)s signed for it.")),
    "report": _staff(_("%(unit)s reported it put right. Somebody else looks at it now.")),
    "decide": _staff(_("The arbiter decided: %(unit)s handles it.")),
    "decide:overruled": _ORDERED,
    "verify_ok": _staff(_("Somebody independent looked: it is right. Closed.")),
    "verify_bad": _staff(_("Somebody independent looked: it is not right yet. Back to work.")),
    "verify_bad:reported": _staff(_("Somebody independent looked: it is not right. It is to be filed now.")),
}
ROUND_MOVES: Mapping[str, Pair] = {
    **_WORK,
    "assign": _staff(_("%(unit)s is asked to go and look.")),
    "reassign": _staff(_("Now %(unit)s is asked to go and look.")),
    "call_off": _staff(_("The round was called off.")),
    "sign": _staff(_("%(unit)s took the round on.")),
    "report": _staff(_("%(unit)s made the round.")),
    "confirm": _staff(_("The round was accepted.")),
    "confirm:verifying": _staff(
        _("The round was accepted. The lot fell on it: somebody independent looks as well.")
    ),
    "not_enough": _staff(_("The round is not enough yet. It goes on.")),
    "not_enough:arbitration": _staff(_("The round is not enough again. The arbiter decides.")),
    "decide": _staff(_("The arbiter decided: %(unit)s goes and looks.")),
    "verify_ok": _staff(_("Somebody independent looked and found the same.")),
    "verify_bad": _staff(_("Somebody independent looked and found it otherwise. The round goes on.")),
}
EVENT_OTHERS: Mapping[str, Pair] = {
    "patrol.event_reported:WORKER": _staff(_("A grid worker reported it.")),
    "patrol.event_reported:SENSOR": _staff(_("A sensor reported it.")),
    "patrol.sensor_raised": _staff(_("A sensor reached its limit.")),
    "patrol.sensor_cleared": _staff(_("A sensor says that it is over. It stays open until people close it.")),
    "patrol.lead_named:plain": (None, None),
    "patrol.lead_named:overruled": _staff(_("The duty table was overruled; this is counted.")),
}
ROUND_OTHERS: Mapping[str, Pair] = {
    "patrol.round_planned": (None, None),
    "patrol.round_reported:NOTHING": _staff(_("Nothing was found.")),
    "patrol.round_reported:FOUND": _staff(_("What was found is an event of its own each.")),
}
TONES: Mapping[str, Tone] = {
    **dict.fromkeys(("verify_ok", "confirm"), "good"),
    **dict.fromkeys(
        (
            "verify_bad",
            "verify_bad:reported",
            "not_enough",
            "reopen",
            "file:overruled",
            "redispatch:overruled",
        ),
        "warn",
    ),
    **dict.fromkeys(("decide:overruled", "extend", "park", "call_off"), "warn"),
    **dict.fromkeys(("not_file", "conclude"), "bad"),
}


def _key(fact: Recorded) -> str | None:
    data = fact.data
    match fact.kind:
        case "patrol.event_reported":
            return f"patrol.event_reported:{data['source']}"
        case "patrol.lead_named":
            return f"patrol.lead_named:{'overruled' if data['overruled'] else 'plain'}"
        case "patrol.round_reported":
            return f"patrol.round_reported:{data['result']}"
    return None


def _overruled(facts: Sequence[Recorded]) -> Mapping[int, str]:
    """Return which moves gave the lead against the duty table: the fact after them says so."""
    found, last = {}, None
    for index, fact in enumerate(facts):
        if fact.kind == "loops.moved":
            last = index
        elif fact.kind == "patrol.lead_named" and fact.data["overruled"] and last is not None:
            found[last] = "overruled"
    return found


EVENT_SENTENCES = Sentences(
    moves=EVENT_MOVES,
    others=EVENT_OTHERS,
    tones=TONES,
    key=_key,
    marked=_overruled,
    # The page shows the report itself; the reason of an overrule stands with the move.
    silent=frozenset({"patrol.event_reported", "patrol.lead_named"}),
    parties={"patrol.event_reported": "reporter", "patrol.lead_named": "intake"},
)
ROUND_SENTENCES = Sentences(
    moves=ROUND_MOVES,
    others=ROUND_OTHERS,
    tones=TONES,
    key=_key,
    parties={"patrol.round_reported": "lead"},
)
