"""What the platform above said, in a story: for the resident, and for staff."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.loops.public import Pair, Tone

_KIND = "cases.above_said"
ABOVE: Mapping[str, Pair] = {
    f"{_KIND}:ORDER": (
        _("At the hotline that took it down it has this number:"),
        _("Its number with the platform above:"),
    ),
    f"{_KIND}:MORE": (None, _("What the platform above sent was too long for the text; the rest:")),
    f"{_KIND}:REMARK": (None, _("A remark of the platform above.")),
    f"{_KIND}:DEADLINE": (
        None,
        _("The platform above wants its answer by %(until)s. Our own limit stands beside."),
    ),
    f"{_KIND}:EXTENDED": (None, _("The platform above gave more time, until %(until)s.")),
    f"{_KIND}:NOT_EXTENDED": (None, _("The platform above gave no more time.")),
    f"{_KIND}:TAKEN_BACK": (
        _("The hotline took it back and looks for the office in charge."),
        _("The platform above took the returned order back."),
    ),
    f"{_KIND}:NOT_TAKEN_BACK": (None, _("The platform above did not take the returned order back.")),
    f"{_KIND}:SOLVED": (
        None,
        _("The resident told the platform above that it is solved. What was said here stands."),
    ),
    f"{_KIND}:NOT_SOLVED": (
        None,
        _("The resident told the platform above that it is not solved. What was said here stands."),
    ),
    f"{_KIND}:ENDED": (None, _("The platform above ended its order. Here the case goes on.")),
    f"{_KIND}:OPENED": (None, _("The platform above opened its order again. Here the case stays ended.")),
}
TONES: Mapping[str, Tone] = {
    f"{_KIND}:{what}": "warn"
    for what in ("NOT_EXTENDED", "NOT_TAKEN_BACK", "SOLVED", "NOT_SOLVED", "ENDED", "OPENED")
}
