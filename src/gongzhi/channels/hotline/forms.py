"""What an operator types while somebody talks. Only the shape is looked at; what may be done is for the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.cases.facts import Filer, Need
from gongzhi.cases.public import NEEDS, their_age_field
from gongzhi.loops.public import text_field

# The keys that reach the fields and buttons, with Alt (in some browsers with Shift or Control as well).
KEYS = {
    "text": "t",
    "address": "w",
    "division": "v",
    "matter": "m",
    "filer": "r",
    "name": "n",
    "phone": "p",
    "number_of_call": "u",
    "confidential": "k",
    "expert": "x",
}


def _wide(key: str, **more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"accesskey": KEYS[key], "autocomplete": "off", **more})


class HotlineForm(forms.Form):
    """A call on one page. Nothing but the words must be there; who it is may stay open."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    text = text_field(
        gettext_lazy("What is said"),
        gettext_lazy("Write while you listen. What is known about it appears beside it."),
        rows=6,
    )
    address = forms.CharField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy(
            "Estate, street, building, a shop near by. A place named here is chosen below by itself."
        ),
        max_length=200,
        required=False,
        widget=_wide("address"),
    )
    division = forms.ChoiceField(
        label=gettext_lazy("Town or community"), widget=forms.Select(attrs={"accesskey": KEYS["division"]})
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    matter = forms.ChoiceField(
        label=gettext_lazy("Matter"),
        help_text=gettext_lazy("Leave it open when unsure: the dispatch desk sets it."),
        required=False,
        widget=forms.Select(attrs={"accesskey": KEYS["matter"]}),
    )
    filer = forms.ChoiceField(
        label=gettext_lazy("Who reports"),
        widget=forms.RadioSelect,
        choices=[
            (Filer.NAMED.value, gettext_lazy("Somebody who can be reached")),
            (Filer.HELPER.value, gettext_lazy("A helper, for somebody else")),
            (Filer.ANONYMOUS.value, gettext_lazy("Without a name")),
        ],
        initial=Filer.NAMED.value,
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64, required=False, widget=_wide("name"))
    number_of_call = forms.BooleanField(
        label=gettext_lazy("Can be reached by the number of this call"),
        required=False,
        widget=forms.CheckboxInput(attrs={"accesskey": KEYS["number_of_call"]}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Another telephone"),
        max_length=32,
        required=False,
        widget=_wide("phone", inputmode="tel"),
    )
    helper_name = forms.CharField(label=gettext_lazy("Name of the helper"), max_length=64, required=False)
    helper_phone = forms.CharField(
        label=gettext_lazy("Telephone of the helper"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("Handle it confidentially"),
        help_text=gettext_lazy(
            "At the person's wish: name, number and words are shown only to those who handle it."
        ),
        required=False,
        widget=forms.CheckboxInput(attrs={"accesskey": KEYS["confidential"]}),
    )
    age = their_age_field()
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("How the resident can be talked with"),
        choices=[(each.value, NEEDS[each.value]) for each in Need],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_note = forms.CharField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("Which language or dialect, which hours, who helps."),
        max_length=200,
        required=False,
    )
    expert = forms.ChoiceField(
        label=gettext_lazy("An expert is wanted"),
        help_text=gettext_lazy(
            "The dispatch desk reads it with the case. Or put the call through to the telephone shown here."
        ),
        required=False,
        widget=forms.Select(attrs={"accesskey": KEYS["expert"]}),
    )

    def __init__(
        self,
        *args: Any,
        divisions: Iterable[tuple[str, str]],
        matters: Iterable[tuple[str, str]],
        experts: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["accesskey"] = KEYS["text"]
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        self.fields["matter"].choices = [("", _("not known yet")), *matters]  # type: ignore[attr-defined]
        self.fields["expert"].choices = [("", _("not needed")), *experts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Half a point is none: the place is what was typed."""
        found = super().clean() or self.cleaned_data
        if found.get("lon") is None or found.get("lat") is None:
            found["lon"] = found["lat"] = None
        return found

    def clean_needs(self) -> list[Need]:
        return [Need(each) for each in self.cleaned_data["needs"]]


class CallerForm(forms.Form):
    """What finds the caller's cases: number and code, or a telephone number. None of it is kept."""

    case_number = forms.CharField(
        label=gettext_lazy("Number of a case"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"accesskey": "q", "autocomplete": "off"}),
    )
    case_code = forms.CharField(
        label=gettext_lazy("Code of the case"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    caller_phone = forms.CharField(
        label=gettext_lazy("Or the telephone number it was reported with"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
