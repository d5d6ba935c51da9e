"""The form of a new key. It looks at the shape only; what may be given is for the action."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.channels.keys.rules import NAME_LIMIT, PER_DAY, PER_MINUTE
from gongzhi.channels.keys.scope_words import SCOPES
from gongzhi.kernel.ids import new_id


class KeyForm(forms.Form):
    """What a key is for, who answers for it, what it opens and how often."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    name = forms.CharField(
        label=_("Name of the key"),
        help_text=_("Which system, and whose. It stands on record; name no person."),
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write which system it is, and whose.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit that answers for it"),
        help_text=_("The key sees what this unit sees, and acts in its name."),
        error_messages={"required": _("Choose the unit that answers for what is done with the key.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"),
        help_text=_("Only what the system needs. None follows from another one."),
        choices=[(scope.value, words) for scope, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing the key opens.")},
    )
    per_minute = forms.IntegerField(label=_("Requests a minute"), initial=PER_MINUTE, min_value=1)
    per_day = forms.IntegerField(label=_("Requests a day"), initial=PER_DAY, min_value=1)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Choose a unit")), *units]  # type: ignore[attr-defined]
