"""Set up second factors and take them away."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.accounts import passkeys
from gongzhi.accounts.actions.factors import make_recovery_codes, remove_factor, set_totp
from gongzhi.accounts.entering import OWED
from gongzhi.accounts.forms import AppForm, PasskeyForm, RecoveryForm, RemoveForm
from gongzhi.accounts.queries import factors_of, recovery_codes_left, second_owed
from gongzhi.accounts.sealing import seal_secret, unseal_secret
from gongzhi.accounts.totp import address_of, new_secret, picture_of
from gongzhi.accounts.views.own import confirmed, end_others, own, own_actor
from gongzhi.accounts.words import FACTORS
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.public import SealBroken

_NEW = "accounts.new_app"


@never_cache
@own
@require_safe
def second(request: Any) -> HttpResponse:
    """Show the second factors there are, and the ways to set one up."""
    return render(
        request,
        "accounts/second.html",
        {
            "factors": [
                {"view": each, "kind": FACTORS[each.kind.value]} for each in factors_of(request.user.id)
            ],
            "codes": recovery_codes_left(request.user.id),
            "owed": bool(request.session.get(OWED)),
        },
    )


@sensitive_post_parameters()
@never_cache
@own
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: Any) -> HttpResponse:
    """Show the secret as a QR code and as letters, and take the first code the app makes of it."""
    form = AppForm(
        request.POST if request.method == "POST" else None, has_password=request.user.has_usable_password()
    )
    secret = _secret(request)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        try:
            set_totp(
                account_id=request.user.id,
                secret=secret,
                code=form.cleaned_data["code"],
                name=_("App"),
                by=own_actor(request),
                at=now(),
            )
        except Refused as refused:
            context["refusal"] = refused.refusal
        else:
            request.session.pop(_NEW, None)
            return _set_up(request)
    address = address_of(secret, login=request.user.login, issuer=_("Gongzhi"))
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context |= {"picture": picture_of(address), "secret": letters}
    wrong = bool(form.errors or context.get("refusal"))
    return render(request, "accounts/app.html", context, status=422 if wrong else 200)


@sensitive_post_parameters()
@never_cache
@own
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: Any) -> HttpResponse:
    """Make a passkey; the browser's answer comes with the form."""
    form = PasskeyForm(
        request.POST if request.method == "POST" else None, has_password=request.user.has_usable_password()
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        found = form.cleaned_data
        try:
            passkeys.keep_new(
                request,
                request.user.id,
                found["answer"],
                name=found["name"],
                by=own_actor(request),
                at=now(),
            )
        except Refused as refused:
            context["refusal"] = refused.refusal
        else:
            return _set_up(request)
    wrong = bool(form.errors or context.get("refusal"))
    return render(request, "accounts/passkey.html", context, status=422 if wrong else 200)


@own
@require_POST
def passkey_options(request: Any) -> HttpResponse:
    """Say what the browser needs to make a passkey."""
    options = passkeys.options_to_make(
        request, request.user.id, login=request.user.login, name=request.user.name, at=now()
    )
    return HttpResponse(options, content_type="application/json")


@sensitive_post_parameters()
@never_cache
@own
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: Any) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    if not factors_of(request.user.id):
        return redirect("second-factor")
    form = RecoveryForm(
        request.POST if request.method == "POST" else None, has_password=request.user.has_usable_password()
    )
    context: dict[str, Any] = {"form": form, "left": recovery_codes_left(request.user.id)}
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        context["codes"] = make_recovery_codes(account_id=request.user.id, by=own_actor(request), at=now())
        return render(request, "accounts/recovery.html", context)
    return render(request, "accounts/recovery.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@own
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Any, factor_id: UUID) -> HttpResponse:
    """Ask once more, then take a second factor away; all other sessions end."""
    view = next((each for each in factors_of(request.user.id) if each.id == factor_id), None)
    if view is None:
        if request.method == "POST":
            return redirect("second-factor")  # taken away already
        raise Http404
    form = RemoveForm(
        request.POST if request.method == "POST" else None, has_password=request.user.has_usable_password()
    )
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        remove_factor(account_id=request.user.id, factor_id=factor_id, by=own_actor(request), at=now())
        end_others(request)
        if second_owed(request.user.id, at=now()):
            request.session[OWED] = True
        messages.success(request, _("The second factor is taken away. All other sessions have ended."))
        return redirect("second-factor")
    context = {"form": form, "view": view, "kind": FACTORS[view.kind.value]}
    return render(request, "accounts/remove.html", context, status=422 if form.errors else 200)


def _set_up(request: Any) -> HttpResponse:
    """Go on after a second factor was set up: to the recovery codes, if there are none yet."""
    request.session.pop(OWED, None)
    end_others(request)
    messages.success(request, _("The second factor is set up. All other sessions have ended."))
    return redirect("account" if recovery_codes_left(request.user.id) else "second-factor-recovery")


def _secret(request: Any) -> str:
    """Return the secret an app is being set up with; sealed in the session until a code shows that it is there."""
    kept = request.session.get(_NEW)
    if kept:
        try:
            return unseal_secret(base64.b64decode(kept), request.user.id)
        except SealBroken:
            pass
    secret = new_secret()
    request.session[_NEW] = base64.b64encode(seal_secret(secret, request.user.id)).decode()
    return secret
