"""Words for the codes of directives, and what a refusal says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

STATES: Mapping[str, Any] = {
    "issued": _("written, not sent yet"),
    "received": _("waiting for the addressee's answer"),
    "objected": _("answered; the issuer owes a reply"),
    "working": _("being carried out"),
    "reported": _("reported done"),
    "assessing": _("being looked at independently"),
    "arbitration": _("before the superior office"),
    "parked": _("parked"),
    "concluded": _("concluded"),
    "released": pgettext_lazy("directive", "released"),
    "stopped": _("stopped by the superior office"),
}
ENDS: Mapping[str, Any] = {
    "fulfilled": _("concluded"),
    "refused": pgettext_lazy("directive", "released"),
    "denied": _("stopped by the superior office"),
}
OWED: Mapping[str, Any] = {
    "issued": _("send it"),
    "received": _("accept it, or say why not"),
    "objected": _("reply to the addressee"),
    "working": _("carry it out"),
    "reported": _("judge what was reported"),
    "assessing": _("look at it independently"),
    "arbitration": _("decide how it goes on"),
    "parked": _("look at it again"),
}
PARTY_NAMES: Mapping[str, Any] = {
    "issuer": _("the issuer"),
    "lead": _("the addressee"),
    "co": _("those who help"),
    "superior": _("the superior office"),
    "reviewer": _("the independent reviewer"),
}
ROLES: Mapping[str, Any] = {
    "work": _("work on it"),
    "part": _("a part of it"),
    "next": _("the next version"),
}
EVENTS: Mapping[str, Any] = {
    "send": _("Send it"),
    "call_back": _("Do not send"),
    "accept": _("Accept"),
    "cannot": _("We cannot"),
    "conflicts": _("It conflicts with another rule"),
    "already_done": _("It is done already"),
    "better_way": _("We know a better way"),
    "insist": _("It stays as it is"),
    "amend": _("Change it and send it again"),
    "release": _("Release the addressee"),
    "agree_done": _("Have it looked at"),
    "extend": _("Extend the limit"),
    "park": _("Park with a review date"),
    "take_up_again": _("Take up again"),
    "ask_up": _("Ask the superior office"),
    "report": _("Report it done"),
    "confirm": _("Accept the result"),
    "look": _("Accept, after an independent look"),
    "not_enough": _("Not enough yet"),
    "assess_ok": _("It is as reported"),
    "assess_bad": _("It is not as reported"),
    "decide": _("Decide who carries it out"),
    "stop": _("Stop it"),
    "reopen": _("Open again"),
}
VERDICTS: Mapping[str, Any] = {
    "BETTER": _("better than before"),
    "SAME": _("the same as before"),
    "WORSE": _("worse than before"),
}

register_refusals(
    {
        "directives.not_your_tree": _("This place lies outside your post. Choose a place in your own tree."),
        "directives.title_missing": _("The title is missing. Say in a few words what is to be done."),
        "directives.title_too_long": _(
            "The title has %(length)s characters; %(limit)s are possible. Shorten it."
        ),
        "directives.basis_missing": _("The legal basis is missing. Name the law, the rule or the plan."),
        "directives.text_missing": _("The text is missing. Say what is to be done."),
        "directives.text_too_long": _(
            "The text has %(length)s characters; %(limit)s are possible. Shorten it."
        ),
        "directives.due_passed": _("The last day has passed or is today. Choose a later one."),
        "directives.due_too_far": _(
            "The last day is more than %(days)s days away. Choose an earlier one, or make it a rule."
        ),
        "directives.band_upside_down": _("The band begins above its end. Put the smaller number first."),
        "directives.own_addressee": _("Nobody instructs the own unit. Choose another addressee."),
        "directives.too_many_parts": _(
            "%(parts)s addressees are too many; %(limit)s are possible. Instruct a level above them."
        ),
        "directives.addressee_twice": _("An addressee stands twice for the same place. Take one out."),
        "directives.part_open": _("An addressee has an open part for this place already. Take it out."),
        "directives.outside_grid": _("This grid lies outside the area of the directive. Choose another."),
        "directives.outside_scope": _(
            "An addressee's area lies outside the area of the directive. Widen it, or choose another."
        ),
        "directives.no_power": _(
            "%(unit)s has no part in this matter: %(citation)s Choose whoever has it, or overrule with a reason."
        ),
        "directives.figures_held": _(
            "These figures are computed here already: %(where)s. Do not ask people for them."
        ),
        "directives.asked_already": _(
            "Directive %(number)s asks for the same. Go on with that one, or end it first."
        ),
        "directives.overrule_not_entitled": _(
            "Your post does not cover overruling the duty table. Ask your superior."
        ),
        "directives.parts_open": _(
            "%(open)s parts are still open. Report when they have ended, or release them."
        ),
        "directives.unknown_matter": _("This matter is not in force. Choose one from the list."),
        "directives.no_desk": _("No desk %(office)s serves this place. Ask an administrator to name one."),
        "directives.unknown_number": _("There is nothing with this number that you may see. Check it."),
        "directives.not_its_work": _(
            "Work on this is about the same matter and had not ended before. Check the number."
        ),
        "directives.assessed_already": _("This was assessed before. One word for each counts."),
        "directives.not_asked": _("Nobody is asked about this now. Reload the page."),
        "directives.look_not_drawn": _("Draw the places first, then go and look."),
        "directives.not_drawn_place": _("This place was not drawn. Only what the lot chose is looked at."),
        "directives.no_places": _("There is no place to look at. Judge by what was reported."),
        "directives.look_first": _("Look at the places that were drawn first: %(open)s are left."),
        "directives.look_needed": _(
            "A whole directive is looked at independently before it ends. Choose that step."
        ),
        "directives.not_ended": _("Conclusions are written when it has ended. Wait for that."),
        "directives.next_exists": _("A next version exists already: %(number)s."),
        "directives.unknown_unit": _(
            "A unit of the other node is not known here. Import it with the same code."
        ),
        "directives.other_definition": _(
            "The other node follows another version of the procedure. Publish the same one."
        ),
        "directives.out_of_step": _(
            "It stands at another step here than on the other node. Compare the two sheets."
        ),
        "directives.elsewhere": _("This unit works on the node %(node)s. The step is taken there."),
        "directives.unknown_measure": _("This measure is unknown. Choose one from the list."),
    }
)
