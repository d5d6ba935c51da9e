"""What staff fill in when several offices work on a case. Forms look at the shape only; the actions decide."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.cases.whistle_words import GROUNDS, RATINGS
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, text_field

Choices = Sequence[Any]
TASK = gettext_lazy("Task")
ROWS, MORE = 4, 4  # departments a whistle has room for at first, and how many more one asks for


class OneUnitForm(ActForm):
    """A step about one unit of several."""

    unit_id = forms.ChoiceField(label=gettext_lazy("Unit"))

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]

    def clean_unit_id(self) -> UUID:
        """Return the unit."""
        return UUID(self.cleaned_data["unit_id"])


class TaskForm(OneUnitForm):
    """Give a unit a task."""

    text = text_field(
        TASK, gettext_lazy("What this unit is to do. The resident reads that it helps, not this."), rows=3
    )


class UrgeForm(OneUnitForm):
    """Urge one of those whose part is open."""


class PartDoneForm(ActForm):
    text = text_field(gettext_lazy("What your unit did"), gettext_lazy("The unit in charge reads it."))


class PartRefusedForm(ActForm):
    reason = text_field(gettext_lazy("Why this is not your unit's"))
    citation = forms.CharField(
        label=gettext_lazy("Citation"),
        help_text=gettext_lazy("The line of the duty table or the article of law."),
        required=False,
        max_length=300,
    )


class ConclusionForm(ActForm):
    text = text_field(
        gettext_lazy("What came of it"),
        gettext_lazy("Who did what on the place, and what is left. Rate the departments after it."),
    )


class RatingForm(OneUnitForm):
    rating = forms.ChoiceField(
        label=gettext_lazy("Rating"), widget=forms.RadioSelect, choices=list(RATINGS.items())
    )
    text = text_field(
        gettext_lazy("In words"), gettext_lazy("A poor rating needs its reason."), required=False, rows=3
    )

    def clean_rating(self) -> Rating:
        """Return the rating."""
        return Rating(self.cleaned_data["rating"])


class ObjectionForm(ActForm):
    text = text_field(
        gettext_lazy("Why the rating is not right"), gettext_lazy("The arbiter reads it and decides.")
    )


class RatingDecisionForm(OneUnitForm):
    upheld = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("The objection is right: the rating is set aside")),
            ("no", gettext_lazy("The rating stands")),
        ],
    )
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("It goes on record; both sides read it."))

    def clean_upheld(self) -> bool:
        """Tell whether the objection is upheld."""
        return bool(self.cleaned_data["upheld"] == "yes")


class ProposalForm(ActForm):
    text = text_field(
        gettext_lazy("Why departments should come to the place"),
        gettext_lazy("The town that leads the case reads it and decides."),
        rows=3,
    )


class SuperviseForm(ActForm):
    text = text_field(gettext_lazy("What you ask"), gettext_lazy("Whoever owes the reply reads it."))


class SupervisionReplyForm(ActForm):
    text = text_field(
        gettext_lazy("Reply"),
        gettext_lazy("What was done, what is left, and by when. Whoever supervises reads it."),
    )


class WhistleForm(forms.Form):
    """A whistle: its ground, the words to all, and rows of a department with its task. Empty rows count for nothing."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100, initial=ROWS)
    ground = forms.ChoiceField(
        label=gettext_lazy("Why"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    text = text_field(
        gettext_lazy("What is the matter, and what is to be done together"),
        gettext_lazy("All departments read it."),
    )

    def __init__(
        self,
        *args: Any,
        units: Choices = (),
        likely: Iterable[str] = (),
        arrive_by: Iterable[tuple[str, str]] = (),
        most: int = ROWS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        times = dict(arrive_by)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (
                code.value,
                _("%(ground)s: on the place within %(time)s")
                % {"ground": GROUNDS[code], "time": times.get(code, "")},
            )
            for code in WhistleGround
        ]
        self.count = min(self._rows(), most)
        first = [*likely][: self.count] + [""] * self.count
        none = ("", _("no department"))
        for index in range(self.count):
            self.fields[f"unit_{index}"] = forms.ChoiceField(
                label=_("Department %(n)d") % {"n": index + 1},
                choices=[none, *units],
                required=False,
                initial=first[index],
            )
            self.fields[f"task_{index}"] = text_field(_("Its task"), required=False, rows=2)

    def _rows(self) -> int:
        if not self.is_bound:
            return ROWS
        sent = str(self.data.get("rows", ""))
        asked = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else ROWS
        return max(ROWS, asked)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each row."""
        return [(self[f"unit_{index}"], self[f"task_{index}"]) for index in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Put the rows that name a department into `tasks`; a task without a department is an error beside it."""
        data: dict[str, Any] = super().clean() or {}
        tasks = []
        for index in range(self.count):
            unit, task = data.get(f"unit_{index}"), data.get(f"task_{index}", "")
            if unit:
                tasks.append((UUID(unit), task))
                if not task.strip():
                    self.add_error(f"task_{index}", _("Say what this department is to do."))
            elif task.strip():
                self.add_error(f"unit_{index}", _("Choose the department for this task."))
        data["tasks"] = tasks
        return data

    def clean_ground(self) -> WhistleGround:
        """Return the ground."""
        return WhistleGround(self.cleaned_data["ground"])
