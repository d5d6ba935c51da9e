"""What the pages of helping say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.channels.assisted.facts import Verb
from gongzhi.ui.words import register_refusals

VERBS: Mapping[Verb, Any] = {
    Verb.ADD: _("Add something"),
    Verb.REPLY: _("Answer what the office asked"),
    Verb.URGE: _("Urge the office"),
    Verb.SOLVED: _("The person says: it is solved"),
    Verb.NOT_SOLVED: _("The person says: it is not solved"),
    Verb.REOPEN: _("Open it again"),
    Verb.WITHDRAW: _("Withdraw it"),
}
# What was typed for the person, as the person reads it.
ACTED: Mapping[str, Any] = {
    "FILE": _("Staff of %(unit)s filed it for you."),
    "ADD": _("Staff of %(unit)s added something for you."),
    "JUDGE": _("Staff of %(unit)s typed what you say about the result."),
    "WITHDRAW": _("Staff of %(unit)s typed that you want to withdraw it."),
}
PROOF_SAID: Mapping[str, Any] = {
    "PRESENT": _("They put down that you were there."),
    "PHONE": _("They put down that you asked by telephone."),
    "PAPER": _("They put down that you gave them a paper."),
    "SMS": _("They put down that you sent a message."),
    "WITNESS": _("They put down that a witness heard you say so."),
}

register_refusals(
    {
        "assisted.no_matter": _(
            "We find no matter with this number and code that you could help with. Check both on the receipt."
        ),
        "assisted.words_missing": _("Write what the person says, in the person's own words."),
        "assisted.not_offered": _("This cannot be done in the matter now. Reload the page."),
    }
)
