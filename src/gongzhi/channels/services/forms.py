"""Forms of the resident's pages about services. They check the shape; whether something may be done, rules say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.applications.facts import Filer, How
from gongzhi.applications.public import GRADES, HOWS, Given, answer_field
from gongzhi.catalogue.facts import Need, Situation
from gongzhi.catalogue.public import MATERIAL_FORMS
from gongzhi.channels.portal.facts import Towns
from gongzhi.channels.portal.forms import IfChosen
from gongzhi.channels.portal.told import WithTold
from gongzhi.people.public import explain, personal_fields
from gongzhi.ui.names import in_english, name_of
from gongzhi.ui.phones import plain_phone
from gongzhi.ui.photo_drafts import drop_photo, has_photo, keep_photo, kept_photo
from gongzhi.ui.photo_field import PhotoField


class _Form(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        explain(self)


class AnswersForm(_Form):
    """The few fields of the item, and where the applicant lives."""

    division = forms.ChoiceField(
        label=gettext_lazy("In which town or community"),
        error_messages={
            "required": gettext_lazy("Choose the town or community, so that it reaches the right office.")
        },
    )

    def __init__(self, *args: Any, situation: Situation, towns: Towns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["division"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose"))] + [(group, list(of)) for group, of in towns.groups]
        own = {f"field-{asked.key}": answer_field(asked) for asked in situation.fields}
        self.fields = {**own, **self.fields}


class _PhotoIfChosen(PhotoField):
    """A photo that belongs to one of several answers, so it is not marked as optional."""

    def __init__(self) -> None:
        super().__init__()
        self.required = True

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class PapersForm(_Form):
    """For each material: a photo now, at the window later, held by an office, or not there.

    `beyond`: something was asked for that the item does not list; it is answered in words.
    """

    def __init__(self, *args: Any, needs: Iterable[Need], beyond: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = list(needs)
        if beyond:
            self.fields["text"] = forms.CharField(
                label=_("Your answer to what the list does not name, or when you bring it to the window"),
                required=not self.needs,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Write a few words first.")},
            )
        for need in self.needs:
            self.fields[f"how-{need.key}"] = forms.ChoiceField(
                label=name_of(need.said),
                help_text=_("%(why)s. %(form)s.")
                % {"why": name_of(need.why), "form": MATERIAL_FORMS[need.form]},
                choices=[(how.value, HOWS[how.value]) for how in How],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one.")},
            )
            photo: Any = _PhotoIfChosen()
            photo.personal = personal_fields()["application.materials"].in_words(english=in_english())
            photo.label = _("Photo: %(material)s") % {"material": name_of(need.said)}
            self.fields[f"photo-{need.key}"] = photo
            self.fields[f"file-{need.key}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for need in self.needs:
            chosen, there = data.get(f"photo-{need.key}"), has_photo(data.get(f"file-{need.key}") or "")
            if chosen:
                data[f"how-{need.key}"] = How.UPLOADED.value  # whoever chose a photo means it
                self.errors.pop(f"how-{need.key}", None)
                continue
            promised = data.get(f"how-{need.key}") == How.UPLOADED
            if promised and not there and f"photo-{need.key}" not in self.errors:
                self.add_error(f"photo-{need.key}", _("Choose a photo, or choose another answer above."))
        return data

    def keep_photos(self, *, at: datetime) -> dict[str, str]:
        """Keep the photos that came with this request and return what a draft holds of the page.

        Works also where something else is wrong: a browser cannot send a file a second time by itself.
        """
        kept = {}
        for need in self.needs:
            token = str(self.cleaned_data.get(f"file-{need.key}") or "")
            if photo := self.cleaned_data.get(f"photo-{need.key}"):
                drop_photo(token)
                token = keep_photo(photo, at=at)
            kept[f"file-{need.key}"] = token
            kept[f"how-{need.key}"] = str(self.cleaned_data.get(f"how-{need.key}") or "")
        return kept

    def drop_photos(self) -> None:
        """Forget the photos that were kept while the form came back: they are with the application now."""
        for need in self.needs:
            drop_photo(str(self.data.get(f"file-{need.key}") or ""))

    def beyond(self) -> forms.BoundField | None:
        """Return the field for what the item does not list, if that was asked for."""
        return self["text"] if "text" in self.fields else None

    def rows(self) -> list[dict[str, Any]]:
        """Return the fields of each material, and whether a photo of it is kept already."""
        return [
            {
                "key": need.key,
                "how": self[f"how-{need.key}"],
                "photo": self[f"photo-{need.key}"],
                "file": self[f"file-{need.key}"],
                "kept": has_photo(self[f"file-{need.key}"].value() or ""),
            }
            for need in self.needs
        ]


def given_of(kept: dict[str, str], needs: Iterable[Need]) -> dict[str, Given]:
    """Return the materials a draft holds. A photo that was swept out meanwhile is not there."""
    found = {}
    for need in needs:
        how = How(kept.get(f"how-{need.key}") or How.NOTHING)
        photo = kept_photo(kept.get(f"file-{need.key}", "")) if how is How.UPLOADED else None
        found[need.key] = Given(how, photo) if photo or how is not How.UPLOADED else Given(How.NOTHING)
    return found


class ApplicantForm(WithTold, _Form):
    """Who applies, and how the decision reaches them."""

    filer = forms.ChoiceField(
        label=gettext_lazy("For whom do you apply?"),
        choices=[
            (Filer.SELF.value, gettext_lazy("For myself")),
            (Filer.HELPER.value, gettext_lazy("For somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name of whoever it is for"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = IfChosen(
        label=gettext_lazy("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    helper_name = IfChosen(label=gettext_lazy("Your own name"), max_length=64)
    helper_phone = forms.CharField(
        label=gettext_lazy("Your own phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean_helper_phone(self) -> str:
        return plain_phone(self.cleaned_data["helper_phone"])


class RateForm(_Form):
    """好差评: five grades, and words if one likes."""

    grade = forms.TypedChoiceField(
        label=gettext_lazy("How was it handled?"),
        choices=list(GRADES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What you want to add"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
