"""What staff fill in about a case. Forms look at the shape only; what may be done is for the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.cases.age_field import their_age_field
from gongzhi.cases.discretion import NEEDS_NOTE_LIMIT
from gongzhi.cases.facts import Channel, DeclineReason, Destination, Filer, Finding, Need, Satisfaction
from gongzhi.cases.fairness_words import DECLINE_REASONS, DESTINATIONS, FINDINGS
from gongzhi.cases.words import NEEDS, SATISFACTIONS
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field
from gongzhi.people.facts import MandateProof, MandateWish
from gongzhi.people.public import PROOFS
from gongzhi.ui.phones import plain_phone
from gongzhi.ui.photo_field import PhotoField
from gongzhi.ui.photo_fields import PhotosField, PicturesField, WithPhotos


class NoteForm(ActForm):
    text = text_field(gettext_lazy("Note"), gettext_lazy("Only staff who play a part in the case read it."))


class ContactForm(WithPhotos, ActForm):
    field_order = ("text", "photos")
    text = text_field(
        gettext_lazy("What was said"),
        gettext_lazy("The resident reads that you got in touch, and this."),
        required=False,
    )


class AskForm(ActForm):
    text = text_field(
        gettext_lazy("Question to the resident"),
        gettext_lazy("The office's clock pauses until the answer. The resident's own does not."),
    )


class _Graded(ActForm):
    """What the office makes of it, beside what the resident will say."""

    finding = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        help_text=gettext_lazy("Your own word. The resident says apart whether it is solved."),
        choices=list(FINDINGS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what became of it.")},
    )
    reason = text_field(
        gettext_lazy("Only if it is not possible: why, and what is left to do"),
        gettext_lazy(
            "The resident reads it and may object. What is real and only waits is better parked, with a date."
        ),
        required=False,
        rows=2,
    )

    def clean_finding(self) -> Finding:
        return Finding(self.cleaned_data["finding"])


class AnswerForm(WithPhotos, _Graded):
    field_order = ("text", "finding", "reason", "photos")
    text = text_field(
        gettext_lazy("Answer"),
        gettext_lazy("Say what was done, by whom and when. The resident reads all of it and judges it."),
        rows=6,
    )


class AnswerAtOnceForm(_Graded):
    field_order = ("text", "finding", "reason")
    text = text_field(
        gettext_lazy("Answer"),
        gettext_lazy("Say what was done, by whom and when. The resident reads all of it and judges it."),
        rows=6,
    )


class DeclineForm(ActForm):
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=list(DECLINE_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a ground from the list.")},
    )
    destination = forms.ChoiceField(
        label=gettext_lazy("Who is in charge of it"),
        choices=list(DESTINATIONS.items()),
        error_messages={"required": gettext_lazy("Choose where the resident can go.")},
    )
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("The resident reads it."))
    where_to_go = text_field(
        gettext_lazy("Where the resident can go instead"),
        gettext_lazy("Office, what to bring, by when. Phone and counter on file are added."),
        rows=2,
    )

    def clean_reason_code(self) -> DeclineReason:
        return DeclineReason(self.cleaned_data["reason_code"])

    def clean_destination(self) -> Destination:
        return Destination(self.cleaned_data["destination"])


class CallForm(ActForm):
    satisfied = forms.ChoiceField(
        label=gettext_lazy("Satisfied? Asked separately."),
        choices=[*SATISFACTIONS.items(), ("", gettext_lazy("did not say"))],
        widget=forms.RadioSelect,
        required=False,
    )
    text = text_field(gettext_lazy("What the resident said"), required=False)

    def clean_satisfied(self) -> Satisfaction | None:
        """Return the answer, or None when the resident did not say."""
        said = self.cleaned_data["satisfied"]
        return Satisfaction(said) if said else None


class MatterForm(ActForm):
    matter = forms.ChoiceField(
        label=gettext_lazy("Matter"),
        error_messages={"required": gettext_lazy("Choose a matter from the list.")},
    )

    def __init__(self, *args: Any, matters: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]


def needs_field() -> forms.MultipleChoiceField:
    """Return the field for what somebody needs to be talked with."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("How the resident can be talked with"),
        choices=[(each.value, NEEDS[each.value]) for each in Need],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def needs_note_field() -> forms.CharField:
    """Return the field for what the list of needs does not say."""
    return forms.CharField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("Which language or dialect, which hours, who helps."),
        max_length=NEEDS_NOTE_LIMIT,
        required=False,
    )


class NeedsForm(ActForm):
    needs = needs_field()
    note = needs_note_field()

    def clean_needs(self) -> list[Need]:
        return [Need(each) for each in self.cleaned_data["needs"]]


class FileForm(forms.Form):
    """A case filed for somebody who called, came, wrote, or was met."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    channel = forms.ChoiceField(label=gettext_lazy("How it came in"), widget=forms.RadioSelect)
    text = text_field(
        gettext_lazy("What happened"),
        gettext_lazy("In the resident's own words, with the result they wish for."),
        rows=7,
    )
    address = forms.CharField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Estate, street, building, a shop near by."),
        max_length=200,
        required=False,
    )
    division = forms.ChoiceField(label=gettext_lazy("Town or community"))
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    photos = PhotosField()
    pictures = PicturesField()
    matter = forms.ChoiceField(
        label=gettext_lazy("Matter"),
        help_text=gettext_lazy("Leave it open when unsure: the dispatch desk sets it."),
        required=False,
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
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("Needed when somebody can be reached."),
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
    proof = forms.ChoiceField(
        label=gettext_lazy("How the person asked you"),
        help_text=gettext_lazy("Left open, how it came in says it. The person reads it, and may object."),
        choices=list(PROOFS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    proof_note = forms.CharField(
        label=gettext_lazy("Witness, recording or message"),
        help_text=gettext_lazy("Who was there; or where the recording or the message is kept."),
        max_length=200,
        required=False,
    )
    paper = PhotoField()
    under = forms.ChoiceField(label=gettext_lazy("Mandate given before"), required=False)
    confidential = forms.BooleanField(
        label=gettext_lazy("Handle it confidentially"),
        help_text=gettext_lazy(
            "At the person's wish: name, number and words are shown only to those who handle it."
        ),
        required=False,
    )
    needs = needs_field()
    needs_note = needs_note_field()
    age = their_age_field()
    answer = text_field(
        gettext_lazy("Answer at once"),
        gettext_lazy("Only when you have answered in full already. The resident judges it all the same."),
        required=False,
    )

    finding = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[(key, FINDINGS[key]) for key in ("EXPLAINED", "SOLVED", "PARTLY")],
        initial=Finding.EXPLAINED.value,
        required=False,
    )

    def clean_needs(self) -> list[Need]:
        return [Need(each) for each in self.cleaned_data["needs"]]

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean_helper_phone(self) -> str:
        return plain_phone(self.cleaned_data["helper_phone"])

    def __init__(
        self,
        *args: Any,
        channels: Iterable[tuple[Channel, Any]],
        divisions: Iterable[tuple[str, str]],
        matters: Iterable[tuple[str, str]],
        answers: bool,
        mandates: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(channels)
        self.fields["channel"].choices = chosen  # type: ignore[attr-defined]
        self.fields["channel"].initial = chosen[0][0]
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        self.fields["matter"].choices = [("", _("not known yet")), *matters]  # type: ignore[attr-defined]
        self.fields["paper"].label = _("Photo of the paper")
        held = list(mandates)
        if held:
            self.fields["under"].choices = [("", _("none")), *held]  # type: ignore[attr-defined]
        else:
            del self.fields["under"]
        if not answers:
            del self.fields["answer"], self.fields["finding"]

    def wish(self) -> MandateWish | None:
        """Return what was said of how the person asked; None where how it came in says it."""
        data = self.cleaned_data
        if not data["proof"]:
            return None
        return MandateWish(MandateProof(data["proof"]), note=data["proof_note"], photo=data["paper"])
