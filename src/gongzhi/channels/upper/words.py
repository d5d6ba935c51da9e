"""What orders of a platform above, their differences and their troubles are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence, register_refusals

register_refusals(
    {
        "upper.mapping_wrong": _(
            "The mapping cannot be used: see %(where)s. Correct it, then load it again."
        ),
        "upper.no_message": _("There is no such message. Reload the page."),
        "upper.no_difference": _("There is no such difference. Reload the page."),
        "upper.no_such_platform": _("No platform above is known by that name. See gongzhi upper status."),
        "upper.nothing_to_send": _(
            "Nothing was told above about this order yet, so nothing can be sent again."
        ),
        "upper.cannot_be_asked": _(
            "This order could not be asked for: the link is down, or works by files. Try again later, or note why."
        ),
    }
)

# Why a platform gave no right answer; what is not listed is a status of HTTP.
TROUBLES: Mapping[str, Any] = {
    "upper.unreachable": _("Nobody answers. It is asked again by itself; what waits is kept."),
    "upper.wrong_answer": _("What came was cut off or cannot be read. It is asked again by itself."),
    "upper.wrong_signature": _(
        "The answer is not signed with the shared key. Compare the keys and clocks of both sides."
    ),
    "upper.not_let_in": _("The platform above does not let us in. Compare the keys of both sides."),
    "upper.no_key": _("The shared key is missing. Put its file into the data folder."),
    "upper.no_folder": _("The folder cannot be reached, or cannot be written to."),
}

WHAT: Mapping[str, Any] = {
    "MISSING_HERE": _("known above, not here"),
    "MISSING_ABOVE": _("open here, not known above"),
    "STATUS": _("open on one side, ended on the other"),
    "DEADLINE": _("another limit"),
    "CATEGORY": _("another category"),
    "OPINION": _("the resident's word differs"),
    "NOT_FOLLOWED": _("a step of theirs that could not be followed"),
}
VALUES: Mapping[str, Any] = {
    "OPEN": _("open"),
    "CLOSED": _("ended"),
    "REOPENED": _("opened again"),
    "SOLVED": _("solved"),
    "NOT_SOLVED": _("not solved"),
}
KINDS: Mapping[str, Any] = {
    "SIGN": pgettext_lazy("told above", "signed"),
    "RETURN": pgettext_lazy("told above", "returned"),
    "EXTENSION": pgettext_lazy("told above", "more time wanted"),
    "REPLY": pgettext_lazy("told above", "reply"),
    "JUDGEMENT": pgettext_lazy("told above", "the resident's judgement"),
    "CLOSED": pgettext_lazy("told above", "ended"),
    "REOPENED": pgettext_lazy("told above", "opened again"),
}
CODES: Mapping[str, Any] = {
    "CATEGORY": _("category"),
    "UNIT": _("unit"),
    "CLASS": _("class of limit"),
    "STATUS": _("status"),
}


def trouble(code: str) -> str:
    """Say why a platform gave no right answer."""
    if code in TROUBLES:
        return str(TROUBLES[code])
    if code.startswith("upper.status_"):
        return gettext(
            "The platform above answers with an error (%(status)s). It is asked again by itself."
        ) % {"status": code.removeprefix("upper.status_")}
    return refusal_sentence(Refusal(code))
