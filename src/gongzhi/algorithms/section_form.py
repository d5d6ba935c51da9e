"""The form of a section, made from what the register asks of it: one field for each, in both languages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.algorithms.rules.entry import SECTIONS, Field, Form
from gongzhi.algorithms.screen_words import DIMENSIONS, FIELDS, LEVELS
from gongzhi.loops.public import text_field

_HELP: Mapping[Form, Any] = {
    Form.LINES: gettext_lazy("One a line."),
    Form.CODES: gettext_lazy("Codes, one a line."),
    Form.GROUPS: gettext_lazy("One a line: the group, a colon, how many. For example “by telephone: 320”."),
    Form.METRICS: gettext_lazy(
        "One a line, with commas: figure, value, lower bound, upper bound, how many, group or nothing. "
        "For example “accuracy, 0.91, 0.88, 0.94, 500”."
    ),
}
_LONG = 200  # from this limit on a field is written in several lines


class SectionForm(forms.Form):
    """One section of an entry. Which fields it has, and what they may hold, is the register's to say."""

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        for field in SECTIONS[section]:
            for name in field.names:
                self.fields[name] = _form_field(field, name)

    def values(self) -> dict[str, Any]:
        """Return what was written, as the register keeps it; what was left empty is left out."""
        found = {}
        for field in SECTIONS[self.section]:
            for name in field.names:
                value = _read(field, self.cleaned_data[name])
                if value not in ("", [], {}, None):
                    found[name] = value
        return found

    def clean(self) -> dict[str, Any]:
        """Lines of figures are lines of figures, and a text stands in one language at least."""
        data: dict[str, Any] = super().clean() or {}
        for field in SECTIONS[self.section]:
            if field.needed and field.both and not any(data.get(name) for name in field.names):
                self.add_error(field.name, _("Something is missing here. Write it, then send it again."))
            for name in field.names:
                if name in data and _read(field, data[name]) is None:
                    self.add_error(
                        name, _("A line is not as described above. Look at the commas and figures.")
                    )
        return data


def _form_field(field: Field, name: str) -> Any:
    label = FIELDS.get(field.name) or DIMENSIONS[field.name]
    # One language is enough to keep a draft; the other one is asked for before anybody reviews it.
    needed = field.needed and not field.both
    if name.endswith("_en"):
        label = _("%(field)s, in English") % {"field": label}
    if field.form is Form.LEVEL:
        choices = [("", _("choose one")), *((str(level), words) for level, words in LEVELS.items())]
        return forms.ChoiceField(label=label, choices=choices, required=needed)
    if field.form is Form.DAY:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, widget=widget, required=needed)
    if field.form is Form.TEXT and field.limit <= _LONG:
        return forms.CharField(label=label, required=needed, max_length=field.limit)
    return text_field(label, _HELP.get(field.form, ""), required=needed, rows=4)


def _read(field: Field, value: Any) -> Any:
    """Return a value as the register keeps it; None where lines do not hold what they should."""
    match field.form:
        case Form.LINES | Form.CODES:
            return [line.strip() for line in value.splitlines() if line.strip()]
        case Form.LEVEL:
            return int(value) if value else ""
        case Form.DAY:
            return value.isoformat() if value else ""
        case Form.GROUPS:
            return _groups(value)
        case Form.METRICS:
            return _metrics(value)
        case _:
            return value.strip()


def _groups(text: str) -> dict[str, int] | None:
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _colon, n = line.replace("：", ":").rpartition(":")
        if not name.strip() or not n.strip().isdecimal():
            return None
        found[name.strip()] = int(n)
    return found


def _metrics(text: str) -> list[dict[str, Any]] | None:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in line.replace("，", ",").split(",")]
        if len(parts) not in (5, 6) or not parts[4].isdecimal():
            return None
        metric: dict[str, Any] = dict(zip(("name", "value", "low", "high"), parts, strict=False))
        found.append(metric | {"n": int(parts[4])} | ({"group": parts[5]} if parts[5:] and parts[5] else {}))
    return found


def as_written(section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section as its form shows it again."""
    found = {}
    for field in SECTIONS[section]:
        for name in field.names:
            if name in values:
                found[name] = _write(field, values[name])
    return found


def _write(field: Field, value: Any) -> Any:
    match field.form:
        case Form.LINES | Form.CODES:
            return "\n".join(value)
        case Form.GROUPS:
            return "\n".join(f"{name}: {n}" for name, n in value.items())
        case Form.METRICS:
            names = ("name", "value", "low", "high", "n")
            rows = ([str(each[name]) for name in names] + [each.get("group", "")] for each in value)
            return "\n".join(", ".join(filter(None, row)) for row in rows)
        case _:
            return value
