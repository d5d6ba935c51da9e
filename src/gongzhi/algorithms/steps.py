"""Verbs of the gates, as they stand on buttons and in the account of how a version moves."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: Mapping[str, Any] = {
    "state_need": _("Hand it on to be tested"),
    "ask_simple": _("Ask for the short review"),
    "drop": _("Give it up"),
    "return": _("Send it back to its owner"),
    "state_impact": _("Begin the test"),
    "extend": _("Ask for more time to test"),
    "ask_up": _("Ask the arbiter"),
    "report_test": _("Report the test"),
    "submit": _("Take it to the board"),
    "test_again": _("Have it tested again"),
    "approve": _("Approve a shadow run"),
    "approve_simple": _("Approve it the short way"),
    "approve_for_experts": _("Approve it, experts to look as well"),
    "not_yet": _("Not yet: send it back"),
    "reject": _("Say no"),
    "send_to_experts": _("Send it to outside experts"),
    "take_back": _("Take it back from the board"),
    "experts_ok": _("Agree, as experts"),
    "experts_bad": _("Send it back, as experts"),
    "start_pilot": _("Begin the pilot"),
    "ask_comparison": _("Ask for the comparison"),
    "pilot_ok": _("Let it come into force"),
    "pilot_bad": _("End the pilot and send it back"),
    "better": _("It is better: let it come into force"),
    "not_better": _("It is no better: send it back"),
    "begin_anew": _("Take it out of use and begin anew"),
    "retire": _("Retire it"),
    "send_back": _("Send it back to be tested"),
    "refuse": _("Refuse it"),
    "reopen": _("Take it up again"),
}
