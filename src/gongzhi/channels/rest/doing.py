"""What another system can do with a loop: the acts of its page, by their forms, without those that open an identity."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict

from gongzhi.channels.rest.facts import Caller
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import ActForm, ConnectForm, Do, Kind, RevealForm, loop_row, registered_kinds
from gongzhi.ui.words import refusal_sentence

# Identities are for no system, whatever its key opens.
_PERSONS = (RevealForm, ConnectForm)


class NotValid(Exception):
    """Parameters that do not fit: where, and why."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors)
        self.errors = errors


def known_kinds() -> tuple[Kind, ...]:
    """Return the kinds of loops there are."""
    return registered_kinds()


def find(caller: Caller, loop_id: UUID) -> tuple[Kind, Any]:
    """Return the kind of a loop and the kind's view of it; Refused as for one that does not exist."""
    row = loop_row(loop_id)
    kind = next((each for each in known_kinds() if row and each.code == row.subject_kind), None)
    view = kind.sheet.find(caller.actor, loop_id) if kind else None
    if kind is None or view is None:
        raise Refused(Refusal("channels.no_such_thing"))
    return kind, view


def acts_of(caller: Caller, kind: Kind, view: Any) -> list[dict[str, Any]]:
    """Return what the key's unit can do, in the order of the page; `refusal` says what speaks against it now."""
    found = []
    for event, refusal in _open_to(caller, kind, view).items():
        form = kind.sheet.form(event, caller.actor, view, at=caller.at)
        found.append(
            {
                "event": event,
                "label": str(kind.sheet.acts[event].label),
                "refusal": refusal.code if refusal else None,
                "why": refusal_sentence(refusal) if refusal else None,
                "parameters": [
                    _parameter(name, field) for name, field in form.fields.items() if name != "once"
                ],
            }
        )
    return found


def act_of(
    caller: Caller, kind: Kind, loop_id: UUID, event: str, parameters: Mapping[str, Any], once: UUID
) -> None:
    """Do one act. Raises Refused ``channels.act_unknown`` and what the act refuses, and NotValid."""
    view = kind.sheet.find(caller.actor, loop_id)
    offered = _open_to(caller, kind, view) if view else {}
    form = _bound(caller, kind, view, event, parameters, once)
    if form is None:
        raise Refused(Refusal("channels.act_unknown"))
    if form.errors:
        raise NotValid(
            [
                {"where": f"body.parameters.{name}", "why": str(message)}
                for name, messages in form.errors.items()
                for message in messages
            ]
        )
    if event in offered:
        ensure(offered[event])
    kind.sheet.acts[event].run(Do(loop_id, form.cleaned_data, caller.actor, caller.at))


def _bound(
    caller: Caller, kind: Kind, view: Any, event: str, parameters: Mapping[str, Any], once: UUID
) -> ActForm | None:
    """Return the form of an act, filled; None where there is no such act for a system."""
    act = kind.sheet.acts.get(event)
    if act is None or view is None or issubclass(act.form, _PERSONS):
        return None
    if event not in _open_to(caller, kind, view):
        return None
    data = {name: _typed(value) for name, value in parameters.items()} | {"once": str(once)}
    form = kind.sheet.form(event, caller.actor, view, at=caller.at, data=data)
    form.files = MultiValueDict()
    form.full_clean()
    return form


def _open_to(caller: Caller, kind: Kind, view: Any) -> dict[str, Refusal | None]:
    allowed = kind.sheet.allowed(caller.actor, view, at=caller.at)
    return {
        event: allowed[event]
        for event, act in kind.sheet.acts.items()
        if event in allowed and not issubclass(act.form, _PERSONS)
    }


def _typed(value: Any) -> Any:
    """Return a value as a form gets it; what no form takes becomes a text that it refuses."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list):
        return [str(each) for each in value]
    return "" if value is None else str(value)


def _parameter(name: str, field: forms.Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": name,
        "label": str(field.label or name),
        "kind": _kind(field),
        "required": field.required,
    }
    if isinstance(field, forms.ChoiceField):
        told["choices"] = [
            {"value": str(value), "label": str(label)} for value, label in _flat(field.choices) if value != ""
        ]
    return told


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(value, label)]
    return found


def _kind(field: forms.Field) -> str:
    match field:
        case forms.MultipleChoiceField():
            return "choices"
        case forms.ChoiceField():
            return "choice"
        case forms.BooleanField():
            return "yes"
        case forms.IntegerField():
            return "number"
        case forms.DateTimeField():
            return "instant"
        case forms.DateField():
            return "date"
        case _:
            return "text"
