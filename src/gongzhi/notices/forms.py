"""Forms of notices: how a unit is told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.notices.facts import HookKind
from gongzhi.people.public import explain

KINDS = {
    HookKind.DINGTALK: _("DingTalk group"),
    HookKind.WECOM: _("WeCom group"),
    HookKind.PLAIN: _("another service (plain JSON)"),
}


class _UnitWayForm(forms.Form):
    use_required_attribute = False

    on = forms.BooleanField(label=_("Tell our unit this way"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        explain(self)


class UnitEmailForm(_UnitWayForm):
    """A mailbox of the office."""

    address = forms.CharField(
        label=_("Mailbox of the office"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email"}),
    )
    daily = forms.BooleanField(label=_("Once a day is enough, not each time"), required=False)


class UnitHookForm(_UnitWayForm):
    """A group's webhook."""

    kind = forms.ChoiceField(label=_("Which service"), choices=[(each.value, KINDS[each]) for each in KINDS])
    address = forms.CharField(
        label=_("Address of the webhook"),
        required=False,
        max_length=500,
        help_text=_(
            "The service shows it when a robot is added to the group. Leave it empty to keep the one there is."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Key to sign with"),
        required=False,
        max_length=200,
        help_text=_("It is never shown again. Leave it empty to keep the one there is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    daily = forms.BooleanField(label=_("Once a day is enough, not each time"), required=False)
