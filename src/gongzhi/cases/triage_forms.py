"""Forms about a proposal: accept it, or send elsewhere what a program dispatched. They look at the shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.loops.public import ActForm, text_field


class AcceptForm(ActForm):
    """One button: the matter and the unit it stands for, and since when it was in view."""

    matter = forms.CharField(widget=forms.HiddenInput, max_length=32)
    unit_id = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class UndoForm(ActForm):
    """Where it belongs: the matter says the unit, unless another one is named."""

    matter = forms.ChoiceField(
        label=_("Matter"), error_messages={"required": _("Choose a matter from the list.")}
    )
    other = forms.ChoiceField(
        label=_("Unit"),
        help_text=_("Left open, the duty table says it."),
        required=False,
    )
    note = text_field(_("Note to the unit"), required=False, rows=2)

    def __init__(
        self,
        *args: Any,
        matters: Iterable[tuple[str, str]] = (),
        others: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", _("by the duty table")), *others]  # type: ignore[attr-defined]

    def clean_other(self) -> UUID | None:
        """Return the unit named, or None."""
        named = self.cleaned_data["other"]
        return UUID(named) if named else None
