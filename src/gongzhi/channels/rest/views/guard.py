"""Let another system in: its key, what it accepts, and as whom it acts."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase

from gongzhi.channels.keys.door import actor_of, let_in
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.facts import Caller
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import unit, unit_kinds

_ACCEPTED = frozenset({"application/json", "application/problem+json", "application/*", "*/*", ""})


class Key(AuthBase):
    """One scope at the door. Nobody comes in by a session."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A key of the page of keys. Each operation names the scope it needs."

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        at = now()
        word, _, text = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer" or not text.strip():
            raise Refused(Refusal("channels.key_missing"))
        key = let_in(text.strip(), self.scope, at=at)
        if not _accepts_json(request.headers.get("Accept", "")):
            raise Refused(Refusal("channels.form_not_offered"))
        if request.method == "POST" and request.content_type != "application/json":
            raise Refused(Refusal("channels.form_unknown"))
        home = unit(key.unit_id)
        kind = unit_kinds().get(home.kind) if home else None
        actor = replace(actor_of(key), third_party=kind is not None and kind.third_party)
        return Caller(key=key, actor=actor, at=at)


def _accepts_json(header: str) -> bool:
    for each in header.split(","):
        kind, *parameters = (part.strip().lower() for part in each.split(";"))
        if kind in _ACCEPTED and not any(_is_zero(part) for part in parameters):
            return True
    return False


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and bool(value) and not value.strip().strip("0.")
