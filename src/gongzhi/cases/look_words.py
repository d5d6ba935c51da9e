"""Words about what is hidden in texts and photos: why somebody must see it, what the story says, what is refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.cases.codes import LookGround
from gongzhi.loops.public import Pair
from gongzhi.ui.words import register_refusals

GROUNDS: Mapping[LookGround, Any] = {
    LookGround.SORT: _("To see what it is about"),
    LookGround.PLACE: _("To find the place"),
    LookGround.WHO: _("To know who or what is meant"),
    LookGround.OTHER: _("Another reason"),
}

LOOKED: Mapping[str, Pair] = {
    "cases.text_unmasked": (None, _("%(person)s read the texts with the personal data in them.")),
    "cases.text_screened": (None, None),
    "cases.photos_opened": (None, _("%(person)s looked at the covered photos.")),
    "cases.photo_cleared": (None, _("A photo was uncovered: nobody can be recognised in it.")),
}

register_refusals(
    {
        "cases.look_confidential": _(
            "The case is confidential: what could tell who reported it is seen by the dispatch and callback desks "
            "only. Ask them for what you need."
        ),
        "cases.look_reason_missing": _(
            "Say in a few words why you must see it; the reason goes on record. Then try again."
        ),
        "cases.look_reason_long": _("Say the reason in at most %(limit)s characters. Then try again."),
        "cases.look_first": _(
            "Look at the photos first: open them above, then say in which nobody can be recognised."
        ),
        "cases.photos_not_named": _("Choose at least one photo in which nobody can be recognised."),
    }
)
