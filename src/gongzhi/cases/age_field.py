"""The question for an age group, wherever somebody files: nobody has to say it, and it is counted only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.codes import AgeBand
from gongzhi.cases.words import AGES


def own_age_field() -> forms.ChoiceField:
    """Return the question as residents read it."""
    return _field(_("Your age group"), _("I leave it open"))


def their_age_field() -> forms.ChoiceField:
    """Return it as staff read it who type for somebody."""
    return _field(_("Age group, if the person says it"), _("not said"))


def age_of(value: str) -> AgeBand | None:
    """Return the age group a form was sent with, None where nobody said it."""
    return AgeBand(value) if value else None


def _field(label: Any, unsaid: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=_("Only counted, apart from name and telephone: is every age served equally well?"),
        choices=[("", unsaid), *((each.value, AGES[each.value]) for each in AgeBand)],
        required=False,
    )
