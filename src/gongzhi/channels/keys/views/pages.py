"""The page of keys: which there are, a new one, and taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.channels.keys.actions.issue import issue_key, revoke_key
from gongzhi.channels.keys.facts import KeyView, Scope
from gongzhi.channels.keys.forms import KeyForm
from gongzhi.channels.keys.queries import key_by_id, keys, used_today
from gongzhi.channels.keys.scope_words import SCOPES
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import units, units_under, within
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

POWER = "security.manage"


@never_cache
@needs(POWER)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the keys of the actor's tree, with what each opens and how often it came today."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = [key for key in keys() if within(actor.division, key.division)]
    today = timezone.localtime(now()).date()
    used = used_today([key.id for key in found], today)
    homes = units({key.unit_id for key in found})
    rows = [_row(key, name_of(homes[key.unit_id]), used.get(key.id, 0)) for key in found]
    return render(request, "keys/keys.html", {"rows": rows})


@never_cache
@needs(POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask what a key is for, then show it once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    homes = [(str(each.id), name_of(each)) for each in units_under(actor.division, at=at)]
    form = KeyForm(request.POST if request.method == "POST" else None, units=homes)
    if request.method != "POST":
        return render(request, "keys/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "keys/new.html", {"form": form}, status=422)
    data = form.cleaned_data
    try:
        issued = issue_key(
            name=data["name"],
            unit_id=UUID(data["unit"]),
            scopes=[Scope(each) for each in data["scopes"]],
            per_minute=data["per_minute"],
            per_day=data["per_day"],
            once=data["once"],
            by=actor,
            at=at,
        )
    except Refused as refused:
        return render(request, "keys/new.html", {"form": form, "refusal": refused.refusal}, status=409)
    return render(request, "keys/shown.html", {"text": issued.text, "key": key_by_id(issued.id)})


@never_cache
@needs(POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Ask whether a key is to be taken back, then do it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    key = key_by_id(key_id)
    if key is None or not within(actor.division, key.division):
        raise Http404
    home = units({key.unit_id})[key.unit_id]
    used = used_today([key.id], timezone.localtime(at).date()).get(key.id, 0)
    context: dict[str, Any] = {"row": _row(key, name_of(home), used)}
    if request.method != "POST":
        return render(request, "keys/revoke.html", context)
    try:
        revoke_key(key_id=key_id, by=actor, at=at)
    except Refused as refused:
        return render(request, "keys/revoke.html", context | {"refusal": refused.refusal}, status=409)
    messages.success(request, _("The key %(name)s opens nothing any more.") % {"name": key.name})
    return redirect("keys")


def _row(key: KeyView, home: str, used: int) -> dict[str, Any]:
    return {
        "key": key,
        "unit": home,
        "scopes": [SCOPES[scope] for scope in SCOPES if scope in key.scopes],
        "codes": sorted(scope.value for scope in key.scopes),
        "used": used,
    }
