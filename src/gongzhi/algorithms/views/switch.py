"""The switch: one page that says what happens, one reason, one button. It works without script, at any hour."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.algorithms.actions.switch import switch_off, switch_on
from gongzhi.algorithms.actions.watch import lift_suspension
from gongzhi.algorithms.forms import SwitchForm
from gongzhi.algorithms.queries import entry
from gongzhi.algorithms.record import gathered, name_of_entry
from gongzhi.algorithms.rules.passing import REVIEW, SWITCH
from gongzhi.algorithms.showing import notes_of
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english
from gongzhi.ui.words import refusal_sentence


@never_cache
@needs(SWITCH)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Switch an algorithm off, or on again. Sent twice, it happens once."""
    view = entry(code)
    if view is None:
        raise Http404
    # What the page said it would do is done, whatever happened meanwhile.
    turn_on = request.POST["to"] == "on" if request.POST.get("to") in ("on", "off") else view.switched_off
    on, off = _("It is on again, as far as its gates let it."), _("It is off. Everything goes on without it.")
    done = on if turn_on else off
    return _asked(request, code, "on" if turn_on else "off", switch_on if turn_on else switch_off, done)


@never_cache
@needs(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, code: str) -> HttpResponse:
    """Let go on what the daily look had stopped, with a reason."""
    if entry(code) is None:
        raise Http404
    return _asked(request, code, "lift", lift_suspension, _("It may go on."))


def _asked(request: HttpRequest, code: str, to: str, do: Callable[..., None], done: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SwitchForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            do(code=code, reason=form.cleaned_data["reason"], by=actor, at=now())
        except Refused as refused:
            form.add_error("reason", refusal_sentence(refused.refusal))
            status = 409
        else:
            messages.success(request, done)
            return redirect("register-entry", code)
    view = entry(code)
    assert view is not None
    (found,) = gathered([view], reviewed=False)
    notes = notes_of(view, found.version, today=timezone.localdate(now())) if to == "lift" else []
    name = name_of_entry(found, english=in_english())
    context = {"form": form, "view": view, "to": to, "name": name, "notes": notes}
    return render(request, "algorithms/switch.html", context, status=status)
