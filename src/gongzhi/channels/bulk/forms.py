"""What staff choose about a file they bring in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.facts import Channel
from gongzhi.channels.bulk.rows import KNOWN_COLUMNS
from gongzhi.kernel.ids import new_id

COLUMNS: Mapping[str, Any] = {
    "text": _("Text"),
    "title": _("Title"),
    "time": _("Date of the letter or message"),
    "number": _("Number in the old system"),
    "class": _("Class in the old system"),
    "address": _("Address"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "name": _("Name"),
    "phone": _("Telephone"),
}
assert COLUMNS.keys() == KNOWN_COLUMNS.keys()


class UploadForm(forms.Form):
    once = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 5 MB and 5,000 rows, the names of the columns in the first row."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("Choose a file.")},
    )


class ColumnsForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=[(Channel.PAPER.value, _("letters")), (Channel.IMPORT.value, _("another system"))],
        widget=forms.RadioSelect,
        initial=Channel.IMPORT.value,
    )
    division = forms.ChoiceField(label=_("Where rows without a place go"))

    def __init__(
        self, *args: Any, heading: Sequence[str], divisions: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = list(divisions)  # type: ignore[attr-defined]
        columns = [("", _("none of them")), *((each, each) for each in heading)]
        for name, label in COLUMNS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(label=label, choices=columns, required=False)

    def columns(self) -> dict[str, str]:
        """Return which column is what."""
        return {name: self.cleaned_data[f"column_{name}"] for name in COLUMNS}
