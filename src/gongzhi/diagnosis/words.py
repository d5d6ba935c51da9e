"""Words of diagnosis: the groups figures are told by."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.ui.words import register_refusals

GROUP_KINDS: Mapping[str, Any] = {
    "channel": _("How it came in"),
    "division": _("Kind of place"),
    "language": _("Language of the text"),
    "length": _("Length of the text"),
}

GROUPS: Mapping[str, Any] = {
    "PORTAL": pgettext_lazy("channel", "online"),
    "HOTLINE": pgettext_lazy("channel", "telephone"),
    "COUNTER": pgettext_lazy("channel", "counter"),
    "PAPER": pgettext_lazy("channel", "letter"),
    "GRID": pgettext_lazy("channel", "grid worker"),
    "IMPORT": pgettext_lazy("channel", "taken over"),
    "SMS": pgettext_lazy("channel", "text message"),
    "OPEN311": pgettext_lazy("channel", "another app (Open311)"),
    "ABOVE": pgettext_lazy("channel", "platform above"),
    "SYSTEM": pgettext_lazy("channel", "another system"),
    "county": pgettext_lazy("kind of place", "county as a whole"),
    "street": pgettext_lazy("kind of place", "street office"),
    "town": pgettext_lazy("kind of place", "town"),
    "township": pgettext_lazy("kind of place", "township"),
    "community": pgettext_lazy("kind of place", "residents' community"),
    "village": pgettext_lazy("kind of place", "village"),
    "zh": pgettext_lazy("language", "Chinese"),
    "en": pgettext_lazy("language", "in Latin letters"),
    "mixed": pgettext_lazy("language", "mixed"),
    "short": pgettext_lazy("length", "short (up to 30 characters)"),
    "middle": pgettext_lazy("length", "middle (up to 200)"),
    "long": pgettext_lazy("length", "long"),
}

register_refusals(
    {
        "diagnosis.too_few": _(
            "There are %(number)s verified cases; it takes at least %(needed)s, of two matters or more. "
            "Try again later."
        ),
    }
)
