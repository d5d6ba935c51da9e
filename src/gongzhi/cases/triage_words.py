"""What is said of a proposal: how sure it is, how urgent, and why no program follows it by itself."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.diagnosis.facts import WhyNot

# From this share on, of a hundred proposals as sure as this one.
SURE: tuple[tuple[int, Any], ...] = (
    (95, _("almost certain")),
    (85, _("very likely")),
    (70, _("likely")),
    (50, _("rather likely")),
    (0, _("unsure")),
)

WHY_NOT: Mapping[WhyNot, Any] = {
    WhyNot.NOTHING_PROPOSED: _("Nothing was proposed about the matter."),
    WhyNot.SET_ALREADY: _("Whoever filed it named another matter."),
    WhyNot.NOT_ENTERED: _("The register does not let this version act, only suggest."),
    WhyNot.NOT_HERE: _("Your county does not let any program dispatch."),
    WhyNot.LIFE_SAFETY: _("Life may be in danger: a person looks at that."),
    WhyNot.CONFIDENTIAL: _("It is confidential: a person looks at that."),
    WhyNot.UNSURE: _("The proposal is not sure enough."),
    WhyNot.FEW_VERIFIED: _("Too few cases of this matter were checked lately to know how often it is right."),
    WhyNot.NOT_PRECISE: _("It was wrong too often lately with this matter."),
    WhyNot.NO_UNIT: _("The duty table names no unit for it at this place."),
    WhyNot.SEVERAL_UNITS: _("The duty table names more than one unit for it."),
}


def sure(share: float | None) -> Any:
    """Return a confidence as a word."""
    number = round((share or 0) * 100)
    return next(word for least, word in SURE if number >= least)
