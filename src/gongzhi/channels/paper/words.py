"""What the pages of paper say when they refuse, and what a form says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.channels.paper.facts import PRINTED_AT_ONCE, Typed
from gongzhi.ui.words import register_refusals

TYPED: Mapping[Typed, Any] = {
    Typed.MATTER: _("Matter"),
    Typed.DIVISION: _("Town or community"),
    Typed.ADDRESS: _("Where"),
    Typed.TEXT: _("What happened"),
}
LIMIT = PRINTED_AT_ONCE

register_refusals(
    {
        "paper.too_many": _("Print 1 to %(limit)s forms at once."),
        "paper.unknown": _(
            "No form with this number was printed here. Check the number, or leave it empty: a new one is given."
        ),
        "paper.number_taken": _(
            "Another paper was typed under this number. Check the number printed on the form, then send it again."
        ),
        "paper.received_ahead": _("The day it came in lies ahead. Check the date."),
        "paper.received_long_ago": _("The day it came in is years ago. Check the date."),
        "paper.typed_already": _("This form was typed a second time already, or has not been typed yet."),
        "paper.typed_by_you": _("You typed this form first. Somebody else types it again."),
    }
)
