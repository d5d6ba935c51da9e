"""What the dispatch desk fills in where several cases are one problem."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from gongzhi.loops.public import ActForm

Choices = Iterable[tuple[str, Any]]


class _Among(ActForm):
    """A form about cases that lie beside the one at the desk."""

    def __init__(self, *args: Any, among: Choices = (), parents: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(list(among), list(parents))

    def offer(self, among: list[tuple[str, Any]], parents: list[tuple[str, Any]]) -> None:
        """Fill in what can be chosen."""


class JoinForm(_Among):
    """One case joined to another one: of those beside it, or by its number."""

    parent = forms.ChoiceField(
        label=gettext_lazy("Which case carries it"), widget=forms.RadioSelect, required=False
    )
    number = forms.CharField(
        label=gettext_lazy("Or its number"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input num"}),
    )

    def offer(self, among: list[tuple[str, Any]], parents: list[tuple[str, Any]]) -> None:
        if parents:
            self.fields["parent"].choices = parents  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]

    def clean(self) -> dict[str, Any]:
        """One of the two is said."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("parent") and not data.get("number"):
            self.add_error("number", gettext_lazy("Choose a case, or give its number."))
        return data


class TogetherForm(_Among):
    """Several cases made one."""

    cases = forms.MultipleChoiceField(
        label=gettext_lazy("Which of them are the same problem"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one case.")},
    )
    parent = forms.ChoiceField(
        label=gettext_lazy("Which case carries the others"),
        help_text=gettext_lazy("Its number and its limit stay; the others keep theirs."),
    )

    def offer(self, among: list[tuple[str, Any]], parents: list[tuple[str, Any]]) -> None:
        self.fields["cases"].choices = among  # type: ignore[attr-defined]
        self.fields["parent"].choices = parents  # type: ignore[attr-defined]

    def clean_cases(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["cases"]]

    def clean_parent(self) -> UUID:
        return UUID(self.cleaned_data["parent"])


class ApartForm(ActForm):
    """Another case that is not the same problem."""

    other = forms.UUIDField(widget=forms.HiddenInput)


class CameBackForm(_Among):
    """The first case of a problem that was solved and has come back."""

    first = forms.ChoiceField(widget=forms.HiddenInput)

    def offer(self, among: list[tuple[str, Any]], parents: list[tuple[str, Any]]) -> None:
        self.fields["first"].choices = among  # type: ignore[attr-defined]

    def clean_first(self) -> UUID:
        return UUID(self.cleaned_data["first"])
