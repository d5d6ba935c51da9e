"""The forms a telephone takes along: the same as on the pages, and told as data, so that it can draw them alone."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import CHANNELS, FileForm, PhotosField
from gongzhi.organization.public import divisions, divisions_under, grids_under, matter_tree
from gongzhi.patrol.public import EventForm, category
from gongzhi.people.facts import Actor, MandateProof
from gongzhi.people.public import explain
from gongzhi.ui.names import in_english, name_of
from gongzhi.ui.photo_fields import limit

AT_DESK = (Channel.HOTLINE, Channel.COUNTER, Channel.PAPER)
ON_ROUND = (Channel.GRID, Channel.COUNTER)
# Asked for only where it matters: they stand folded on a small screen.
FOLDED = frozenset(
    {
        *("channel", "matter", "helper_name", "helper_phone", "proof", "proof_note"),
        *("confidential", "needs", "needs_note", "age"),
    }
)
# What of the form of a case goes along: the rest is for a desk, or needs a list only the office has.
OF_A_CASE = frozenset(
    {*FOLDED, "once", "text", "address", "division", "lon", "lat", "photos", "filer", "name", "phone"}
)
AS_USUAL = 0


def case_form(actor: Actor, *, at: datetime, data: Any = None, files: Any = None) -> FileForm:
    """Return the form of a case filed for somebody; answering at once is for those who sit at a desk."""
    form = FileForm(
        data,
        files,
        channels=[(each, CHANNELS[each]) for each in (ON_ROUND if actor.may("case.handle") else AT_DESK)],
        divisions=[(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)],
        matters=_matters(at=at),
        answers=False,
    )
    for name in form.fields.keys() - OF_A_CASE:
        del form.fields[name]
    # The paper itself is photographed at the counter, where it is filed.
    proof: Any = form.fields["proof"]
    proof.choices = [(code, words) for code, words in proof.choices if code != MandateProof.PAPER]
    explain(form)
    return form


def event_form(actor: Actor, *, at: datetime, data: Any = None) -> EventForm:
    """Return the form of an event. Its photo comes apart; the usual grade of the matter is taken unless named."""
    form = EventForm(data, kind=None, matters=_matters(at=at), grids=_grids(actor.division, at=at))
    grade: Any = form.fields["grade"]
    grade.choices = [(AS_USUAL, _("as usual for the matter")), *grade.choices]
    grade.initial = AS_USUAL
    form.fields["grid"].help_text = ""
    del form.fields["picture"]
    return form


def why_photos(*, at: datetime) -> dict[str, str]:
    """Return why a photo helps, by matter; about others none is asked for."""
    found = {}
    for code, _name in _matters(at=at):
        kind = category(code, at=at)
        if kind and kind.photo_why:
            found[code] = (kind.photo_why_en if in_english() else "") or kind.photo_why
    return found


def told(form: forms.Form) -> list[dict[str, Any]]:
    """Return the visible fields of a form as data. Raises TypeError where a field is of no kind known here."""
    found = [
        {
            "name": name,
            "label": str(field.label or ""),
            "help": str(field.help_text or ""),
            "required": field.required,
            "folded": name in FOLDED and not (field.required and field.initial is None),
            "initial": "" if field.initial is None else str(field.initial),
            **_kind(field),
            "why": list(getattr(field, "personal", {}).values()),
        }
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    ]
    if {"lon", "lat"} <= form.fields.keys():
        here = next(
            (i for i, each in enumerate(found) if each["name"] in ("address", "grid")), len(found) - 1
        )
        label = _("Point")
        found.insert(
            here + 1, {"name": "point", "kind": "point", "label": label, "help": "", "required": False}
        )
    return found


def _kind(field: forms.Field) -> dict[str, Any]:
    widget = field.widget
    if isinstance(field, PhotosField):
        return {"kind": "photos", "most": limit()}
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return {"kind": "boxes", "choices": _choices(field)}
    if isinstance(widget, forms.RadioSelect):
        return {"kind": "radio", "choices": _choices(field)}
    if isinstance(widget, forms.Select):
        return {"kind": "select", "choices": _choices(field)}
    if isinstance(widget, forms.CheckboxInput):
        return {"kind": "box"}
    if isinstance(widget, forms.Textarea):
        return {"kind": "text"}
    if isinstance(widget, forms.TextInput):
        mode = widget.attrs.get("inputmode", "text")
        return {"kind": "line", "mode": mode, "most": getattr(field, "max_length", None) or 0}
    raise TypeError(type(widget).__name__)


def _choices(field: Any) -> list[Any]:
    """Return pairs of value and words; a group is a pair of its label and a list of pairs."""
    return [
        [str(label), [[str(value), str(words)] for value, words in inner]]
        if isinstance(inner, (list, tuple))
        else [str(getattr(label, "value", label)), str(inner)]
        for label, inner in field.choices
    ]


def _matters(*, at: datetime) -> list[tuple[str, str]]:
    tree = {each.code: each for each in matter_tree(at=at)}
    return [
        (code, " › ".join(name_of(tree[step]) for step in each.path))
        for code, each in tree.items()
        if each.leaf
    ]


def _grids(scope: str, *, at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in grids_under(scope, at=at):
        found.setdefault(each.division, []).append((each.code, name_of(each)))
    names = divisions(found)
    return [(name_of(names[code]), pairs) for code, pairs in found.items()]
