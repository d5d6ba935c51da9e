"""How somebody wants to be told beside the page: the fields at filing, and those on the page of the matter."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gongzhi.notices.facts import ChoiceState, Way, Wish
from gongzhi.notices.public import email_is_set_up, email_refusal, ways_chosen
from gongzhi.people.public import explain
from gongzhi.ui.words import refusal_sentence

WAYS = {
    Way.SMS: _("by SMS"),
    Way.EMAIL: _("by e-mail"),
    Way.LETTER: _("by letter"),
}


def email_field(label: Any) -> forms.CharField:
    """Return the field for an e-mail address; whether it looks like one, a rule says."""
    widget = forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"})
    return forms.CharField(
        label=label,
        required=False,
        max_length=200,
        widget=widget,
        error_messages={"max_length": _("This is no e-mail address. Write it like name@example.org.")},
    )


class WithTold(forms.Form):
    """The fields at filing: a tick for SMS; an e-mail or postal address where somebody wants to be told there."""

    sms = forms.BooleanField(label=_("Tell me by SMS how it goes on"), required=False)
    email = email_field(_("E-mail, if you want to be told there"))
    postal = forms.CharField(
        label=_("Postal address, if you want letters"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={
            "max_length": _("At most 200 characters fit here. Shorten it; add the rest to your text.")
        },
    )
    daily = forms.BooleanField(label=_("Once a day is enough, not each time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not email_is_set_up():
            del self.fields["email"]

    def clean_email(self) -> str:
        """Check the address by the rule."""
        return checked_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Tell whoever wants SMS that a number is needed."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        wants = found.get("sms") and found.get("filer") != "ANONYMOUS"
        wrong = self.has_error("phone") or self.has_error("helper_phone")
        if wants and not wrong and not (found.get("phone") or found.get("helper_phone")):
            self.add_error("sms", _("For SMS we need a phone number. Add one, or take the tick away."))
        return found


def checked_email(email: str) -> str:
    """Return an address, or raise ValidationError in the words of the rule."""
    if email and (refusal := email_refusal(email)):
        raise ValidationError(refusal_sentence(refusal))
    return email


def wish_of(who: dict[str, Any]) -> Wish:
    """Return what was wished on the page."""
    ways = [
        way for way, said in ((Way.SMS, "sms"), (Way.EMAIL, "email"), (Way.LETTER, "postal")) if who.get(said)
    ]
    return Wish(ways=ways, language=reading_language(), at_once=not who.get("daily"))


def reading_language() -> str:
    """Return the language somebody reads these pages in: they are told in it."""
    return "zh-hans" if (get_language() or "zh").startswith("zh") else "en"


class WaysForm(forms.Form):
    """The same later: which ways, another e-mail address, how often."""

    use_required_attribute = False

    ways = forms.MultipleChoiceField(
        label=_("How we tell you, beside this page"), required=False, widget=forms.CheckboxSelectMultiple
    )
    email = email_field(_("E-mail, if you want to be told there"))
    daily = forms.BooleanField(label=_("Once a day is enough, not each time"), required=False)

    def __init__(self, *args: Any, offered: list[Way], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field = self.fields["ways"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(way.value, WAYS[way]) for way in offered]
        if not offered:
            del self.fields["ways"]
        if not email_is_set_up():
            del self.fields["email"]
        explain(self)

    def clean_email(self) -> str:
        """Check the address by the rule."""
        return checked_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Add the ways that were ticked; a new e-mail address is a wish as well."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ways = [Way(each) for each in found.get("ways", ())]
        if found.get("email") and Way.EMAIL not in ways:
            ways.append(Way.EMAIL)
        return found | {"wanted": ways}


def can_choose(left: Collection[str]) -> bool:
    """Tell whether there is something to choose: an address that was left, or an e-mail address that can be."""
    return email_is_set_up() or bool(left)


def ways_form(subject: UUID, left: Collection[str], data: Any, *, auto_id: str) -> WaysForm:
    """Return the form as it holds now, or as it was sent. `left`: the ways an address was left for."""
    chosen, at_once = ways_chosen(subject)
    on = [way.value for way, state in chosen.items() if state is ChoiceState.ON]
    initial = {"ways": on, "daily": bool(chosen) and not at_once}
    return WaysForm(data, auto_id=auto_id, initial=initial, offered=[way for way in WAYS if way in left])
