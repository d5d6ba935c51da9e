"""Words for joint work, whistles and supervision, and what their refusals say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

GROUNDS: Mapping[str, Any] = {
    "UNSOLVABLE": _("a public problem the town cannot solve"),
    "ENFORCEMENT": _("joint enforcement where the town lacks the power"),
    "EMERGENCY": _("an emergency"),
}

RATINGS: Mapping[str, Any] = {
    "GOOD": pgettext_lazy("rating of a department", "good"),
    "ENOUGH": pgettext_lazy("rating of a department", "enough"),
    "POOR": pgettext_lazy("rating of a department", "poor"),
}

# How a part stands.
PARTS: Mapping[str, Any] = {
    "OPEN": _("under way"),
    "DONE": _("part done"),
    "REFUSED": _("says it is not its own"),
    "WAIVED": _("put off"),
    "RELEASED": _("released"),
}

ENDINGS: Mapping[str, Any] = {
    "CONCLUDED": _("concluded by the town"),
    "LEAD_CHANGED": _("ended by itself: another unit leads the case now"),
    "JOINED": _("ended by itself: the case is worked on together with another one"),
    "CASE_ENDED": _("ended by itself, with the case"),
}

# What is owed, by the deadline; with the party where another one owes the same state something else.
OWED: Mapping[str, Any] = {
    "arrive": _("come to the place"),
    "working:co": _("do your part"),
}

register_refusals(
    {
        "cases.help_at_work": _(
            "Others are called in while the case is worked on. Take it on first, or ask the arbiter."
        ),
        "cases.whistle_town_only": _(
            "Only a town that leads the case whistles. Call units in to help, or ask the arbiter."
        ),
        "cases.whistle_at_work": _(
            "A whistle is for a case that is being worked on. Wait until the town has taken it on."
        ),
        "cases.whistle_open": _(
            "A whistle is open already. Call one more department by it, or wait until it is concluded."
        ),
        "cases.whistle_own_judge": _(
            "Your unit would decide about objections to its own ratings, so it cannot whistle. Call units in to help."
        ),
        "cases.whistle_nobody": _("No department is called yet. Choose one and write its task."),
        "cases.whistle_twice": _("A department is called twice. Write both tasks in one place."),
        "cases.whistle_too_many": _(
            "A whistle calls at most %(most)s departments. Call those without whom it cannot be solved."
        ),
        "cases.whistle_task_missing": _("A department has no task yet. Say what it is to do there."),
        "cases.whistle_not_proposed": _("Nothing is proposed any more. Reload the page."),
        "cases.whistle_proposed_already": _(
            "This has been proposed already. The town whistles, or says why it does not."
        ),
        "cases.whistle_yourself": _("Your post may whistle itself, so there is nobody to propose it to."),
        "cases.whistle_not_concluded": _(
            "The departments are done, and the whistle is not concluded. Say first what came of it."
        ),
        "cases.whistle_not_over": _("The whistle is still open. Conclude it first, then rate."),
        "cases.no_whistle": _("No whistle is open here. Reload the page."),
        "cases.judges_ratings": _(
            "This unit decides about objections to ratings, so it is not called. Ask it as the arbiter instead."
        ),
        "cases.not_called": _("This unit was not called to the place. Choose one that was."),
        "cases.arrived_already": _("Your unit's arrival is on record already."),
        "cases.rated_already": _("This department is rated already. It may object; the arbiter decides."),
        "cases.rating_words_missing": _("A poor rating needs its reason. Say what was missing."),
        "cases.not_rated": _("Your unit is not rated yet, so there is nothing to object to."),
        "cases.no_objection": _("No objection waits here. Reload the page."),
        "cases.supervise_outside": _("This case lies outside your area. Ask the office that covers it."),
        "cases.supervision_waits": _("A reply is still owed. Wait for it, or end the supervision."),
        "cases.not_supervised": _("The case is not under supervision any more. Reload the page."),
    }
)
