"""Words for the codes of applications: states, ends, events, grades, and what a refusal says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

STATES: Mapping[str, Any] = {
    "filed": _("waiting at the counter"),
    "dispatched": _("waiting for signature"),
    "working": _("being examined"),
    "return_review": _("return under review"),
    "granted_out": _("granted, on its way to the applicant"),
    "delivering": _("granted, being delivered"),
    "withdrawal_check": _("withdrawal being confirmed"),
    "arbitration": _("with the deciding office"),
    "parked": _("parked"),
    "granted": _("granted"),
    "denied": _("not granted"),
    "not_taken": _("not taken up"),
    "withdrawn": _("withdrawn"),
    "unconfirmed": _("unconfirmed"),
}

ENDS: Mapping[str, Any] = {
    "fulfilled": _("granted"),
    "denied": _("not granted"),
    "refused": _("not taken up"),
    "withdrawn": _("withdrawn"),
    "unconfirmed": _("unconfirmed"),
}

OWED: Mapping[str, Any] = {
    "filed": _("give it to the office in charge"),
    "dispatched": _("sign for it"),
    "first_contact": _("contact the applicant"),
    "working": _("examine it"),
    "return_review": _("decide about the return"),
    "granted_out": _("The applicant says whether the decision arrived and is right."),
    "delivering": _("ask whether the decision arrived"),
    "withdrawal_check": _("ask whether it is withdrawn"),
    "arbitration": _("decide"),
    "parked": _("look at it again"),
}

# A state in one sentence, for the applicant.
STATE_SENTENCES: Mapping[str, Any] = {
    "filed": _("We have your application and give it to the office in charge."),
    "dispatched": _("Your application is with the office in charge."),
    "working": _("Your application is being examined."),
    "working:paused": _("Something is missing. Please bring it in; then it goes on."),
    "return_review": _("We are checking which office is in charge."),
    "granted_out": _("It is granted. Your decision is here."),
    "delivering": _("It is granted. Your decision is here."),
    "withdrawal_check": _("You asked to withdraw; we are checking that you mean it."),
    "arbitration": _("A second office is deciding this."),
    "parked": _("Your application is set aside and will be looked at again."),
    "granted": _("It is granted and closed."),
    "denied": _("It was not granted. Why, and what you can do, stands in the decision."),
    "not_taken": _("Your application was not taken up."),
    "withdrawn": _("You withdrew your application."),
    "unconfirmed": _("It ended unconfirmed: we could not ask you whether all is right."),
}

# The next step and who owes it, for the applicant. `unit` is who owes.
NEXT_STEPS: Mapping[str, Any] = {
    "filed": _("%(unit)s gives it to the office in charge by %(due)s."),
    "dispatched": _("%(unit)s signs for it by %(due)s."),
    "working": _("%(unit)s decides by %(due)s."),
    "working:paused": _("You supply what is missing. Until then the office's time stands still."),
    "return_review": _("%(unit)s decides by %(due)s which office is in charge."),
    "granted_out": _("You say by %(due)s whether the decision arrived and is right."),
    "delivering": _("You say whether it is right, here or when %(unit)s calls you, by %(due)s."),
    "withdrawal_check": _("%(unit)s asks you by %(due)s whether you want to withdraw."),
    "arbitration": _("%(unit)s decides by %(due)s."),
    "parked": _("%(unit)s looks at it again by %(due)s."),
}

# Verbs on buttons.
EVENTS: Mapping[str, Any] = {
    "assign": _("Give it to an office"),
    "redispatch": _("Give it to another office"),
    "deny_return": _("Do not accept the return"),
    "refuse": _("Do not take up"),
    "sign": _("Sign for it"),
    "return": _("Return to the counter"),
    "ask": _("Ask for what is missing"),
    "extend": _("Extend the limit"),
    "ask_up": _("Propose not to grant"),
    "grant": _("Grant"),
    "decide": _("Decide who examines it"),
    "conclude": _("Do not grant"),
    "received": _("Record: arrived and right"),
    "not_right": _("Record: not right"),
    "withdrawal_confirmed": _("Withdrawal is meant"),
    "withdrawal_not_meant": _("Withdrawal is not meant"),
    "supply": _("Take what is supplied"),
    "contact": _("Record a contact"),
    "call_applicant": _("Be connected by telephone"),
    "reveal": _("See who applied"),
    "not_reached": _("Record: nobody reached"),
}

# Who takes part, and what is said of a step where it is no button.
PARTY_NAMES: Mapping[str, Any] = {
    "applicant": _("the applicant"),
    "counter": _("the window"),
    "lead": _("the office that examines"),
    "co": _("offices that help"),
    "arbiter": _("the second office, which decides"),
    "caller": _("the desk that asks"),
}
STEPS: Mapping[str, Any] = {
    **EVENTS,
    "received": _("arrived and right"),
    "not_right": _("not right"),
    "withdraw": _("withdraw"),
    "park": _("set aside with a review date"),
    "take_up_again": _("take up again"),
}

CHANNELS: Mapping[str, Any] = {
    "PORTAL": pgettext_lazy("channel", "online"),
    "COUNTER": pgettext_lazy("channel", "at the window"),
    "PHONE": pgettext_lazy("channel", "by telephone"),
    "HOME_VISIT": pgettext_lazy("channel", "at home"),
}
FILERS: Mapping[str, Any] = {
    "SELF": _("by the applicant"),
    "HELPER": _("by a helper, for the applicant"),
}
MATERIAL_STATES: Mapping[str, Any] = {
    "PROMISED": _("will be brought to the window"),
    "GIVEN": _("there"),
    "CHECKED": _("there and checked"),
    "MISSING": _("missing"),
}
HOWS: Mapping[str, Any] = {
    "UPLOADED": _("I add a photo here"),
    "COUNTER": _("I bring it to the window"),
    "HELD": _("An office has it already"),
    "NOTHING": _("I do not have it now"),
}
OUTCOMES: Mapping[str, Any] = {"GRANTED": _("granted"), "DENIED": _("not granted")}
GRADES: Mapping[int, Any] = {
    5: _("very good"),
    4: _("good"),
    3: _("fair"),
    2: _("bad"),
    1: _("very bad"),
}

register_refusals(
    {
        "applications.erase_not_ended": _(
            "It is not over yet, and until then the office needs to know how to reach you. Ask again when it has ended."
        ),
        "applications.erase_not_entitled": _(
            "Only the person concerned may ask for this, or its time does it. Wait for one of them."
        ),
        "applications.text_missing": _("Nothing is written yet. Write a few words, then send it again."),
        "applications.text_too_long": _(
            "The text has %(length)s characters; %(limit)s fit. Nothing was lost: shorten it and send it again."
        ),
        "applications.phone_missing": _(
            "We need a phone number to reach you about the decision. Add it, then send it again."
        ),
        "applications.helper_missing": _(
            "Say who you are: your name or your phone number, then send it again."
        ),
        "applications.field_unknown": _(
            "This form has no field %(field)s. Reload the page and fill it in again."
        ),
        "applications.field_missing": _("%(field)s is empty. Fill it in, then send it again."),
        "applications.field_malformed": _(
            "%(field)s cannot be read like this. Correct it, then send it again."
        ),
        "applications.material_unknown": _(
            "%(material)s is not asked for here, so we do not take it. Leave it out."
        ),
        "applications.no_item": _(
            "This can no longer be applied for like this. Choose it again from the list."
        ),
        "applications.no_office": _(
            "No office in this place decides about it yet, so nothing was sent. Call us: we find the way with you."
        ),
        "applications.no_desk": _(
            "No counter is in charge of this place yet, so nothing was sent. "
            "Call us, or ask an administrator to set it up."
        ),
        "applications.asked_already": _(
            "What is missing is asked for once, and that was done. Decide by what is there, or get the rest yourselves."
        ),
        "applications.nothing_asked": _("Mark what is missing, each with the reason. Then send it."),
        "applications.nothing_supplied": _(
            "Nothing was added. Choose for each what you supply, then send it."
        ),
        "applications.reason_missing": _("Give the reason; the applicant reads it. Then try again."),
        "applications.where_to_go_missing": _("Say where the applicant can go instead. Then try again."),
        "applications.material_open": _(
            "%(material)s is not there yet. Ask for it, or propose not to grant; then a second office decides."
        ),
        "applications.second_office": _(
            "Your unit examined this. A denial is decided by another one: leave it to them."
        ),
        "applications.decided_already": _(
            "It was decided already. If something is not right, say so on the page of the application."
        ),
        "applications.legal_time": _(
            "An extension would go beyond the %(legal)s working days the law allows. Decide by the promised day."
        ),
        "applications.not_yours": _("Your unit plays no part in this application. Leave it to those who do."),
        "applications.ended": _("This application has ended. Contact data are shown only while it is open."),
        "applications.no_contact": _("No contact data were left. The applicant reads what you write here."),
        "applications.only_applicant_rates": _("Only the applicant rates. Leave it to them."),
        "applications.nothing_to_rate": _(
            "You can rate once there is a decision. Until then, call us any time."
        ),
        "applications.rated_already": _(
            "You rated this already; each application is rated once. Call us if there is more to say."
        ),
    }
)
