"""How the unit is told beside its list of notices: its head chooses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.notices.actions.unit_ways import set_unit_way
from gongzhi.notices.facts import HookKind, Way
from gongzhi.notices.forms import UnitEmailForm, UnitHookForm
from gongzhi.notices.models import UnitWay
from gongzhi.notices.ways.email import email_is_set_up
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.words import refusal_sentence

_FORMS = {Way.EMAIL: UnitEmailForm, Way.HOOK: UnitHookForm}


@sensitive_post_parameters()
@never_cache
@needs("case.approve")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_page(request: HttpRequest) -> HttpResponse:
    """Show how the unit is told; a POST changes one of the ways. Keys are never shown again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = {Way(row.way): row for row in UnitWay.objects.filter(unit=actor.unit_id)}
    sent = request.POST.get("way", "") if request.method == "POST" else ""
    forms = {}
    for way, form_of in _FORMS.items():
        row = kept.get(way)
        initial: dict[str, Any] = {"on": bool(row and row.on), "daily": bool(row and not row.at_once)}
        if row and way is Way.EMAIL:
            initial["address"] = row.address
        if row and row.kind:
            initial["kind"] = row.kind
        forms[way] = form_of(
            request.POST if sent == way else None, initial=initial, auto_id=f"id_{way.lower()}_%s"
        )
    if sent in _FORMS and forms[Way(sent)].is_valid():
        form, row = forms[Way(sent)], kept.get(Way(sent))
        said = form.cleaned_data
        try:
            set_unit_way(
                way=Way(sent),
                on=said["on"],
                at_once=not said["daily"],
                address=said["address"] or (row.address if row else ""),
                kind=HookKind(said["kind"]) if "kind" in said else None,
                secret=said.get("secret", ""),
                by=actor,
                at=now(),
            )
        except Refused as refused:
            form.add_error("address", refusal_sentence(refused.refusal))
        else:
            messages.success(request, _("This is how your unit is told from now on."))
            return redirect("notices-unit")
    status = 422 if sent else 200
    if not email_is_set_up():
        forms.pop(Way.EMAIL)
    context = {"forms": [(way, form, form.errors) for way, form in forms.items()]}
    return render(request, "notices/unit.html", context, status=status)
