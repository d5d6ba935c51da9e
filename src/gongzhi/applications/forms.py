"""What staff fill in about an application. Forms look at the shape only; what may be done is for the actions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.applications.actions.give_materials import Given
from gongzhi.applications.facts import Channel, Filer, How
from gongzhi.applications.words import CHANNELS
from gongzhi.catalogue.facts import Asked, FieldKind, Need, Situation
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field
from gongzhi.people.public import personal_fields
from gongzhi.ui.names import in_english, name_of

# What stands at the window beside a material: what was seen there, or is held by an office.
AT_WINDOW = (How.COUNTER, How.HELD, How.NOTHING)
_WINDOW_WORDS = {
    How.COUNTER: gettext_lazy("shown or handed over here"),
    How.HELD: gettext_lazy("an office holds it already"),
    How.NOTHING: gettext_lazy("not there now"),
}


class AskForm(ActForm):
    """Everything that is missing, in one list: a reason beside what is missing, nothing beside the rest."""

    extra = text_field(
        gettext_lazy("Something the item does not list"),
        gettext_lazy("Only if there is no other way. It is counted, and the applicant sees that it is."),
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, needs: Iterable[Need] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = [need.key for need in needs]
        own = {
            f"missing-{need.key}": text_field(
                _("%(material)s: what is missing") % {"material": name_of(need.said)},
                _("Leave it empty when it is there. The applicant reads it."),
                required=False,
                rows=2,
            )
            for need in needs
        }
        self.fields = {**own, **self.fields}

    def missing(self) -> dict[str, str]:
        """Return the reasons that were given, by the key of the material."""
        given = {key: str(self.cleaned_data[f"missing-{key}"]) for key in self._keys}
        return {key: reason for key, reason in given.items() if reason.strip()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["missing"] = self.missing()
        return data


class MaterialsForm(ActForm):
    """What is taken at the window for the materials that are not there yet, and for what the item does not list."""

    text = text_field(gettext_lazy("What else was brought or said"), required=False, rows=2)

    def __init__(self, *args: Any, needs: Iterable[Need] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = [need.key for need in needs]
        # The list of papers stands before the box for words.
        self.fields = {f"how-{need.key}": at_window(need) for need in needs} | self.fields

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            found = window_materials(data, self._keys)
            data["materials"] = {key: given for key, given in found.items() if given.how is not How.NOTHING}
        return data


def at_window(need: Need) -> forms.ChoiceField:
    """Return the question where a material is, as it is asked at the window."""
    return forms.ChoiceField(
        label=name_of(need.said),
        help_text=name_of(need.why),
        choices=[(how.value, _WINDOW_WORDS[how]) for how in AT_WINDOW],
        initial=How.NOTHING.value,
        widget=forms.RadioSelect,
    )


def window_materials(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Given]:
    """Return what was taken at the window, by the key of the material."""
    return {key: Given(How(data[f"how-{key}"])) for key in keys}


class ContactForm(ActForm):
    text = text_field(
        gettext_lazy("What was said"),
        gettext_lazy("The applicant reads that you got in touch, and this."),
        required=False,
    )
    trip = forms.BooleanField(
        label=gettext_lazy("I asked the applicant to come. This is counted and needs a reason above."),
        required=False,
    )


class GrantForm(ActForm):
    reason = text_field(
        gettext_lazy("What is granted, and why"),
        gettext_lazy("It stands in the decision. The materials count as checked by you."),
    )


class DenyForm(ActForm):
    reason = text_field(
        gettext_lazy("Why it is not granted"),
        gettext_lazy("It stands in the decision, with how it can be challenged."),
    )


class RefuseForm(ActForm):
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("The applicant reads it."))
    where_to_go = text_field(gettext_lazy("Where the applicant can go instead"), rows=2)


def answer_field(asked: Asked) -> forms.Field:
    """Return the field of a form for one field of an item, with why it is asked."""
    field: Any = _answer_field(asked)
    field.personal = personal_fields()["application.answers"].in_words(english=in_english())
    return field  # type: ignore[no-any-return]


def _answer_field(asked: Asked) -> forms.Field:
    label, why = name_of(asked.said), name_of(asked.why)
    common: dict[str, Any] = {"label": label, "help_text": why, "required": asked.required}
    missing = {"required": _("%(field)s is empty. Fill it in, then send it again.") % {"field": label}}
    match asked.kind:
        case FieldKind.CHOICE:
            choices = [(key, name_of(said)) for key, said in asked.choices]
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, error_messages=missing, **common
            )
        case FieldKind.YES_NO:
            return forms.ChoiceField(
                choices=[("yes", _("yes")), ("no", _("no"))],
                widget=forms.RadioSelect,
                error_messages=missing,
                **common,
            )
        case FieldKind.DATE:
            wrong = _("This is no day. Write it like 1944-05-02.")
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d"],
                error_messages={**missing, "invalid": wrong},
                **common,
            )
        case FieldKind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=999_999_999, error_messages=missing, **common)
        case FieldKind.TEXT:
            return forms.CharField(max_length=500, error_messages=missing, **common)


def answers_of(data: Mapping[str, Any], situation: Situation) -> dict[str, str]:
    """Return what was filled in, as plain text by the key of the field."""
    found = {asked.key: data.get(f"field-{asked.key}") for asked in situation.fields}
    return {key: str(value) for key, value in found.items() if value not in (None, "")}


class FileApplicationForm(forms.Form):
    """An application taken at the window, on the telephone, or at somebody's home."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came in"),
        widget=forms.RadioSelect,
        choices=[
            (each.value, CHANNELS[each.value])
            for each in (Channel.COUNTER, Channel.PHONE, Channel.HOME_VISIT)
        ],
        initial=Channel.COUNTER.value,
    )
    division = forms.ChoiceField(label=gettext_lazy("Town or community"))
    filer = forms.ChoiceField(
        label=gettext_lazy("Who applies"),
        widget=forms.RadioSelect,
        choices=[
            (Filer.SELF.value, gettext_lazy("The person concerned")),
            (Filer.HELPER.value, gettext_lazy("A helper, for the applicant")),
        ],
        initial=Filer.SELF.value,
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    helper_name = forms.CharField(label=gettext_lazy("Name of the helper"), max_length=64, required=False)
    helper_phone = forms.CharField(
        label=gettext_lazy("Telephone of the helper"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, situation: Situation, divisions: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        self.answers = [f"field-{asked.key}" for asked in situation.fields]
        self.materials = [f"how-{need.key}" for need in situation.needs]
        self.fields |= {f"field-{asked.key}": answer_field(asked) for asked in situation.fields}
        self.fields |= {f"how-{need.key}": at_window(need) for need in situation.needs}

    def answer_fields(self) -> list[Any]:
        return [self[name] for name in self.answers]

    def material_fields(self) -> list[Any]:
        return [self[name] for name in self.materials]
