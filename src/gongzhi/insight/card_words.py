"""Words of hypothesis cards, and what their refusals say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.insight.card_facts import CardState, Ground, Outcome
from gongzhi.ui.words import register_refusals

STATES: Mapping[CardState, Any] = {
    CardState.DRAFT: pgettext_lazy("card", "draft"),
    CardState.OPEN: pgettext_lazy("card", "to be checked"),
    CardState.CHECKED: pgettext_lazy("card", "checked"),
    CardState.DISMISSED: pgettext_lazy("card", "dismissed"),
}
GROUNDS: Mapping[Ground, Any] = {
    Ground.BURST: _("a sudden increase"),
    Ground.REPEAT: _("one place again and again"),
    Ground.FORECAST: _("a forecast"),
    Ground.TOPIC: _("a topic"),
    Ground.OWN: _("what somebody knows"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.TRUE: pgettext_lazy("card", "it came true"),
    Outcome.FALSE: pgettext_lazy("card", "it did not come"),
    Outcome.UNCLEAR: pgettext_lazy("card", "it stays unclear"),
}
OUTCOME_LOOKS: Mapping[Outcome, str] = {
    Outcome.TRUE: "done",
    Outcome.FALSE: "overdue",
    Outcome.UNCLEAR: "quiet",
}
# What evidence says, by its ground; figures fill the places.
SAID: Mapping[Ground, Any] = {
    Ground.BURST: _("From %(first)s to %(last)s %(seen)s came in, where about %(usual)s are usual."),
    Ground.REPEAT: _("The same place was reported %(seen)s times from %(first)s to %(last)s."),
    Ground.FORECAST: _(
        "From %(first)s to %(last)s about %(seen)s are expected. In the weeks before about %(usual)s a week came."
    ),
    Ground.TOPIC: _("A topic holds %(seen)s messages since %(first)s."),
}

register_refusals(
    {
        "insight.card_not_entitled": _("Your post neither writes nor checks cards. Ask a leader in charge."),
        "insight.card_not_your_tree": _("This place lies outside your post. Choose one from your own tree."),
        "insight.card_text_missing": _(
            "Say all four things: what you expect, why, and what would count as true and as false. Then send it again."
        ),
        "insight.card_text_too_long": _(
            "A text has more than %(limit)s characters. Nothing was lost: shorten it."
        ),
        "insight.card_about_a_person": _(
            "This is about a person: a name, a number, a plate or a room stands in it. Cards are about places and"
            " things. Take it out, then send it again."
        ),
        "insight.card_day": _("The day of the check lies 1 to %(longest)s days ahead. Choose such a day."),
        "insight.card_matter_unknown": _("This matter is not in force. Choose one from the list."),
        "insight.card_place_unknown": _(
            "This place is not known. Choose a division or a grid from the list."
        ),
        "insight.card_unit_unknown": _("This unit does not exist any more. Choose another one."),
        "insight.card_known": _("There is a card for this already. Open it instead of writing a second one."),
        "insight.card_no_draft": _("Somebody has taken this draft up or dismissed it. Reload the page."),
        "insight.card_reason_missing": _("Say why in a few words: dismissed drafts are counted in public."),
        "insight.card_own": _("You wrote this card or took it up. Let somebody else look."),
        "insight.card_not_open": _("Nobody has taken this draft up yet. Take it up first, or dismiss it."),
        "insight.card_over": _("This card is over already. Reload the page."),
        "insight.card_too_early": _(
            "Until %(day)s it may still come. Before that day a card can only turn out true."
        ),
        "insight.card_seen_missing": _("Say what was seen, in a few words."),
        "insight.card_gone": _("This card does not exist. Go back to the list of cards."),
        "insight.card_figures": _(
            "The figures of this evidence are not of the agreed form. Tell the operator."
        ),
    }
)
