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
}

# Who takes part, by what the party is or by the states it owns.
PARTIES: Mapping[str, Any] = {
    "person": _("the person concerned"),
    "claimant": _("whoever asked for it"),
    "intake": _("the desk that takes it in"),
    "arbitrate": _("the office above that decides"),
    "office": _("a desk that serves the place"),
    "any_org": _("the office in charge"),
    "many": _("offices that help"),
    "callback": _("the desk that asks"),
    "assess": _("somebody independent"),
    "above": _("the platform above"),
}

# Classes of limit; a county may have more.
CLASSES: Mapping[str, Any] = {
    "consult": _("a question"),
    "general": _("the usual matter"),
    "complex": _("a complex matter"),
    "life_safety": _("danger to life"),
}

# What the person concerned can do, by the kind of the event: after "You can".
PERSON_CAN: Mapping[str, Any] = {
    "confirm": _("say that it is in order"),
    "dispute": _("say that it is not in order; then the work goes on"),
    "withdraw": _("withdraw it; somebody neutral asks first whether you mean it"),
    "ask_party": _("answer what the office asks; until then its clock stands still"),
}

PAUSES: Mapping[str, Any] = {
    "waiting_resident": _("the clock of the office stands still until the answer"),
    "external_ruling": _("the clock stands still until others have ruled"),
    "force_majeure": _("the clock stands still for reasons beyond its power"),
}
