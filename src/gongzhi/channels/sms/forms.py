"""What a person decides about a message no program understood."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FileSmsForm(forms.Form):
    division = forms.ChoiceField(label=_("Town or community"))

    def __init__(self, *args: Any, divisions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]


class SettleSmsForm(forms.Form):
    reason = forms.CharField(label=_("Why nothing comes of it"), max_length=200, required=False)


class CallSmsForm(forms.Form):
    desk_phone = forms.CharField(
        label=_("Your own telephone"),
        help_text=_("The exchange rings there first. You do not see the sender's number."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
