"""Forms of the ways into an account. They look at the shape only."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel.ids import new_id

_NAME_LENGTH = 40


def _secret(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": gettext_lazy("Enter your password.")},
        **more,
    )


class _Confirmed(forms.Form):
    """A change of the own ways in: the password is asked again, where there is one."""

    use_required_attribute = False
    password = _secret(
        gettext_lazy("Your password"),
        "current-password",
        help_text=gettext_lazy("Asked again, so that nobody changes this at a screen left open."),
    )

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not has_password:
            del self.fields["password"]


class RemoveForm(_Confirmed):
    """Take a second factor away."""


class RecoveryForm(_Confirmed):
    """Make new recovery codes."""


class AppForm(_Confirmed):
    """Set up an app: the first code it shows."""

    code = forms.CharField(
        label=gettext_lazy("Code from the app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Enter the six digits the app shows.")},
    )
    field_order = ("code", "password")


class PasskeyForm(_Confirmed):
    """Make a passkey: a name to know it by, and the browser's answer."""

    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=_NAME_LENGTH,
        help_text=gettext_lazy("So that you know it again: office computer, key on the key ring."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the passkey a name.")},
    )
    answer = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("name", "password", "answer")


class PasswordForm(_Confirmed):
    """Change the password."""

    new = _secret(
        gettext_lazy("New password"),
        "new-password",
        help_text=gettext_lazy("At least 10 characters; several words are easier to keep than signs."),
    )
    again = _secret(gettext_lazy("The new one once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Look whether the new one is good enough, and typed alike twice."""
        found = super().clean() or self.cleaned_data
        if new := found.get("new"):
            try:
                validate_password(new)
            except ValidationError as error:
                self.add_error("new", error)
            if found.get("again") and found["again"] != new:
                self.add_error("again", _("The two are not the same."))
        return found


class SecondForm(forms.Form):
    """The code of the app, or a recovery code."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code or recovery code"),
        max_length=24,
        help_text=gettext_lazy("The six digits of your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Enter a code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ShownForm(forms.Form):
    """The browser's answer to the question for a passkey."""

    answer = forms.CharField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """Why something about somebody else's ways in is changed. How long it may be, the rule says."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("It goes on record, and the audit administrator can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class InviteForm(forms.Form):
    """Nothing is asked; the key makes a second press the same invitation."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class BindForm(forms.Form):
    """The name (`sub`) somebody has at the provider."""

    use_required_attribute = False
    subject = forms.CharField(
        label=gettext_lazy("Name at the provider (sub)"),
        required=False,
        help_text=gettext_lazy("As the provider's administration shows it; never an e-mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class AuditForm(forms.Form):
    """What of the record is shown."""

    what = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    login = forms.CharField(label=gettext_lazy("About whose account"), max_length=64, required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Everything")), *groups]
