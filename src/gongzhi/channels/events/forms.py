"""What the page of webhooks asks for."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.channels.events.rules import LONGEST_URL
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.queries import keys
from gongzhi.organization.public import within


class HookForm(forms.Form):
    """A key, an address, and what is told."""

    key = forms.ChoiceField(
        label=_("Key of the system"),
        help_text=_("Only keys in force that open feed.read. What the key may see is what is told."),
        error_messages={"required": _("Choose the key of the system that is told.")},
    )
    url = forms.CharField(
        label=_("Address"),
        help_text=_("Where each event is posted to. https outside the networks the installation names."),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter the address events are posted to.")},
    )
    kinds = forms.CharField(
        label=_("Kinds of events"),
        help_text=_("Beginnings of kinds, separated by blanks, e.g. loops. cases.filed. Left empty: all."),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(key.id), f"{key.name} ({key.prefix})")
            for key in keys()
            if key.revoked_at is None and Scope.FEED_READ in key.scopes and within(scope, key.division)
        ]
        self.fields["key"].choices = choices  # type: ignore[attr-defined]

    def clean_key(self) -> UUID:
        """Return the id of the key."""
        return UUID(self.cleaned_data["key"])

    def clean_kinds(self) -> tuple[str, ...]:
        """Return the kinds one by one."""
        return tuple(self.cleaned_data["kinds"].replace(",", " ").split())


class ReplayForm(forms.Form):
    """From which place in the order on."""

    position = forms.IntegerField(
        label=_("From number"),
        help_text=_(
            "The place in the record; 0 is the beginning. 20,000 entries are looked through in one go."
        ),
        min_value=0,
        max_value=10**15,
        error_messages={
            "required": _("Enter the number to begin with."),
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter a whole number."),
            "max_value": _("Enter a whole number."),
        },
    )
