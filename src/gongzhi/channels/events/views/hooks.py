"""The pages of webhooks: which there are, how each stands, and what could not be delivered."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.channels.events.actions.again import replay_from, send_again, set_aside
from gongzhi.channels.events.actions.hooks import end_hook, make_hook, pause_hook, renew_secret
from gongzhi.channels.events.cloudevents import secret_of
from gongzhi.channels.events.facts import DeliveryView
from gongzhi.channels.events.forms import HookForm, ReplayForm
from gongzhi.channels.events.queries import dead_letters, health, hook, hooks, latest
from gongzhi.channels.events.rules import is_outside
from gongzhi.channels.events.words import said_sentence
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

POWER = "security.manage"


@never_cache
@needs(POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Show the webhooks, and make one."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = HookForm(data, scope=by.division, initial={"once": new_id()})
    if request.method != "POST":
        return _list(request, form, 200)
    if not form.is_valid():
        return _list(request, form, 422)
    said = form.cleaned_data
    try:
        hook_id = make_hook(
            key_id=said["key"],
            url=said["url"],
            kinds=said["kinds"],
            by=by,
            at=now(),
            once=said["once"],
        )
    except Refused as refused:
        return _list(request, form, 409, refusal=refused.refusal)
    messages.success(request, _("The webhook is made. Give the secret below to whoever runs the system."))
    return redirect("hook", hook_id)


def _list(request: HttpRequest, form: HookForm, status: int, **more: Any) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    rows = [{"view": view, "health": health(view.id)} for view in hooks(scope=by.division)]
    return render(request, "events/hooks.html", {"rows": rows, "form": form, **more}, status=status)


@never_cache
@needs(POWER)
@require_safe
def show(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Show how one stands."""
    return _page(request, hook_id, ReplayForm(), 200)


@sensitive_variables("secret")
def _page(request: HttpRequest, hook_id: UUID, form: ReplayForm, status: int, **more: Any) -> HttpResponse:
    view, by = hook(hook_id), request.actor  # type: ignore[attr-defined]
    if view is None or is_outside(by, view.division):
        raise Http404
    context = {
        "view": view,
        "health": health(hook_id),
        "dead": [_row(each) for each in dead_letters(hook_id)],
        "waiting": [_row(each) for each in latest(hook_id)],
        "form": form,
        "secret": secret_of(settings.SECRET_KEY, str(hook_id), view.version) if view.ended_at is None else "",
        **more,
    }
    return render(request, "events/hook.html", context, status=status)


def _row(each: DeliveryView) -> dict[str, Any]:
    return {"view": each, "said": said_sentence(each.said)}


@never_cache
@needs(POWER)
@require_POST
def change(request: HttpRequest, hook_id: UUID, what: str) -> HttpResponse:
    """Let it rest or go on, renew its secret, or end it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    try:
        match what:
            case "pause" | "resume":
                pause_hook(hook_id=hook_id, paused=what == "pause", by=by, at=at)
                done = _("It rests; what comes meanwhile waits.") if what == "pause" else _("It goes on.")
            case "secret":
                version = request.POST.get("version", "")
                renew_secret(hook_id=hook_id, version=int(version) if version.isdigit() else 0, by=by, at=at)
                done = _("Messages are signed with the new secret from now on.")
            case "end":
                end_hook(hook_id=hook_id, by=by, at=at)
                done = _("The system is told no more.")
            case _unknown:
                raise Http404
    except Refused as refused:
        return _page(request, hook_id, ReplayForm(), 409, refusal=refused.refusal)
    messages.success(request, done)
    return redirect("hook", hook_id)


@never_cache
@needs(POWER)
@require_POST
def dead(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Send dead messages again, or put one aside."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    again, aside = request.POST.get("again", ""), request.POST.get("aside", "")
    try:
        if aside.isdigit():
            count = set_aside(hook_id=hook_id, delivery_id=int(aside), by=by, at=now())
            text = ngettext("%(count)s message is put aside.", "%(count)s messages are put aside.", count)
        else:
            one = int(again) if again.isdigit() else None
            count = send_again(hook_id=hook_id, delivery_id=one, by=by, at=now())
            text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    except Refused as refused:
        return _page(request, hook_id, ReplayForm(), 409, refusal=refused.refusal)
    messages.success(request, text % {"count": count})
    return redirect("hook", hook_id)


@never_cache
@needs(POWER)
@require_POST
def replay(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Send everything again from a place in the order on."""
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, hook_id, form, 422)
    try:
        count, place = replay_from(
            hook_id=hook_id,
            position=form.cleaned_data["position"],
            by=request.actor,  # type: ignore[attr-defined]
            at=now(),
        )
    except Refused as refused:
        return _page(request, hook_id, form, 409, refusal=refused.refusal)
    text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    messages.success(request, text % {"count": count})
    if place is not None:
        messages.info(request, _("There is more. Go on from number %(place)s.") % {"place": place})
    return redirect("hook", hook_id)
