"""Forms of helping. They check the shape; whether it may be done, the actions say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.applications.facts import SUBJECT_KIND as APPLICATION
from gongzhi.cases.facts import SUBJECT_KIND as CASE
from gongzhi.cases.facts import Satisfaction
from gongzhi.cases.public import SATISFACTIONS, WithPhotos, kept_photos
from gongzhi.channels.assisted.facts import Verb
from gongzhi.channels.assisted.words import VERBS
from gongzhi.loops.public import ActForm
from gongzhi.people.facts import HelpedAct, MandateProof, MandateWish
from gongzhi.people.public import HELPED_ACTS, PROOFS, explain, mandate_terms


class NumberForm(forms.Form):
    """Number and, where the post may not see the matter anyway, its code."""

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the number of the receipt.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The person reads it out. Your post may see some matters without it."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CodeForm(NumberForm):
    """Number and code of another matter of the same person."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code of your receipt.")},
    )


def proof_field() -> forms.ChoiceField:
    """Return the field for how it is known that the person wants it."""
    return forms.ChoiceField(
        label=_("How the person asked you"),
        choices=list(PROOFS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the person asked you.")},
    )


class _Proven(WithPhotos, ActForm):
    """What every mandate rests on. Of several photos of a paper the first is kept."""

    proof = proof_field()
    note = forms.CharField(
        label=_("Witness, recording or message"),
        help_text=_("Who was there; or where the recording or the message is kept."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].label = _("Photo of the paper")
        explain(self)

    def wish(self, *, through_resident: bool = False) -> MandateWish:
        """Return what is said about the mandate."""
        kept = kept_photos(self.kept)
        return MandateWish(
            proof=MandateProof(self.cleaned_data["proof"]),
            note=self.cleaned_data["note"],
            photo=kept[0] if kept else None,
            through_resident=through_resident,
        )


class HelpForm(_Proven):
    """One thing a helper types for somebody."""

    field_order = ("verb", "text", "satisfied", "proof", "note", "photos")
    verb = forms.ChoiceField(
        label=_("What the person wants"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the person wants.")},
    )
    text = forms.CharField(
        label=_("In the person's own words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=20_000,
    )
    satisfied = forms.ChoiceField(
        label=_("Satisfied? Asked separately."),
        choices=[*SATISFACTIONS.items(), ("", _("did not say"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, verbs: Iterable[Verb], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(verbs)
        self.fields["verb"].choices = [(each.value, VERBS[each]) for each in chosen]  # type: ignore[attr-defined]
        if kind != CASE or not {Verb.SOLVED, Verb.NOT_SOLVED} & set(chosen):
            del self.fields["satisfied"]

    def said(self) -> tuple[Verb, Satisfaction | None]:
        """Return what the person wants, and how satisfied they are where they said it."""
        satisfied = self.cleaned_data.get("satisfied")
        return Verb(self.cleaned_data["verb"]), Satisfaction(satisfied) if satisfied else None


class MandateForm(_Proven):
    """A mandate for several matters."""

    field_order = (
        *("name", "phone", "kinds", "acts", "days", "proof", "note", "photos", "helper_name", "helper_phone"),
    )
    name = forms.CharField(label=_("Name"), max_length=64, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("For which matters"),
        choices=[(CASE, _("reports")), (APPLICATION, _("applications"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of matter.")},
    )
    acts = forms.MultipleChoiceField(
        label=_("What the person allows"),
        choices=list(HELPED_ACTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the person allows: at least one thing.")},
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1)
    helper_name = forms.CharField(
        label=_("Name of the helper"),
        help_text=_("Where a neighbour or relative speaks for the person."),
        max_length=64,
        required=False,
    )
    helper_phone = forms.CharField(
        label=_("Telephone of the helper"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = mandate_terms()
        self.fields["days"].initial = terms.usual_days

    def clean_acts(self) -> list[HelpedAct]:
        return [HelpedAct(each) for each in self.cleaned_data["acts"]]
