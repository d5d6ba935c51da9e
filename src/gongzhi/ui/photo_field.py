"""The field of a form that takes a photo."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.refusals import Refused
from gongzhi.ui.photos import MAX_BYTES, clean_photo
from gongzhi.ui.words import refusal_sentence

UNREADABLE = _("This file cannot be read. Choose another photo, or send the report without one.")


class PhotoField(forms.FileField):
    """One photo, optional. Its clean value is what `clean_photo` returns, or None."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Photo"),
            required=False,
            help_text=_(
                "JPEG, PNG or WebP, up to 10 MB. The place and time a telephone stores inside it are removed."
            ),
            # Telephones turn their own formats into one of these when a page asks for them.
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            error_messages=dict.fromkeys(("invalid", "missing", "empty"), UNREADABLE),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the clean photo or None; raise ValidationError in the words of the rule."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return clean_photo(file.read(MAX_BYTES + 1))
        except Refused as refused:
            raise ValidationError(refusal_sentence(refused.refusal)) from None
