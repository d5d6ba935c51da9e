"""Words that fit every kind of loop: for pages that show several, and where a kind has no words of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# The kinds of ends.
ENDS: Mapping[str, Any] = {
    "fulfilled": _("done as asked"),
    "denied": _("decided against"),
    "refused": _("not taken up or taken back"),
    "withdrawn": _("withdrawn"),
    "unconfirmed": _("unconfirmed"),
    "transferred": _("referred elsewhere"),
    "merged": _("merged"),
}
