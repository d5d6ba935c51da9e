"""Forms of the resident's pages. They check the shape; whether something may be done, rules of cases say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.facts import Filer, Need, Satisfaction
from gongzhi.cases.public import NEEDS, SATISFACTIONS, PhotosField, WithPhotos, own_age_field, text_refusal
from gongzhi.channels.portal.facts import Towns
from gongzhi.channels.portal.told import WithTold
from gongzhi.people.public import explain
from gongzhi.ui.phones import plain_phone
from gongzhi.ui.words import refusal_sentence


class _Form(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        explain(self)


class IfChosen(forms.CharField):
    """A field that belongs to one of several choices: a rule says when it may stay empty."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


def _words(label: Any, **more: Any) -> forms.CharField:
    rows = more.pop("rows", 5)
    missing = _("Nothing is written yet. Write a few words, then send it again.")
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, error_messages={"required": missing}, **more)


def _within_limit(text: str, *, optional: bool = False) -> str:
    """Return the text with line ends counted once; raise ValidationError in the words of the rule."""
    text = text.replace("\r\n", "\n")
    if not (optional and not text) and (refusal := text_refusal(text)):
        raise ValidationError(refusal_sentence(refusal))
    return text


class WordsForm(_Form):
    """What is the matter: one box."""

    text = _words(
        _("What is the matter?"),
        rows=9,
        help_text=_("Say what happened, since when, and what you wish for."),
    )

    def clean_text(self) -> str:
        return _within_limit(self.cleaned_data["text"])


class PlaceForm(_Form):
    """Where it is: by choosing, by typing, by a point, or nowhere."""

    division = forms.ChoiceField(label=_("In which town or community"), required=False)
    address = forms.CharField(
        label=_("Address, or something near by"),
        required=False,
        max_length=200,
        help_text=_(
            "A road and number, an estate, a shop or a bus stop near by. Whoever handles it reads this: "
            "leave out your own room unless it is about your home."
        ),
        error_messages={
            "max_length": _("At most 200 characters fit here. Shorten it; add the rest to your text.")
        },
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    photos = PhotosField()
    nowhere = forms.BooleanField(label=_("It has no particular place"), required=False)

    def __init__(self, *args: Any, towns: Towns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["division"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose, if you know it"))] + [
            (group, list(of)) for group, of in towns.groups
        ]
        if not towns.home:
            field.choices[0] = ("", _("Choose"))
        self._must_choose = not towns.home

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if (
            (found.get("lon") is None) != (found.get("lat") is None)
            or self.has_error("lon")
            or self.has_error("lat")
        ):
            raise ValidationError(
                _("The point on the map is not complete. Choose it again, or write the place.")
            )
        if self.errors:
            return found
        given = found["lon"] is not None or found["address"] or found["division"]
        if self._must_choose and not found["division"]:
            self.add_error(
                "division", _("Choose the county or the community, so that it reaches the right office.")
            )
        elif not given and not found["nowhere"]:
            self.add_error(
                "address", _("Say where it is. If it has no particular place, tick that box at the bottom.")
            )
        return found


def needs_field() -> forms.MultipleChoiceField:
    """Return the field for what somebody needs to be talked with."""
    return forms.MultipleChoiceField(
        label=_("What helps when we talk with you?"),
        choices=[(each.value, NEEDS[each.value]) for each in Need],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def needs_note_field() -> forms.CharField:
    """Return the field for what the list of needs does not say."""
    return forms.CharField(
        label=_("More about it"),
        help_text=_("Which language or dialect, which hours, who helps."),
        max_length=200,
        required=False,
        error_messages={
            "max_length": _("At most 200 characters fit here. Shorten it; add the rest to your text.")
        },
    )


class ConfideForm(_Form):
    """A button with its reason beside it."""


class NeedsForm(_Form):
    """What somebody needs to be talked with; empty takes it back."""

    needs = needs_field()
    needs_note = needs_note_field()

    def clean_needs(self) -> list[Need]:
        return [Need(each) for each in self.cleaned_data["needs"]]


class PersonForm(WithTold, _Form):
    """Who reports, as far as they want to say."""

    filer = forms.ChoiceField(
        label=_("May we get in touch with you?"),
        choices=[
            (Filer.NAMED.value, _("Yes, this is how you reach me")),
            (Filer.ANONYMOUS.value, _("No, I report without giving my name")),
            (Filer.HELPER.value, _("I report for somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    phone = IfChosen(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    helper_name = IfChosen(label=_("Your own name"), max_length=64)
    helper_phone = forms.CharField(
        label=_("Your own phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    confidential = forms.BooleanField(
        label=_(
            "Handle my report confidentially: who I am and what I wrote is shown only to those who handle it."
        ),
        required=False,
    )
    needs = needs_field()
    needs_note = needs_note_field()
    age = own_age_field()

    def clean_needs(self) -> list[Need]:
        return [Need(each) for each in self.cleaned_data["needs"]]

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean_helper_phone(self) -> str:
        return plain_phone(self.cleaned_data["helper_phone"])


class FollowForm(_Form):
    """Number and code of the receipt."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": _("Enter the number of your receipt.")},
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the code of your receipt.")},
    )


class LostCodeForm(_Form):
    """Number of the receipt, and the telephone number left with it."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": _("Enter the number of your receipt.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Enter the phone number you left with it.")},
    )

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


class PhoneCodeForm(_Form):
    """The six digits of the text message."""

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the six digits of the message.")},
    )


class JudgeForm(_Form):
    """Two questions, asked apart: is it solved, and are you satisfied."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, it is not solved"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is solved.")},
    )
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        choices=[
            *((each.value, SATISFACTIONS[each.value]) for each in Satisfaction),
            ("", _("I would rather not say")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    text = _words(_("What you want to add"), required=False, rows=3)

    def clean_text(self) -> str:
        return _within_limit(self.cleaned_data["text"], optional=True)


class SayForm(_Form):
    """One box: something to add, an answer, or why the case is to be opened again."""

    text = _words(_("Your words"), rows=5)

    def __init__(self, *args: Any, label: Any = None, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._optional = optional
        self.fields["text"].required = not optional
        self.fields["text"].label = label or self.fields["text"].label

    def clean_text(self) -> str:
        return _within_limit(self.cleaned_data["text"], optional=self._optional)


class AddForm(WithPhotos, _Form):
    """Something to add: words, photos, or both."""

    text = _words(_("What you want to add"), rows=5, required=False)
    field_order = ("text", "photos")

    def clean_text(self) -> str:
        return _within_limit(self.cleaned_data["text"], optional=True)
