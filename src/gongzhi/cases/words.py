"""Words for the codes of cases: states, ends, events, and what a refusal says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.cases.whistle_words import OWED as OWED_HELPING
from gongzhi.ui.words import register_refusals

STATES: Mapping[str, Any] = {
    "registered": _("waiting for dispatch"),
    "dispatched": _("waiting for signature"),
    "working": _("being worked on"),
    "return_review": _("return under review"),
    "answered": _("answered, waiting for the resident"),
    "calling": _("with the callback desk"),
    "withdrawal_check": _("withdrawal being confirmed"),
    "rechecking": _("being rechecked"),
    "arbitration": _("before the arbiter"),
    "parked": _("parked"),
    "joined": _("worked on together with others"),
    "closed": _("solved"),
    "concluded": _("ended by decision"),
    "refused": _("not taken up"),
    "withdrawn": _("withdrawn"),
    "unconfirmed": _("unconfirmed"),
    "transferred": _("referred elsewhere"),
    "ended_above": _("ended by the platform above"),
}

# The kinds of ends, for counts: which sentence an end deserves is the state's.
ENDS: Mapping[str, Any] = {
    "fulfilled": _("solved"),
    "denied": _("ended by decision"),
    "refused": _("not taken up"),
    "withdrawn": _("withdrawn"),
    "unconfirmed": _("unconfirmed"),
    "transferred": _("referred elsewhere"),
}

# A state in one sentence, for the resident.
STATE_SENTENCES: Mapping[str, Any] = {
    "registered": _("We have your case and are choosing the office for it."),
    "dispatched": _("Your case is with the office in charge."),
    "working": _("Your case is being worked on."),
    "return_review": _("We are checking which office is in charge."),
    "answered": _("The office has answered."),
    "calling": _("The office has answered; we are waiting for your word."),
    "withdrawal_check": _("You asked to withdraw; we are checking that you mean it."),
    "rechecking": _("Somebody independent is checking the result."),
    "arbitration": _("The arbiter is deciding how your case goes on."),
    "parked": _("Your case is set aside and will be looked at again."),
    "joined": _("Several people reported the same problem. One office works on it for all of you."),
    "closed": _("Your case is solved and closed."),
    "concluded": _("Your case was ended by a decision of the arbiter."),
    "refused": _("Your case was not taken up."),
    "withdrawn": _("You withdrew your case."),
    "unconfirmed": _("Your case ended unconfirmed: we could not ask you whether it is solved."),
    "transferred": _("Your case was referred to another procedure."),
    "ended_above": _(
        "The platform that sent us your case ended it. If it is not solved, open it again here."
    ),
}

# The next step and who owes it, for the resident. `unit` is who owes.
NEXT_STEPS: Mapping[str, Any] = {
    "registered": _("%(unit)s chooses the office in charge by %(due)s."),
    "dispatched": _("%(unit)s signs for your case by %(due)s."),
    "working": _("%(unit)s answers you by %(due)s."),
    "working:paused": _("You answer the question below. Until then the office's time stands still."),
    "return_review": _("%(unit)s decides by %(due)s which office is in charge."),
    "answered": _("You say by %(due)s whether the matter is solved."),
    "calling": _("You say whether it is solved, here or when %(unit)s calls you, by %(due)s."),
    "withdrawal_check": _("%(unit)s asks you by %(due)s whether you want to withdraw."),
    "rechecking": _("%(unit)s checks the result by %(due)s."),
    "arbitration": _("%(unit)s decides by %(due)s."),
    "parked": _("%(unit)s looks at it again by %(due)s."),
    "joined": _("You get the answer here as soon as the office gives it, by %(due)s."),
}

# Verbs on buttons.
EVENTS: Mapping[str, Any] = {
    "dispatch": _("Dispatch"),
    "redispatch": _("Dispatch again"),
    "deny_return": _("Do not accept the return"),
    "refuse": _("Do not take up"),
    "transfer": _("Refer elsewhere"),
    "answer_at_once": _("Answer at once"),
    "undo": _("Send it elsewhere"),
    "sign": _("Sign for it"),
    "return": _("Return to dispatcher"),
    "ask": _("Ask the resident"),
    "extend": _("Extend the limit"),
    "park": _("Park with a review date"),
    "take_up_again": _("Take up again"),
    "ask_up": _("Ask the arbiter"),
    "answer": _("Answer the resident"),
    "decide": _("Decide who handles it"),
    "conclude": _("End by decision"),
    "solved": _("Record: solved"),
    "not_solved": _("Record: not solved"),
    "withdrawal_confirmed": _("Withdrawal is meant"),
    "withdrawal_not_meant": _("Withdrawal is not meant"),
    "recheck_ok": _("Confirm the result"),
    "recheck_bad": _("Send back to work"),
    "reopen": _("Open again"),
    "join": _("Work on it together with another case"),
    "separate": _("Work on it by itself again"),
    "answer_together": _("answered together with others"),
    "withdraw": _("Withdraw"),
    "end_above": _("ended by the platform above"),
    "add": _("Add something"),
    "reply": _("Answer the question"),
    "urge": _("Urge the office"),
}

# Who takes part, and what is said of a step where it is no button.
PARTY_NAMES: Mapping[str, Any] = {
    "resident": _("the resident"),
    "operator": _("whoever takes the call"),
    "intake": _("the dispatch desk"),
    "lead": _("the office in charge"),
    "co": _("offices that help"),
    "arbiter": _("the arbiter"),
    "caller": _("the callback desk"),
    "verifier": _("somebody independent"),
    "above": _("the platform above"),
}
STEPS: Mapping[str, Any] = {**EVENTS, "solved": _("solved"), "not_solved": _("not solved")}

# What is owed, by the state or by a further duty within it.
OWED: Mapping[str, Any] = {
    **OWED_HELPING,
    "registered": _("dispatch it"),
    "dispatched": _("sign for it"),
    "first_contact": _("contact the resident"),
    "working": _("answer the resident"),
    "answered": _("The resident says whether it is solved."),
    "return_review": _("decide about the return"),
    "calling": _("call the resident"),
    "withdrawal_check": _("ask whether it is withdrawn"),
    "rechecking": _("recheck the result"),
    "arbitration": _("decide the dispute"),
    "parked": _("look at it again"),
    "joined": _("see that it is answered with the others"),
    "supervised": _("report to whoever supervises"),
    "danger_look": _("look whether life is in danger"),
    "danger_dispatch": _("send it on at once: life is in danger"),
    "effect_check": _("see whether the result lasts"),
    "exclusion": _("decide whether it counts in scores"),
    "rating_objection": _("decide on the objection to a rating"),
}

CHANNELS: Mapping[str, Any] = {
    "PORTAL": pgettext_lazy("channel", "online"),
    "HOTLINE": pgettext_lazy("channel", "telephone"),
    "COUNTER": pgettext_lazy("channel", "counter"),
    "PAPER": pgettext_lazy("channel", "letter"),
    "GRID": pgettext_lazy("channel", "grid worker"),
    "IMPORT": pgettext_lazy("channel", "taken over"),
    "SMS": pgettext_lazy("channel", "text message"),
    "OPEN311": pgettext_lazy("channel", "another app (Open311)"),
    "ABOVE": pgettext_lazy("channel", "platform above"),
    "SYSTEM": pgettext_lazy("channel", "another system"),
}

FILERS: Mapping[str, Any] = {
    "ANONYMOUS": _("without a name"),
    "NAMED": _("with a name or phone"),
    "HELPER": _("by a helper"),
}

NEEDS: Mapping[str, Any] = {
    "LANGUAGE": _("another language or a dialect"),
    "HEARING": _("hard of hearing: text instead of calls, or sign language"),
    "SIGHT": _("hard of sight: calls instead of text"),
    "HELPER": _("only with a helper or family member there"),
    "OTHER": _("something else"),
}

AGES: Mapping[str, Any] = {
    "FROM_60": _("60 or older"),
    "FROM_18": _("18 to 59"),
    "UNDER_18": _("under 18"),
}

SATISFACTIONS: Mapping[str, Any] = {
    "SATISFIED": _("satisfied"),
    "BASICALLY": _("mostly satisfied"),
    "DISSATISFIED": _("not satisfied"),
}

# In which respects two cases are alike.
SAME: Mapping[str, Any] = {
    "place": _("same place"),
    "category": _("same matter"),
    "near": _("near by"),
    "address": _("same address"),
    "grid": _("same grid"),
    "said": _("the resident says so"),
}

register_refusals(
    {
        "cases.erase_not_ended": _(
            "It is not over yet, and until then the office needs to know how to reach you. Ask again when it has ended."
        ),
        "cases.erase_not_entitled": _(
            "Only the person concerned may ask for this, or its time does it. Wait for one of them."
        ),
        "cases.text_missing": _("Nothing is written yet. Write a few words, then send it again."),
        "cases.text_too_long": _(
            "The text has %(length)s characters; %(limit)s fit. Nothing was lost: shorten it and send it again. "
            "You can add the rest later."
        ),
        "cases.contact_confidential": _(
            "This case is confidential: the dispatch and callback desks get in touch for you. Write them a note, "
            "or ask the resident here."
        ),
        "cases.resident_lifts_it": _(
            "Only the resident lifts the confidential handling, with number and code. Ask them to."
        ),
        "cases.needs_too_long": _("At most %(limit)s characters fit here. Shorten it, then send it again."),
        "cases.photos_too_many": _(
            "At most %(limit)s photos fit at once. Take some away, and add them later."
        ),
        "cases.photos_full": _(
            "There are %(limit)s photos with this case, and no more fit. Say in words what else there is to see."
        ),
        "cases.phone_missing": _(
            "We need a phone number to reach you. Add it, or choose to report without giving your name."
        ),
        "cases.helper_missing": _("Say who you are: your name or your phone number, then send it again."),
        "cases.place_impossible": _(
            "This point does not exist. Choose the place again, or write it in words."
        ),
        "cases.no_desk": _(
            "No desk is in charge of this place yet, so nothing was sent. "
            "Call us, or ask an administrator to set it up."
        ),
        "cases.not_yours": _("Your unit has no part in this case. Ask the unit that handles it."),
        "cases.not_the_desks": _(
            "It was not the dispatch desk that sent this case there. If it is somebody else's, the unit returns it."
        ),
        "cases.no_danger": _(
            "No words of this report warn of danger. Where life is in danger, set a matter that says so."
        ),
        "cases.no_unit": _(
            "The duty table names no unit for this matter here. Choose a unit, or correct the matter."
        ),
        "cases.ended": _("The case is closed, so this is not possible now. It can be opened again first."),
        "cases.matter_missing": _("The case has no matter yet. Choose one, then dispatch it."),
        "cases.matter_was_set": _(
            "A person has set another matter meanwhile. Look at it; change it by hand if it is wrong."
        ),
        "cases.matter_unknown": _("There is no such matter. Choose one from the list."),
        "cases.overrule_not_entitled": _(
            "Only a superior office may give the case to a unit without the power. Ask it, or choose another unit."
        ),
        "cases.reason_missing": _("The reason is missing. Say why, then send it again."),
        "cases.where_to_go_missing": _("Say where the resident can go instead, then send it again."),
        "cases.no_contact": _(
            "Nobody left a phone number or name with this case. Answer here; the resident reads it."
        ),
        "cases.no_such_case": _("There is no such case at your desk. Check the number, then send it again."),
        "cases.joined_to_itself": _("A case cannot be joined to itself. Choose another one."),
        "cases.are_joined": _(
            "They are worked on together. Put the one back to the desk first, with a reason."
        ),
        "cases.parent_joined": _(
            "That case goes along with another one itself. Join this one to the case that carries both."
        ),
        "cases.parent_answered": _(
            "That case is answered or ended, so nothing can be joined to it. "
            "Where the problem has come back, open it again."
        ),
        "cases.other_matter": _(
            "The two cases are about different matters. Correct the matter first, or keep them apart."
        ),
        "cases.others_help": _(
            "Other units are at work on this case. Let it carry the others, or wait until their part is over."
        ),
        "cases.no_draft": _("There is no draft to decide about. Reload the page."),
        "cases.steps_too_few": _(
            "Of very many steps in this period too few are published to look for them at once. "
            "Ask for a shorter period."
        ),
    }
)
