"""What staff fill in about paper. They check the shape; what may be done, the actions say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.facts import Filer
from gongzhi.cases.public import Person, WithPhotos, age_of, their_age_field
from gongzhi.channels.paper.facts import PRINTED_AT_ONCE, Typed
from gongzhi.channels.paper.words import TYPED
from gongzhi.loops.public import ActForm
from gongzhi.people.public import explain

Pairs = Iterable[tuple[str, str]]


class PrintForm(forms.Form):
    """How many forms of which matter."""

    matter = forms.ChoiceField(label=_("Matter"), required=False)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=PRINTED_AT_ONCE, initial=10)
    large = forms.BooleanField(label=_("In large print"), required=False)
    twice = forms.BooleanField(
        label=_("Two people type each form"),
        help_text=_("Where counts matter, as in a survey: the second does not see what the first typed."),
        required=False,
    )

    def __init__(self, *args: Any, matters: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = [("", _("Any matter")), *matters]  # type: ignore[attr-defined]


class _Entry(forms.Form):
    """What two people type alike."""

    text = forms.CharField(
        label=TYPED[Typed.TEXT],
        help_text=_("Word for word, as it stands on the paper."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=20_000,
        error_messages={"required": _("Type what stands on the paper.")},
    )
    address = forms.CharField(label=TYPED[Typed.ADDRESS], max_length=200, required=False)
    division = forms.ChoiceField(label=TYPED[Typed.DIVISION])
    matter = forms.ChoiceField(label=TYPED[Typed.MATTER], required=False)

    def __init__(self, *args: Any, divisions: Pairs, matters: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        self.fields["matter"].choices = [("", _("not known yet")), *matters]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class EnterForm(_Entry, WithPhotos, ActForm):
    """What stands on a paper, and the paper itself as photos."""

    field_order = (
        *("number", "received_on", "text", "address", "division", "matter"),
        *("name", "phone", "helper_name", "helper_phone", "age", "confidential", "photos"),
    )
    number = forms.CharField(
        label=_("Number printed on the form"),
        help_text=_("Leave it empty where there is none: a letter, or a form printed at home."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = forms.DateField(
        label=_("Came in on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Enter the day it came in.")},
    )
    name = forms.CharField(label=_("Name"), max_length=64, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    helper_name = forms.CharField(label=_("Name of the helper"), max_length=64, required=False)
    helper_phone = forms.CharField(
        label=_("Telephone of the helper"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    age = their_age_field()
    confidential = forms.BooleanField(label=_("Handle it confidentially"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].label = _("Photos of the paper")
        explain(self)

    def person(self) -> Person:
        """Return who wrote it, as far as the paper says."""
        said = {name: self.cleaned_data[name] for name in ("name", "phone", "helper_name", "helper_phone")}
        age = age_of(self.cleaned_data["age"])
        if said["helper_name"] or said["helper_phone"]:
            return Person(filer=Filer.HELPER, age=age, **said)
        return Person(filer=Filer.NAMED, age=age, **said) if said["phone"] else Person(age=age)


class AgainForm(_Entry):
    """The second entry, and where it differs, whose is right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in (Typed.TEXT, Typed.ADDRESS, Typed.DIVISION, Typed.MATTER):
            self.fields[f"right_{each.lower()}"] = forms.ChoiceField(
                label=TYPED[each], choices=[("1", _("the first")), ("2", _("yours"))], required=False
            )

    def entry(self) -> dict[Typed, str]:
        """Return what was typed, by what is compared."""
        return {each: self.cleaned_data[each.lower()] for each in Typed if each.lower() in self.cleaned_data}

    def chosen(self) -> dict[Typed, int]:
        """Return whose entry is right, where that was said."""
        said = {each: self.cleaned_data.get(f"right_{each.lower()}", "") for each in Typed}
        return {each: int(which) for each, which in said.items() if which}
