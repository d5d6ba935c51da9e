"""What people fill in about hypothesis cards. Forms look at the shape only; what a card may say is for the actions."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.insight.card_facts import CardText, Outcome
from gongzhi.insight.card_words import OUTCOMES
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import text_field

Pairs = Iterable[tuple[str, str]]
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WordsForm(forms.Form):
    """What a card says, whose it is, and by when somebody looks."""

    expected = text_field(
        _("What is expected"), _("Of a place or a thing, never of a person: what happens, how often."), rows=2
    )
    why = text_field(
        _("Why it is expected"),
        _("What you rest it on: counts, season, works, what people there told."),
        rows=2,
    )
    true_if = text_field(
        _("What would count as true"), _("Somebody else must be able to see it: a number, a state."), rows=2
    )
    false_if = text_field(_("What would count as false"), rows=2)
    unit_id = forms.TypedChoiceField(
        label=_("Whose it is"),
        help_text=_("This unit acts before it happens, and is told on the day."),
        coerce=UUID,
    )
    check_on = forms.DateField(
        label=_("Somebody looks on"), help_text=_("Within half a year."), widget=DayInput
    )

    def __init__(self, *args: Any, units: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]

    def text(self) -> CardText:
        """Return what was written."""
        return CardText(
            **{name: self.cleaned_data[name].strip() for name in ("expected", "why", "true_if", "false_if")}
        )


class CardForm(WordsForm):
    """A new card. `card` is its id from the first page on, so that a retry makes no second one; `key` its evidence."""

    card = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    matter = forms.ChoiceField(label=_("Matter"))
    division = forms.ChoiceField(label=_("Place"))
    grid = forms.ChoiceField(label=_("Grid"), required=False)
    field_order = (
        "matter",
        "division",
        "grid",
        "expected",
        "why",
        "true_if",
        "false_if",
        "unit_id",
        "check_on",
    )

    def __init__(self, *args: Any, matters: Pairs, divisions: Pairs, grids: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        self.fields["grid"].choices = [("", _("the whole place")), *grids]  # type: ignore[attr-defined]


class TakeUpForm(WordsForm):
    prefix = "take_up"


class DismissForm(forms.Form):
    prefix = "dismiss"
    reason = text_field(
        _("Why it is dismissed"), _("It is counted in public; this reason is not shown there."), rows=2
    )


class CheckForm(forms.Form):
    prefix = "check"
    outcome = forms.TypedChoiceField(
        label=_("Did it come?"),
        choices=[(each.value, OUTCOMES[each]) for each in Outcome],
        coerce=Outcome,
        widget=forms.RadioSelect,
    )
    seen = text_field(_("What was seen"), _("Anybody can read it: of places and things only."), rows=3)
    done = text_field(_("What was done about it"), required=False, rows=2)
