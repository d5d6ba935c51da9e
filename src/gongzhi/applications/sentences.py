"""What each fact of an application says: a sentence for the applicant, and one for staff (None: no line for them)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gongzhi.applications.queries import OFFICE_WORDS, RESIDENT_READS
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Sentences, Tone

_GIVEN = (_("It was given to %(unit)s to examine."),) * 2

MOVES: Mapping[str, Pair] = {
    "assign": _GIVEN,
    "redispatch": (_("It was given anew, to %(unit)s."),) * 2,
    "decide": (_("The deciding office said: %(unit)s examines it."),) * 2,
    "refuse": (
        _("It was not taken up. Why, and where you can go, stands below."),
        _("It was not taken up."),
    ),
    "sign": (_("%(unit)s examines it now."), _("%(unit)s signed for it.")),
    "return": (
        _("%(unit)s says it is not in charge. The counter checks this."),
        _("%(unit)s returned it to the counter."),
    ),
    "return:arbitration": (
        _("%(unit)s says it is not in charge. The deciding office now says who is."),
        _("%(unit)s returned it once more, so it went to the deciding office."),
    ),
    "deny_return": (
        _("The counter decided that %(unit)s stays in charge."),
        _("The counter did not accept the return by %(unit)s."),
    ),
    "deny_return:arbitration": (
        _("Who is in charge is disputed. The deciding office now says who is."),
        _("The return was not accepted again, so it went to the deciding office."),
    ),
    "ask": (
        _("%(unit)s says what is missing. It can ask for that only once."),
        _("%(unit)s said what is missing. Its clock stands still meanwhile."),
    ),
    "extend": (
        _("%(unit)s needs longer. It now has until %(until)s."),
        _("The limit was extended until %(until)s."),
    ),
    "park": (
        _("%(unit)s cannot decide this now. It looks at it again by %(until)s."),
        _("%(unit)s parked it until a review by %(until)s."),
    ),
    "take_up_again": (_("%(unit)s took it up again."),) * 2,
    "ask_up": (
        _("%(unit)s has doubts. Only a second office may decide not to grant it."),
        _("%(unit)s proposed not to grant it. A second office decides."),
    ),
    "grant": (_("%(unit)s granted it."), _("%(unit)s granted it.")),
    "conclude": (_("A second office decided not to grant it."), _("The deciding office did not grant it.")),
    "received": (
        _("The decision arrived and is right. It is closed."),
        _("The applicant says the decision arrived and is right. Closed."),
    ),
    "not_right": (
        _("You said that something is not right. The office looks at it again."),
        _("The applicant says something is not right. Back to the office."),
    ),
    "not_right:arbitration": (
        _("You said again that something is not right. A second office now decides."),
        _("The applicant says again that something is not right. To the deciding office."),
    ),
    "withdraw": (
        _("You asked to withdraw it. The callback desk will ask whether you mean it."),
        _("The applicant asked to withdraw it."),
    ),
    "withdrawal_confirmed": (
        _("You confirmed that you withdraw it. It is closed."),
        _("The applicant confirmed the withdrawal. Closed."),
    ),
    "withdrawal_not_meant": (
        _("You said that you do not want to withdraw. It goes on."),
        _("The applicant does not want to withdraw. It goes on."),
    ),
    "silence:delivering": (
        _("You did not say in time whether it is right. The callback desk may call you."),
        _("The applicant did not answer in time. Over to the callback desk."),
    ),
    "silence:unconfirmed": (
        _("We could not ask you whether all is right. It ended as unconfirmed."),
        _("Nobody could be reached. Ended as unconfirmed."),
    ),
    "reopen": (_("You opened it again. It goes on."), _("The applicant opened it again.")),
    "reopen:arbitration": (
        _("You opened it again. A second office now decides."),
        _("The applicant opened it again. To the deciding office."),
    ),
}

_FILED: Mapping[str, Pair] = {
    "PORTAL": (_("You applied online."), _("Applied for online.")),
    "COUNTER": (_("You applied at the window."), _("Applied for at the window.")),
    "PHONE": (_("You applied by telephone."), _("Applied for by telephone.")),
    "HOME_VISIT": (_("We took your application at home."), _("Taken at the applicant's home.")),
}

OTHERS: Mapping[str, Pair] = {
    **{f"applications.filed:{channel}": pair for channel, pair in _FILED.items()},
    # What came with it, and what was found to do, stands in the list of materials.
    "applications.material_given": (None, None),
    "applications.material_judged": (None, None),
    "applications.resident_asked:MATERIAL": (_("This is missing:"), _("This is missing:")),
    "applications.resident_asked:MATERIAL:beyond": (
        _("You were asked for something the list does not name. This is counted."),
        _("The applicant was asked for something the item does not list. This is counted."),
    ),
    "applications.resident_asked:TRIP": (
        _("You were asked to come. This is counted."),
        _("The applicant was asked to come. This is counted."),
    ),
    "applications.lead_named:proposed": (None, None),
    "applications.lead_named:other": (None, _("This is another office than the rules proposed.")),
    "applications.decided": (
        _("The decision was written. You can read and download it here."),
        _("The decision was written; its document is kept unchanged."),
    ),
    "applications.rated": (_("You rated how it was handled."), None),
    "loops.urged": (_("You urged the office."), _("The applicant urged, %(times)s times by now.")),
    "loops.deadline_met": (
        _("%(unit)s got in touch with you."),
        _("%(unit)s got in touch with the applicant."),
    ),
    "loops.deadlines_recomputed": (
        _("The days off of a year were announced. The date for the decision was counted anew."),
        _("The calendar changed. Time limits were counted anew; old and new are on record."),
    ),
    "loops.clock_paused:waiting_resident": (
        _("The office's time stands still until you supply it, at the latest until %(until)s."),
        _("The clock waits for the applicant, at the latest until %(until)s."),
    ),
    "loops.clock_resumed:reply": (
        _("The office's time runs again."),
        _("It was supplied. The clock runs again."),
    ),
    "loops.clock_resumed:time": (_("The office's time runs again."), _("The clock runs again.")),
    "people.contact_shown": (
        _("Somebody who works on it looked at how to reach you. This is on record."),
        _("The contact data were looked at."),
    ),
}

TONES: Mapping[str, Tone] = {
    "grant": "good",
    "received": "good",
    "ask": "warn",
    "extend": "warn",
    "park": "warn",
    "not_right": "warn",
    "not_right:arbitration": "warn",
    "reopen": "warn",
    "reopen:arbitration": "warn",
    "silence:delivering": "warn",
    "silence:unconfirmed": "warn",
    "applications.resident_asked:MATERIAL": "warn",
    "applications.resident_asked:MATERIAL:beyond": "warn",
    "applications.resident_asked:TRIP": "warn",
    "refuse": "bad",
    "conclude": "bad",
}


def _key(fact: Recorded) -> str | None:
    data = fact.data
    match fact.kind:
        case "applications.filed":
            return f"applications.filed:{data['channel']}"
        case "applications.resident_asked":
            beyond = data["what"] == "MATERIAL" and not data["in_version"]
            return f"applications.resident_asked:{data['what']}" + (":beyond" if beyond else "")
        case "applications.lead_named":
            return f"applications.lead_named:{'proposed' if data['as_proposed'] else 'other'}"
        case "loops.clock_resumed" if fact.actor.startswith("staff:"):
            return "loops.clock_resumed:reply"  # supplied at the window
    return None


def _words(fact: Recorded) -> str | None:
    if fact.data.get("event") in ("grant", "conclude"):
        return ""  # the reasons stand in the decision, on the page and in its document
    if fact.data.get("event") != "refuse":
        return None
    texts = fact.texts or {}
    return "\n".join(
        (
            _now("Reason: %(reason)s") % {"reason": texts.get("reason", "")},
            _now("Where to go: %(place)s") % {"place": texts.get("text", "")},
        )
    )


SENTENCES = Sentences(
    moves=MOVES,
    others=OTHERS,
    tones=TONES,
    key=_key,
    reads=RESIDENT_READS,
    office=OFFICE_WORDS,
    # Answers, materials and reasons of a decision stand on the page by themselves.
    silent=frozenset({"applications.filed", "applications.decided", "applications.rated"}),
    hidden=frozenset(
        {
            "people.contact_shown",
            "people.identity_revealed",
            "people.reveal_reviewed",
            "people.call_relayed",
        }
    ),
    parties={"applications.resident_asked": "lead", "applications.lead_named": "counter"},
    words=_words,
    person=_("The applicant"),
)
