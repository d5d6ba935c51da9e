"""What staff fill in about parking, scores and second looks, and on the callback desk. The shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from gongzhi.cases.facts import ExclusionGround, ParkReason, Satisfaction
from gongzhi.cases.fairness_words import EXCLUSION_GROUNDS, PARK_REASONS
from gongzhi.cases.words import SATISFACTIONS
from gongzhi.loops.public import ActForm, text_field


class ExtendForm(ActForm):
    reason = text_field(
        gettext_lazy("Why it takes longer"),
        gettext_lazy("The resident reads it, with the new date. Say it plainly; it can be done once."),
        rows=3,
    )


class ParkForm(ActForm):
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why not now"),
        choices=list(PARK_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason from the list.")},
    )
    words = text_field(
        gettext_lazy("In plain words"), gettext_lazy("The resident reads it, with the date."), rows=3
    )
    solvable = text_field(gettext_lazy("What would make it possible"), rows=2)
    review_on = forms.DateField(
        label=gettext_lazy("You look at it again on"),
        help_text=gettext_lazy("It stands in your inbox until then; the resident hears of it when it comes."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("Choose the day."),
        },
    )

    def clean_reason_code(self) -> ParkReason:
        return ParkReason(self.cleaned_data["reason_code"])


class ProposeExclusionForm(ActForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy("There is no other. A result that is bad is no ground."),
        choices=list(EXCLUSION_GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a ground from the list.")},
    )
    evidence = text_field(
        gettext_lazy("What shows it"),
        gettext_lazy("Two people one level up read it and decide, each alone. It can be proposed once."),
        rows=4,
    )

    def clean_ground(self) -> ExclusionGround:
        return ExclusionGround(self.cleaned_data["ground"])


class DecisionForm(ActForm):
    reason = text_field(
        gettext_lazy("Reason"), gettext_lazy("It goes on record under your name; the unit reads it."), rows=3
    )


class ObjectionDecisionForm(ActForm):
    reason = text_field(gettext_lazy("Reason"), gettext_lazy("The resident reads it."), rows=3)


class BrokenForm(ActForm):
    reason = text_field(
        gettext_lazy("What you found"),
        gettext_lazy("The first case is opened again; the resident and the office read it."),
        rows=3,
    )


def _pressed(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=gettext_lazy("The office in charge does not read the answer."),
        choices=[
            ("no", gettext_lazy("no")),
            ("yes", gettext_lazy("yes")),
            ("", gettext_lazy("did not say")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )


class _CallForm(ActForm):
    def clean_pressed(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["pressed"])


class CallbackForm(_CallForm):
    """The questions in the order in which they are asked."""

    solved = forms.ChoiceField(
        label=gettext_lazy("1. “Is the matter solved?”"),
        choices=[("yes", gettext_lazy("yes, solved")), ("no", gettext_lazy("no, not solved"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Mark what the resident said.")},
    )
    satisfied = forms.ChoiceField(
        label=gettext_lazy("2. “Apart from that: are you satisfied with how you were treated?”"),
        choices=[*SATISFACTIONS.items(), ("", gettext_lazy("did not say"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    text = text_field(
        gettext_lazy("3. In the resident's own words"),
        gettext_lazy("What is solved in part is written here."),
        required=False,
        rows=3,
    )
    pressed = _pressed(gettext_lazy("4. “Did anybody press you to say so?”"))

    def clean_solved(self) -> bool:
        return bool(self.cleaned_data["solved"] == "yes")

    def clean_satisfied(self) -> Satisfaction | None:
        said = self.cleaned_data["satisfied"]
        return Satisfaction(said) if said else None


class WithdrawalForm(_CallForm):
    """Whether a withdrawal was meant: asked by a desk that has no interest in it."""

    meant = forms.ChoiceField(
        label=gettext_lazy("1. “Did you ask to withdraw, and do you still want to?”"),
        choices=[("yes", gettext_lazy("yes, withdraw it")), ("no", gettext_lazy("no, go on with it"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Mark what the resident said.")},
    )
    pressed = _pressed(gettext_lazy("2. “Did anybody press you to withdraw?”"))
    text = text_field(gettext_lazy("3. In the resident's own words"), required=False, rows=3)

    def clean_meant(self) -> bool:
        return bool(self.cleaned_data["meant"] == "yes")
