"""The filters of a list, as a sentence to fill in. The page and the file read the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from gongzhi.loops.choosing import ALL, NONE, Choice, List, matching
from gongzhi.loops.facts import EndKind
from gongzhi.loops.figures import below
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.search import LONGEST
from gongzhi.loops.vocabulary import ENDS
from gongzhi.organization.public import divisions_under, matter_tree
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of


class Filters(forms.Form):
    """Which loops to show. Anything unknown is taken as not chosen; what only one kind has comes with it."""

    def __init__(self, data: Any, actor: Actor, readable: Sequence[Kind], chosen: Kind | None, at: datetime):
        super().__init__(data)
        digits = below(actor.division)
        places = [
            (view.code, name_of(view))
            for view in divisions_under(actor.division, at=at)
            if not view.code[digits:].strip("0") and view.code != actor.division
        ]
        tops = [(matter.code, name_of(matter)) for matter in matter_tree(at=at) if matter.parent is None]
        every = [("", _("every kind"))] if len(readable) > 1 else []
        self.fields["kind"] = _choice(
            _("Kind"), [*every, *((kind.code, str(kind.label_plural)) for kind in readable)]
        )
        self.fields["state"] = _choice(_("State"), _states(readable, chosen))
        if chosen and chosen.flags:
            flags = ((code, str(flag.label)) for code, flag in chosen.flags.items())
            self.fields["flag"] = _choice(_("Marked"), [("", _("of any course")), *flags])
        self.fields["place"] = _choice(
            _("Place"), [("", _("my whole area")), *places, (NONE, _("without a place below"))]
        )
        self.fields["matter"] = _choice(
            _("Matter"), [("", _("any matter")), *tops, (NONE, _("no matter yet"))]
        )
        self.fields["q"] = forms.CharField(
            label=_("Number or words"),
            required=False,
            max_length=LONGEST,
            widget=forms.TextInput(attrs={"type": "search", "placeholder": _("number or words")}),
        )
        self.fields["grid"] = forms.CharField(required=False, max_length=20)
        self.fields["week"] = forms.CharField(required=False, max_length=10)

    @property
    def sentence(self) -> str:
        """Return the sentence the fields stand in."""
        if "flag" in self.fields:
            return _("Show {kind} · {state} · {flag} · in {place} · about {matter} · {q}")
        return _("Show {kind} · {state} · in {place} · about {matter} · {q}")

    def chosen(self, name: str) -> str:
        """Return a valid choice, else ""."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def choice(self) -> Choice:
        """Return all that was chosen."""
        return Choice(
            state=self.chosen("state") or "open",
            flag=self.chosen("flag"),
            place=self.chosen("place"),
            matter=self.chosen("matter"),
            words=self.chosen("q").strip(),
            grid=self.chosen("grid"),
            week=self.chosen("week"),
        )

    @property
    def said(self) -> list[tuple[str, str]]:
        """Return what was chosen in words, as pairs of label and choice, for those who read and do not choose."""
        said = []
        for name, field in self.fields.items():
            value = self.choice.state if name == "state" else self.chosen(name)
            choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ((value, value),)
            words = dict(choices).get(value)
            if words:
                said.append((str(field.label or name), str(words)))
        return said


@dataclass(frozen=True)
class Chosen:
    """A request for a list, read: the form, the kinds it looks at, and what matches."""

    form: Filters
    among: Sequence[Kind]
    one_kind: bool
    found: List


def read_filters(request: HttpRequest, at: datetime) -> Chosen:
    """Read the filters in the address. Raises PermissionDenied for a post that reads no kind of loop."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    readable = [kind for kind in kinds() if actor.may(kind.read)]
    if not readable:
        raise PermissionDenied
    chosen = next((each for each in readable if each.code == request.GET.get("kind")), None)
    if len(readable) == 1:
        chosen = readable[0]
    form = Filters(_data(request.GET), actor, readable, chosen, at)
    among = [chosen] if chosen else readable
    return Chosen(form, among, chosen is not None, matching(form.choice, actor, among, at=at))


def _data(given: QueryDict) -> QueryDict | dict[str, str]:
    """Some filters are asked of what is open or ended lately only, and the form then says so (`Choice.marked`)."""
    asked = Choice(*(given.get(name, "") for name in ("state", "flag", "place", "matter", "q", "grid")))
    if asked.state == ALL and not asked.marked:
        given = given.copy()
        given["state"] = "recent"
    return given or {"state": "open"}


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _states(readable: Sequence[Kind], chosen: Kind | None) -> list[tuple[str, str]]:
    words = chosen.ends if chosen else ENDS
    known = {end for kind in ([chosen] if chosen else readable) for end in kind.ends}
    ends = [
        (end.value, _("ended lately: %(end)s") % {"end": words[end.value]})
        for end in EndKind
        if end.value in known
    ]
    return [
        ("open", _("open")),
        ("overdue", _("overdue")),
        ("amber", _("soon due")),
        ("recent", _("open or ended in 30 days")),
        ("ended", _("ended in 30 days")),
        ("opened", _("came in, in 30 days")),
        ("late", _("ran over a deadline in 30 days")),
        *ends,
        (ALL, _("open or ended, however long ago")),
    ]
