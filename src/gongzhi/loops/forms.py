"""Forms that steps of every kind share. They look at the shape only; what may be done is for the actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RevealWish
from gongzhi.people.public import basis_name, reveal_reasons
from gongzhi.ui.names import name_of


def text_field(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    """Return a text field. The limit is the action's: what is too long comes back with its text."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )


class ActForm(forms.Form):
    """A form of the sheet. `once` makes a repeated request change nothing."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Several forms stand on one page: their fields need ids of their own.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)

    def received(self, *, at: datetime) -> bool:
        """Keep what a browser does not send again, once a request was looked at; True: do nothing more with it."""
        return False


class OnceForm(ActForm):
    """A button that asks for nothing more."""


class ReasonForm(ActForm):
    reason = text_field(gettext_lazy("Reason"))


class RemarkForm(ActForm):
    text = text_field(gettext_lazy("Remark"), required=False)


class ReturnForm(ActForm):
    reason = text_field(gettext_lazy("Why your unit is not in charge"))
    citation = forms.CharField(
        label=gettext_lazy("Citation"),
        help_text=gettext_lazy("The line of the duty table or the article of law."),
        required=False,
        max_length=300,
    )


class UnitForm(ActForm):
    """Give a matter to a unit: one of those with the power for it, or any other by the list."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Units with the power"), widget=forms.RadioSelect, required=False
    )
    other = forms.ChoiceField(label=gettext_lazy("Another unit"), required=False)
    note = text_field(gettext_lazy("Note to the unit"), required=False, rows=2)

    def __init__(
        self,
        *args: Any,
        fitting: Iterable[tuple[str, str]] = (),
        others: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fitting, others = list(fitting), list(others)
        self.fields["other"].choices = [("", _("none")), *others]  # type: ignore[attr-defined]
        if fitting:
            self.fields["unit"].choices = fitting  # type: ignore[attr-defined]
            self.fields["unit"].initial = fitting[0][0]
        else:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        """Put the chosen unit into `unit_id`: another one counts over the marked one."""
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("other") or data.get("unit")
        if chosen:
            data["unit_id"] = UUID(chosen)
        elif not self.errors:
            self.add_error("other", _("Choose a unit."))
        return data


class DecideForm(UnitForm):
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It goes on record; the units read it."))
    overrule = forms.BooleanField(
        label=gettext_lazy("Give it to this unit against the duty table. This is counted and shown."),
        required=False,
    )


class DesignateForm(UnitForm):
    reason = text_field(
        gettext_lazy("Why this unit"), gettext_lazy("It goes on record under your name, and is counted.")
    )


class OverruleForm(ActForm):
    reason = text_field(gettext_lazy("Why this unit against the duty table"))
    unit_id = forms.UUIDField(widget=forms.HiddenInput)


class RevealForm(ActForm):
    """What somebody says who wants to see who is behind a matter; `wish` is what the action takes."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What you need it for"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you need it for.")},
    )
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose for how long you need it.")},
    )
    reason = text_field(
        gettext_lazy("Why you need it"),
        gettext_lazy(
            "Name, time and reason go on record. The person reads who looked, what for and until when."
        ),
        rows=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = reveal_reasons()
        purposes, bases, minutes = (self.fields[name] for name in ("purpose", "basis", "minutes"))
        purposes.choices = [(code, name_of(each)) for code, each in reasons.purposes.items()]  # type: ignore[attr-defined]
        bases.choices = [(code, basis_name(code)) for code in reasons.bases]  # type: ignore[attr-defined]
        minutes.choices = [(n, _("%(n)d minutes") % {"n": n}) for n in reasons.minutes]  # type: ignore[attr-defined]
        minutes.initial = reasons.usual

    def clean(self) -> dict[str, Any]:
        """Put together what was said."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["wish"] = RevealWish(data["purpose"], data["basis"], data["minutes"], data["reason"])
        return data


class ConnectForm(ActForm):
    """Be connected by telephone: what for, and where one sits."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What you call for"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you need it for.")},
    )
    desk_phone = forms.CharField(
        label=gettext_lazy("The telephone you sit at"),
        help_text=gettext_lazy("The exchange connects both of you. Nobody sees the number of the other."),
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the number of the telephone you sit at.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, name_of(each)) for code, each in reveal_reasons().purposes.items()]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]


class DecideRevealForm(ActForm):
    """The second person's word: two buttons, and a reason for the one that says no."""

    agree = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = text_field(
        gettext_lazy("If you decline: why"), gettext_lazy("The colleague reads it."), required=False, rows=2
    )

    def clean(self) -> dict[str, Any]:
        """Whoever declines says why, and is told so beside the field."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("agree") == "no" and not (found.get("reason") or "").strip():
            self.add_error("reason", _("Write in a few words why you decline."))
        return found


class ReviewRevealForm(ActForm):
    """Whether a look in an emergency was needed: two buttons, and a reason for either."""

    needed = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = text_field(
        gettext_lazy("Why you think so"), gettext_lazy("It goes on record; the colleague reads it."), rows=2
    )


class ExportForm(ActForm):
    """What a list is taken away for."""

    purpose = forms.CharField(
        label=gettext_lazy("What is the file for?"),
        help_text=gettext_lazy(
            "A few words, e.g. a meeting or a report. It goes on record under your name. Name no person."
        ),
        error_messages={"required": gettext_lazy("Say what the file is for.")},
    )
