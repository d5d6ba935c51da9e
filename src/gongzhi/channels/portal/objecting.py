"""The forms of an objection to a program, and how many one line may send: a person has to answer each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.channels.portal.tries import slots_of
from gongzhi.kernel.ids import new_id
from gongzhi.people.public import explain

MOST = 5  # objections from one line
SECONDS = 24 * 3600  # within this long; both are defaults of this project


def may_object(request: HttpRequest) -> bool:
    """Tell whether this line may still object today."""
    slots = slots_of(request, "objections", MOST)
    return len(cache.get_many(slots)) < MOST


def used_turn(request: HttpRequest) -> None:
    """Take one of the line's turns; it comes back after `SECONDS`."""
    for slot in slots_of(request, "objections", MOST):
        if cache.add(slot, 1, SECONDS):
            return


class ObjectForm(forms.Form):
    """What is wrong, with which program, and the report it is about, if any."""

    use_required_attribute = False
    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    program = forms.ChoiceField(
        label=gettext_lazy("Which program"),
        error_messages={"required": gettext_lazy("Choose the program you mean.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        help_text=gettext_lazy("Say it in your own words. You need not give a name."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Number of your report"),
        help_text=gettext_lazy("Only if it is about a report of yours. Then we look at that report too."),
        max_length=40,
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Code of your receipt"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, programs: Mapping[str, str], fixed: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field: Any = self.fields["program"]
        field.choices = [("", _("choose one")), *programs.items()]
        if fixed:
            field.initial, field.widget = fixed, forms.HiddenInput()
            field.choices = [(fixed, programs[fixed])]
        explain(self)

    def clean(self) -> dict[str, Any]:
        """Number and code belong together."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("number")) != bool(data.get("code")):
            missing = "code" if data.get("number") else "number"
            self.add_error(missing, _("Number and code belong together. Fill in both, or neither."))
        return data


class ReadForm(forms.Form):
    """The code of an objection."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code of your objection"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the code that was shown when you objected.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        explain(self)
