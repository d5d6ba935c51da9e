"""The security administrator's pages: locks, second factors, sessions and names at the provider, of others."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.accounts.actions.binding import bind_provider, invite, unbind_provider
from gongzhi.accounts.actions.factors import reset_second
from gongzhi.accounts.actions.sessions import end_sessions
from gongzhi.accounts.actions.unlock import unlock
from gongzhi.accounts.forms import BindForm, InviteForm, WhyForm
from gongzhi.accounts.inviting import token_of
from gongzhi.accounts.provider import is_chosen
from gongzhi.accounts.queries import bindings_of, factors_of, locked, sessions_of, with_second
from gongzhi.accounts.rules import security_refusal
from gongzhi.accounts.words import DEVICES, FACTORS, WAYS
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import StaffView, covers_account, staff_under
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of, title_of

PAGE = 50


@never_cache
@needs("security.manage")
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List the accounts of the area with their locks, those that are locked first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, words = now(), request.GET.get("q", "")[:64]
    staff = staff_under(actor.division, at=at, words=words)
    locks = locked([view.account_id for view in staff], at=at)
    staff.sort(key=lambda view: view.account_id not in locks)
    page = Paginator(staff, PAGE).get_page(request.GET.get("page"))
    second = with_second([view.account_id for view in page.object_list])
    rows = [
        {**_row(view), "locked": locks.get(view.account_id), "second": view.account_id in second}
        for view in page.object_list
    ]
    return render(request, "accounts/sign_ins.html", {"page": page, "rows": rows, "words": words})


@never_cache
@needs("security.manage")
@require_safe
def sign_in_of(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show the ways into one account."""
    return render(request, "accounts/sign_in_of.html", _context(request, account_id))


@never_cache
@needs("security.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, account_id: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    steps = _steps()
    if verb not in steps:
        raise Http404
    context = _context(request, account_id)
    forms = {"bind": BindForm, "invite": InviteForm}
    form = forms.get(verb, WhyForm)(request.POST if request.method == "POST" else None)
    context |= {"form": form, "verb": verb, **steps[verb]}
    if request.method != "POST":
        return render(request, "accounts/sign_in_act.html", context)
    if not form.is_valid():
        return render(request, "accounts/sign_in_act.html", context, status=422)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        if verb == "invite":
            return _invited(request, context, form.cleaned_data["once"], by=actor)
        _take(verb, account_id, form.cleaned_data, by=actor)
    except Refused as refused:
        return render(
            request, "accounts/sign_in_act.html", context | {"refusal": refused.refusal}, status=409
        )
    messages.success(request, steps[verb]["done"])
    return redirect("security-sign-in", account_id)


def _invited(
    request: HttpRequest, context: dict[str, Any], invitation_id: UUID, *, by: Actor
) -> HttpResponse:
    """Show the link of an invitation; it stands on no other page."""
    account_id, issuer = context["row"]["id"], settings.GONGZHI_OIDC_ISSUER.rstrip("/")
    until = invite(account_id=account_id, invitation_id=invitation_id, issuer=issuer, by=by, at=now())
    query = urlencode({"invited": token_of(account_id, invitation_id)})
    link = request.build_absolute_uri(f"{reverse('sign-in-provider')}?{query}")
    return render(request, "accounts/invited.html", context | {"link": link, "until": until})


def _take(verb: str, account_id: UUID, found: dict[str, Any], *, by: Actor) -> None:
    at = now()
    if verb == "bind":
        bind_provider(
            account_id=account_id,
            issuer=settings.GONGZHI_OIDC_ISSUER.rstrip("/"),
            subject=found["subject"].strip(),
            by=by,
            at=at,
        )
    elif verb == "unbind":
        for each in bindings_of(account_id):
            unbind_provider(account_id=account_id, binding_id=each.id, reason=found["reason"], by=by, at=at)
    else:
        action = {"unlock": unlock, "reset": reset_second, "end": end_sessions}[verb]
        action(account_id=account_id, reason=found["reason"], by=by, at=at)


def _context(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    staff = staff_under(actor.division, at=at)
    view = next((each for each in staff if each.account_id == account_id), None)
    if view is None:
        raise Http404
    covers = covers_account(actor.division, account_id)
    return {
        "row": _row(view),
        "blocked": security_refusal(actor, account=account_id, covers=covers),
        "locked": locked([account_id], at=at).get(account_id),
        "factors": [{"view": each, "kind": FACTORS[each.kind.value]} for each in factors_of(account_id)],
        "sessions": [
            {"view": each, "device": DEVICES[each.device.value], "way": WAYS[each.way.value]}
            for each in sessions_of(account_id, here=None, at=at)
        ],
        "bindings": bindings_of(account_id),
        "provider": is_chosen(),
    }


def _row(view: StaffView) -> dict[str, Any]:
    return {
        "id": view.account_id,
        "name": view.name,
        "login": view.login,
        "active": view.active,
        "posts": [f"{name_of(post.unit)} · {title_of(post)}" for post in view.posts],
    }


def _steps() -> dict[str, dict[str, str]]:
    return {
        "unlock": {
            "title": _("Lift the lock"),
            "explain": _(
                "The person can try again at once. Make sure first that it was the person who typed."
            ),
            "done": _("The lock is lifted."),
        },
        "reset": {
            "title": _("Take all second factors away"),
            "explain": _(
                "For somebody who lost phone and recovery codes. Look at the person or call back first: "
                "whoever has the password gets in without a second factor. The person is told at the next sign-in."
            ),
            "done": _("The second factors are taken away."),
        },
        "end": {
            "title": _("End all sessions"),
            "explain": _("The person is signed out everywhere and can sign in again."),
            "done": _("All sessions have ended."),
        },
        "invite": {
            "title": _("Invite to bind a name at the provider"),
            "explain": _(
                "You get a link for this person alone. Whoever opens it and signs in at the provider has their name "
                "bound to this account, once. Hand it over in person, or by a way that reaches nobody else."
            ),
            "done": "",
        },
        "bind": {
            "title": _("Bind a name at the provider"),
            "explain": _("Whoever signs in at the provider under this name opens this account."),
            "done": _("The name is bound."),
        },
        "unbind": {
            "title": _("Take the name at the provider away"),
            "explain": _("The provider no longer opens this account."),
            "done": _("The name is taken away."),
        },
    }
