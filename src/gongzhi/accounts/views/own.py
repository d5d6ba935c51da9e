"""The own account: password, second factors, sessions."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.accounts.actions.sessions import end_own_sessions
from gongzhi.accounts.entering import OWED, address_of, session_of, try_password
from gongzhi.accounts.forms import PasswordForm
from gongzhi.accounts.going_on import wait_sentence
from gongzhi.accounts.queries import factors_of, recovery_codes_left, sessions_of
from gongzhi.accounts.words import DEVICES, FACTORS, WAYS
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.public import set_password
from gongzhi.ui.views import signed_out

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Let whoever is signed in, also without a post, or before a second factor is set up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return (
                signed_out(request)
                if request.method == "POST"
                else redirect_to_login(request.get_full_path())
            )
        return view(request, *args, **kwargs)

    return guarded


def own_actor(request: Any) -> Actor:
    """Return who acts on the own account: with the post, where one is held."""
    return request.actor or Actor(kind=ActorKind.STAFF, account_id=request.user.id)


def confirmed(request: Any, form: forms.Form) -> bool:
    """Look at the password that is asked again; wrong ones count like those of signing in."""
    if "password" not in form.fields:
        return True
    tried = try_password(
        request.user.login, form.cleaned_data["password"], address=address_of(request), at=now()
    )
    if tried.wait:
        form.add_error("password", wait_sentence(tried.wait))
    elif tried.account_id != request.user.id:
        form.add_error("password", _("This is not your password."))
    return not form.errors


def end_others(request: Any) -> None:
    """End all other sessions after a change of the ways in: whoever stole one is out."""
    end_own_sessions(
        account_id=request.user.id, only=None, but=session_of(request), by=own_actor(request), at=now()
    )


@never_cache
@own
@require_safe
def account(request: Any) -> HttpResponse:
    """Show where one is signed in, and the ways in."""
    sessions = sessions_of(request.user.id, here=session_of(request), at=now())
    factors = factors_of(request.user.id)
    context = {
        "sessions": [
            {"view": each, "device": DEVICES[each.device.value], "way": WAYS[each.way.value]}
            for each in sessions
        ],
        "others": [each for each in sessions if not each.here],
        "factors": [{"view": each, "kind": FACTORS[each.kind.value]} for each in factors],
        "codes": recovery_codes_left(request.user.id),
        "has_password": request.user.has_usable_password(),
        "owed": bool(request.session.get(OWED)),
    }
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@never_cache
@own
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Any) -> HttpResponse:
    """Change the password; all other sessions end."""
    form = PasswordForm(
        request.POST if request.method == "POST" else None, has_password=request.user.has_usable_password()
    )
    if request.method == "POST" and form.is_valid() and confirmed(request, form):
        set_password(
            account_id=request.user.id, password=form.cleaned_data["new"], by=own_actor(request), at=now()
        )
        request.user.refresh_from_db(fields=["password"])
        update_session_auth_hash(request, request.user)
        end_others(request)
        messages.success(request, _("Your password is changed. All other sessions have ended."))
        return redirect("account")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@own
@require_POST
def end_session(request: Any, session_id: UUID) -> HttpResponse:
    """End one session. The one it is done in is left by signing out."""
    end_own_sessions(account_id=request.user.id, only=session_id, but=None, by=own_actor(request), at=now())
    messages.success(request, _("The session has ended."))
    return redirect("account")


@own
@require_POST
def end_other_sessions(request: Any) -> HttpResponse:
    """End all sessions but this one."""
    end_others(request)
    messages.success(request, _("All other sessions have ended."))
    return redirect("account")
