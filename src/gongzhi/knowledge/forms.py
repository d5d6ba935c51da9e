"""What authors fill in. Forms look at the shape only; what may be written is for the actions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.ids import new_id
from gongzhi.knowledge.facts import ArticleText
from gongzhi.knowledge.rules import TITLE_LIMIT
from gongzhi.loops.public import text_field

Pairs = Iterable[tuple[str, str]]


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ArticleForm(forms.Form):
    """An article as its author writes it. `article` is its id from the first page on: a retry makes no second one."""

    article = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    title = forms.CharField(
        label=_("Question"),
        help_text=_("As a resident would ask it: one question, one article."),
        max_length=TITLE_LIMIT,
        error_messages={"required": _("Write a few words first.")},
    )
    body = text_field(
        _("Answer"),
        _(
            "Plain words in the order in which one does it: who, where, what to bring, how long, what it costs."
        ),
        rows=10,
    )
    title_en = forms.CharField(label=_("Question in English"), max_length=TITLE_LIMIT, required=False)
    body_en = text_field(_("Answer in English"), required=False, rows=6)
    sources = text_field(
        _("What it rests on"), _("Law and article, rule, or notice: one a line."), required=False, rows=3
    )
    matters = forms.MultipleChoiceField(
        label=_("Matters"),
        help_text=_("With these the article is shown first."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    unit_id = forms.TypedChoiceField(label=_("Unit that answers for it"), coerce=UUID)
    public = forms.BooleanField(label=_("Residents may read it too"), required=False)
    valid_from = forms.DateField(
        label=_("Holds from"), help_text=_("Left open: the day it is published."), required=False, widget=_Day
    )
    valid_to = forms.DateField(
        label=_("Holds no more from"),
        help_text=_("Left open: until it is withdrawn."),
        required=False,
        widget=_Day,
    )
    review_on = forms.DateField(
        label=_("Look at it again on"), help_text=_("At the latest in a year."), required=False, widget=_Day
    )

    def __init__(self, *args: Any, units: Pairs, matters: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["matters"].choices = list(matters)  # type: ignore[attr-defined]

    def text(self) -> ArticleText:
        """Return what was written."""
        names = (
            "title",
            "body",
            "title_en",
            "body_en",
            "sources",
            "public",
            "valid_from",
            "valid_to",
            "review_on",
        )
        said = {name: self.cleaned_data[name] for name in names}
        return ArticleText(**said, matters=tuple(self.cleaned_data["matters"]))


class WithdrawForm(forms.Form):
    reason = text_field(_("Why it is withdrawn"), required=True, rows=2)


class OutageForm(forms.Form):
    outage = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    planned = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[("no", _("Something is out of order")), ("yes", _("Planned work"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    matter = forms.ChoiceField(
        label=_("Matter"), error_messages={"required": _("Choose a matter from the list.")}
    )
    division = forms.ChoiceField(label=_("Town or community"))
    address = forms.CharField(
        label=_("Where exactly"), help_text=_("Streets, estates, buildings."), max_length=200, required=False
    )
    starts_at = forms.DateTimeField(label=_("From"), widget=_Moment)
    until_at = forms.DateTimeField(
        label=_("Expected until"),
        help_text=_("Left open while nobody knows."),
        required=False,
        widget=_Moment,
    )
    text = text_field(
        _("What callers are told"),
        _("What is out of order, why, what is done, what helps meanwhile."),
        rows=3,
    )
    text_en = text_field(_("The same in English"), required=False, rows=2)
    unit_id = forms.TypedChoiceField(label=_("Unit that answers for it"), coerce=UUID)

    def __init__(self, *args: Any, units: Pairs, matters: Pairs, divisions: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["matter"].choices = [("", _("choose a matter")), *matters]  # type: ignore[attr-defined]
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]


class UntilForm(forms.Form):
    until_at = forms.DateTimeField(label=_("Expected until"), required=False, widget=_Moment)
