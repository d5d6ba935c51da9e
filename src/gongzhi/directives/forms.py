"""What staff fill in about a directive. Forms look at the shape only; what may be done is for the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.directives.facts import Goal, Terms
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field

Choices = Iterable[tuple[str, str]]
MANY = forms.CheckboxSelectMultiple(attrs={"class": "choices-many"})


class IssueForm(forms.Form):
    """A directive as its issuer writes it."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    title = forms.CharField(label=gettext_lazy("What is to be done, in a few words"), max_length=300)
    text = text_field(
        gettext_lazy("Text"),
        gettext_lazy("What is asked, for whom, and how one sees that it is done."),
        rows=8,
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        help_text=gettext_lazy("The law, the rule or the plan it rests on."),
        max_length=300,
    )
    matter = forms.ChoiceField(label=gettext_lazy("Matter"))
    scope = forms.ChoiceField(label=gettext_lazy("Area"))
    due_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    lead = forms.ChoiceField(
        label=gettext_lazy("Who leads it"),
        help_text=gettext_lazy("The unit that coordinates, and answers for the whole."),
    )
    addressees = forms.MultipleChoiceField(
        label=gettext_lazy("Who else carries out a part"),
        help_text=gettext_lazy("Each gets a part of its own, for its own area."),
        widget=MANY,
        required=False,
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Goal: a figure the platform computes"),
        help_text=gettext_lazy("Nobody reports it. What it is today is kept as the baseline."),
        required=False,
    )
    measure_kind = forms.ChoiceField(label=gettext_lazy("Counted over"), required=False)
    period_days = forms.IntegerField(
        label=gettext_lazy("Over how many days"), min_value=1, max_value=365, initial=30, required=False
    )
    target_from = forms.IntegerField(
        label=gettext_lazy("Target band, from"),
        help_text=gettext_lazy("Shares are written in per mille: 900 is 90 %."),
        min_value=0,
        required=False,
    )
    target_to = forms.IntegerField(label=gettext_lazy("Target band, to"), min_value=0, required=False)
    asks_for = forms.ChoiceField(
        label=gettext_lazy("Figures the addressees are to report"),
        help_text=gettext_lazy("What the platform computes is not asked of people."),
        required=False,
    )
    overrule = forms.BooleanField(
        label=gettext_lazy("Instruct against the duty table. This is counted and shown."), required=False
    )
    reason = text_field(gettext_lazy("Why against the duty table"), required=False, rows=2)

    def __init__(
        self,
        *args: Any,
        matters: Choices,
        scopes: Choices,
        units: Choices,
        measures: Choices,
        kinds: Choices,
        may_overrule: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        units, measures = list(units), list(measures)
        for name, choices in {
            "matter": [("", _("choose one")), *matters],
            "scope": scopes,
            "lead": [("", _("choose one")), *units],
            "addressees": units,
            "measure": [("", _("no figure")), *measures],
            "measure_kind": [("", _("everything")), *kinds],
            "asks_for": [
                ("", _("no figures")),
                *measures,
                ("other", _("something the platform does not hold")),
            ],
        }.items():
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        if not may_overrule:
            del self.fields["overrule"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """A goal is whole: with a figure its band is needed."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("measure"):
            for name in ("period_days", "target_from", "target_to"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("This belongs to the goal. Fill it in."))
        return data

    def terms(self) -> Terms:
        """Return what was written, of a valid form."""
        data = self.cleaned_data
        goal = None
        if data["measure"]:
            goal = Goal(
                data["measure"],
                data["measure_kind"],
                data["period_days"],
                None,
                data["target_from"],
                data["target_to"],
            )
        return Terms(
            title=data["title"].strip(),
            text=data["text"],
            legal_basis=data["legal_basis"].strip(),
            matter=data["matter"],
            scope=data["scope"],
            due_on=data["due_on"],
            goal=goal,
            asks_for=data["asks_for"],
        )


class ConflictForm(ActForm):
    reason = text_field(gettext_lazy("What conflicts, and how"))
    citation = forms.CharField(
        label=gettext_lazy("The other directive's number, or the rule"), max_length=300
    )


class DoneForm(ActForm):
    reason = text_field(gettext_lazy("What was done, and when"))
    citation = forms.CharField(
        label=gettext_lazy("Where one sees it: a number on this platform, or the place"), max_length=300
    )


class BetterForm(ActForm):
    reason = text_field(gettext_lazy("How it would be done better"), rows=6)


class AmendForm(ActForm):
    text = text_field(gettext_lazy("What is asked now"), rows=8)


class GiveForm(ActForm):
    """Name the addressee, with or without another text. A reason is asked for against the duty table."""

    unit_id = forms.ChoiceField(label=gettext_lazy("Addressee"))
    text = text_field(gettext_lazy("Text"), required=False, rows=8)
    reason = text_field(gettext_lazy("Reason"), required=False, rows=2)
    overrule = forms.BooleanField(
        label=gettext_lazy("Instruct against the duty table. This is counted and shown."), required=False
    )

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]


class RulingForm(GiveForm):
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It goes on record; the units read it."), rows=3)


class PartsForm(ActForm):
    """Pass parts on to units of the own tree."""

    addressees = forms.MultipleChoiceField(label=gettext_lazy("To whom"), widget=MANY)
    text = text_field(gettext_lazy("What is asked of them"))

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressees"].choices = list(units)  # type: ignore[attr-defined]


class RoundsForm(ActForm):
    """Have grids looked at."""

    unit_id = forms.ChoiceField(label=gettext_lazy("Who goes"))
    grids = forms.MultipleChoiceField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Grids of which nothing is known yet stand first."),
        widget=MANY,
    )

    def __init__(self, *args: Any, units: Choices = (), grids: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["grids"].choices = list(grids)  # type: ignore[attr-defined]


class LinkForm(ActForm):
    number = forms.CharField(label=gettext_lazy("Number of the case, event or round"), max_length=32)


class OpenCaseForm(ActForm):
    """Something to be solved that nobody has reported yet."""

    grid = forms.ChoiceField(label=gettext_lazy("Where"))
    text = text_field(gettext_lazy("What is to be solved"), gettext_lazy("The dispatch desk reads it."))

    def __init__(self, *args: Any, grids: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].choices = list(grids)  # type: ignore[attr-defined]


class HelpForm(ActForm):
    unit_id = forms.ChoiceField(label=gettext_lazy("Who helps"))
    text = text_field(gettext_lazy("What for"))

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("choose one")), *units]  # type: ignore[attr-defined]


class OwnViewForm(ActForm):
    """What the addressee thinks of it."""

    clear = forms.TypedChoiceField(
        label=gettext_lazy("Was it clear what to do?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    feasible = forms.TypedChoiceField(
        label=gettext_lazy("Were powers, people and money enough?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours of work it took, as you guess"),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    text = text_field(gettext_lazy("What should be different next time"), required=False)


class LookedAtForm(ActForm):
    """What was found at a place that was drawn."""

    grid = forms.ChoiceField(label=gettext_lazy("Place"))
    as_asked = forms.TypedChoiceField(
        label=gettext_lazy("Is it as asked?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = text_field(gettext_lazy("What was seen"), required=False, rows=2)

    def __init__(self, *args: Any, grids: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].choices = list(grids)  # type: ignore[attr-defined]


class ConcludeForm(ActForm):
    text = text_field(gettext_lazy("What was learned"), rows=6)
