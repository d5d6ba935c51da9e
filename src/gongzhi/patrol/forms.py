"""Forms about events and rounds. They look at the shape only; the actions decide."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field
from gongzhi.patrol.rules import COMMUNITY_GRADE, GRADES, MOST_DAYS, Category
from gongzhi.patrol.words import GRADES as GRADE_WORDS
from gongzhi.ui.photo_field import PhotoField

Choices = Iterable[tuple[Any, Any]]  # pairs, or groups of pairs under a label

_UNKNOWN_MATTER = {"required": gettext_lazy("Choose a matter from the list.")}


class EventForm(forms.Form):
    """Report something found in a grid. The photo stands here only where its matter says why."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    matter = forms.ChoiceField(label=gettext_lazy("Matter"), error_messages=_UNKNOWN_MATTER)
    text = text_field(
        gettext_lazy("What is it"),
        gettext_lazy("As you would say it on the telephone. No names of people."),
    )
    grid = forms.ChoiceField(
        label=gettext_lazy("Grid"),
        help_text=gettext_lazy("A point on the map below counts over it."),
        error_messages={"required": gettext_lazy("Choose the grid, or a point on the map.")},
    )
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    grade = forms.TypedChoiceField(
        label=gettext_lazy("Who is to put it right"),
        help_text=gettext_lazy(
            "The marked one is usual for this matter. You see it: choose another if need be."
        ),
        coerce=int,
        widget=forms.RadioSelect,
    )
    photo = PhotoField()
    picture = forms.CharField(widget=forms.HiddenInput, required=False)  # the token of a photo sent before

    def __init__(
        self,
        *args: Any,
        kind: Category | None,
        matters: Choices,
        grids: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        grades = kind.grades if kind else GRADES
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]
        self.fields["grid"].choices = [("", _("not chosen yet")), *grids]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [(each, GRADE_WORDS[each]) for each in grades]  # type: ignore[attr-defined]
        self.fields["grade"].initial = kind.grade if kind else COMMUNITY_GRADE
        if not (kind and kind.photo_why):
            del self.fields["photo"]

    def clean(self) -> dict[str, Any]:
        """One of grid and point is enough."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("lon") is not None and data.get("lat") is not None:
            self.errors.pop("grid", None)
        data.setdefault("grid", "")
        return data


class HandledForm(ActForm):
    text = text_field(
        gettext_lazy("What was done"), gettext_lazy("Whoever goes and looks reads it. No photo is needed.")
    )


class GiveRoundForm(ActForm):
    """Name who makes a round."""

    unit_id = forms.ChoiceField(label=gettext_lazy("Who goes"))
    reason = text_field(gettext_lazy("Note to the unit"), required=False, rows=2)

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]


class DecideRoundForm(GiveRoundForm):
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It goes on record; the units read it."))


class RoundPlanForm(forms.Form):
    """Ask a unit to look at grids for one matter, once."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    matter = forms.ChoiceField(label=gettext_lazy("Matter"), error_messages=_UNKNOWN_MATTER)
    title = forms.CharField(
        label=gettext_lazy("What to look for"),
        help_text=gettext_lazy("In one line: whoever goes reads this first."),
        max_length=40,
        error_messages={"required": gettext_lazy("Say in a few words what to look for.")},
    )
    unit_id = forms.ChoiceField(
        label=gettext_lazy("Who goes"), error_messages={"required": gettext_lazy("Choose who goes.")}
    )
    days = forms.IntegerField(
        label=gettext_lazy("Within how many days"), min_value=1, max_value=MOST_DAYS, initial=7
    )
    grids = forms.MultipleChoiceField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("One round for each grid. Nobody has to report a number of findings."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one grid.")},
    )

    def __init__(self, *args: Any, matters: Choices, units: Choices, grids: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("not chosen yet"))
        self.fields["matter"].choices = [nothing, *matters]  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = [nothing, *units]  # type: ignore[attr-defined]
        self.fields["grids"].choices = list(grids)  # type: ignore[attr-defined]


class RoundReportForm(forms.Form):
    """What a round found besides the things themselves."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    rows = forms.IntegerField(widget=forms.HiddenInput, initial=2, min_value=1, max_value=50)
    text = text_field(gettext_lazy("Remark"), required=False, rows=2)


class FindingForm(forms.Form):
    """One thing found on a round. A row without a text says nothing."""

    text = text_field(gettext_lazy("What is it"), required=False, rows=3)
    matter = forms.ChoiceField(label=gettext_lazy("Matter"))
    grade = forms.TypedChoiceField(label=gettext_lazy("Who is to put it right"), coerce=int, required=False)

    def __init__(self, *args: Any, matters: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            (0, _("as usual for the matter")),
            *((each, GRADE_WORDS[each]) for each in GRADES),
        ]
