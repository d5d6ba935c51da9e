"""What is answered to a text message, and what the page of messages says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.channels.sms.facts import SmsState
from gongzhi.ui.words import register_refusals

REPLIES: Mapping[SmsState, Any] = {
    SmsState.FILED: _(
        "We have your report. Number %(number)s, code %(code)s: with both you can follow it. Reply 0 for a person."
    ),
    SmsState.JUDGED: _("Your answer is on record. Thank you."),
    SmsState.OBJECTED: _("Your objection is on record."),
    SmsState.STOPPED: _("You get no more text messages from us."),
    SmsState.CALL: _("Somebody will call you."),
    SmsState.UNCLEAR: _("We have your message. A person looks at it. Reply 0 if you want to be called."),
    SmsState.TOO_MANY: _(
        "You sent many messages today. We take no more by text message until tomorrow. Please call %(phone)s."
    ),
    SmsState.SETTLED: _("We have your message. A person looks at it. Reply 0 if you want to be called."),
}
STATES: Mapping[str, Any] = {
    "CALL": _("wants to talk with a person"),
    "UNCLEAR": _("not understood by the program"),
}

register_refusals(
    {
        "sms.settled_already": _("Somebody looked at this message before. Reload the page."),
        "sms.reason_missing": _("Say in a few words why nothing comes of it."),
        "sms.reason_too_long": _("The reason has at most %(limit)s characters. Shorten it."),
    }
)
