"""The form of a look under seal."""

from django import forms
from django.utils.translation import gettext_lazy

from gongzhi.loops.forms import ActForm


class SealForm(ActForm):
    """Which matter, which law, and until when the person is not told."""

    number = forms.CharField(
        label=gettext_lazy("Number of the matter"),
        max_length=32,
        error_messages={"required": gettext_lazy("Write the number of the matter.")},
    )
    basis = forms.CharField(
        label=gettext_lazy("The law that wants it"),
        help_text=gettext_lazy("Law and article. No names: at its end the person reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Name the law and its article.")},
    )
    until = forms.DateField(
        label=gettext_lazy("The person reads of it after"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("Choose the day."),
        },
    )
