"""Forms of the page about platforms above."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LookedForm(forms.Form):
    """What somebody found who looked; a reason where both sides are left as they stand."""

    reason = forms.CharField(
        label=_("Why it may stay so"),
        help_text=_("It goes on record under your name."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
