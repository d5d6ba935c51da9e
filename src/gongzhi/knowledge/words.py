"""Words for the states of articles, and what the refusals say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.knowledge.facts import ArticleState
from gongzhi.ui.words import register_refusals

STATES: Mapping[ArticleState, Any] = {
    ArticleState.DRAFT: pgettext_lazy("article", "Draft"),
    ArticleState.PUBLISHED: pgettext_lazy("article", "Published"),
    ArticleState.SUPERSEDED: pgettext_lazy("article", "Followed by a newer one"),
    ArticleState.WITHDRAWN: pgettext_lazy("article", "Withdrawn"),
}

register_refusals(
    {
        "knowledge.not_entitled": _(
            "Your post does not write articles. Ask the head of your unit, or the dispatch desk."
        ),
        "knowledge.other_unit": _(
            "Another unit answers for this. Write for your own unit, or ask the dispatch desk."
        ),
        "knowledge.text_missing": _("An article has a title and a text. Write both."),
        "knowledge.text_too_long": _(
            "That is too long: a title has at most %(title)s characters, a text %(body)s. Make two articles of it."
        ),
        "knowledge.period": _("It would end before it begins. Check the two days."),
        "knowledge.no_draft": _(
            "There is no draft to publish. Write one first; what is published cannot be changed."
        ),
        "knowledge.sources_missing": _("Say what it rests on: a law, a rule, a notice. Then publish it."),
        "knowledge.review_missing": _(
            "Name a day in the future on which somebody looks at it again. Then publish it."
        ),
        "knowledge.over_already": _(
            "It would hold no more already. Choose a later last day, or leave it open."
        ),
        "knowledge.not_published": _("It is not published, so it cannot be withdrawn."),
        "knowledge.reason_missing": _("Say why it is withdrawn."),
        "knowledge.unit_unknown": _("Choose the unit that answers for it."),
        "knowledge.matter_unknown": _("Choose a matter from the list."),
        "knowledge.place_unknown": _("Choose a place from the list."),
        "knowledge.changed_meanwhile": _(
            "Somebody else changed this draft while you wrote. Your text stands below: compare it with the draft, and "
            "keep it again."
        ),
        "knowledge.outage_text": _("Say in at most %(limit)s characters what is out of order or planned."),
        "knowledge.outage_period": _("It would end before it begins. Check the two times."),
        "knowledge.outage_over": _("It is over already. Note a new one if it begins again."),
    }
)
