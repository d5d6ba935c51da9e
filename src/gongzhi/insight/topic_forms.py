"""What people say of topics: that two are one, that some messages are another one, what it is called."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.insight.topic_rules import NAME_LIMIT
from gongzhi.kernel.ids import new_id

Pairs = Iterable[tuple[str, str]]


class NameForm(forms.Form):
    prefix = "name"
    name = forms.CharField(
        label=_("Name of the topic"),
        help_text=_("A matter and a place. Left empty: the title of the message that stands for it."),
        required=False,
        max_length=NAME_LIMIT,
    )


class MergeForm(forms.Form):
    prefix = "merge"
    other = forms.TypedChoiceField(
        label=_("The other topic"), help_text=_("Its messages come into this one."), coerce=UUID
    )

    def __init__(self, *args: Any, topics: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", _("Choose one")), *topics]  # type: ignore[attr-defined]


class _AnyIds(forms.TypedMultipleChoiceField):
    """Ids of messages: which of them are in the topic is for the action, which a retry must reach."""

    def valid_value(self, value: Any) -> bool:
        return bool(str(value))


class SplitForm(forms.Form):
    """The messages stand in a list of their own on the page; each box of it belongs to this form.

    `topic` is the id of the new topic from the page on, so that a retry makes no second one.
    """

    prefix = "split"
    topic = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    cases = _AnyIds(coerce=UUID, error_messages={"required": _("Mark the messages that are another topic.")})
