"""Forms about what is hidden in a case. They look at the shape only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.codes import LookGround
from gongzhi.cases.discretion import LOOK_LIMIT
from gongzhi.cases.look_words import GROUNDS
from gongzhi.loops.public import ActForm


class LookForm(ActForm):
    """Why somebody must see what is hidden: one of three grounds by one button, or in own words."""

    ground = forms.ChoiceField(
        label=_("Why must you see it?"),
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    reason = forms.CharField(
        label=_("In a few words"),
        help_text=_("Needed for another reason. It goes on record; name no person."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LOOK_LIMIT}),
    )

    def clean_ground(self) -> LookGround:
        """Return the code itself."""
        return LookGround(self.cleaned_data["ground"])


class ClearForm(ActForm):
    """In which photos nobody can be recognised."""

    photos = forms.MultipleChoiceField(
        label=_("Nobody can be recognised in"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, photos: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].choices = photos  # type: ignore[attr-defined]

    def clean_photos(self) -> list[UUID]:
        """Return the ids of the photos."""
        return [UUID(each) for each in self.cleaned_data["photos"]]
