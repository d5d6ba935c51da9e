"""Sign in, sign out, and choose the post to act in."""

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.accounts import public as accounts
from gongzhi.accounts.facts import Way
from gongzhi.kernel.instants import now
from gongzhi.organization.public import SESSION_POST
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login
from gongzhi.ui.guards import staff_only
from gongzhi.ui.names import in_english
from gongzhi.web.frame import home_of, post_line

ROLES = Path(__file__).parent.parent / "demo" / "roles.yaml"


class SignInForm(forms.Form):
    """Login and password; what is wrong with them is said in one sentence, not which of the two."""

    login = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Enter your sign-in name.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter your password.")},
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take login and password; in the demo also offer each role by one click."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(accounts.next_of(request))
        return _page(request, SignInForm(), status=200)
    form = SignInForm(request.POST)
    if not form.is_valid() or settings.GONGZHI_OIDC_ONLY:
        return _page(request, form, status=422)
    at, name = now(), form.cleaned_data["login"].strip().lower()
    password, address = form.cleaned_data["password"], accounts.address_of(request)
    tried = accounts.try_password(name, password, address=address, at=at)
    if tried.account_id is not None:
        return accounts.go_on(request, tried.account_id, Way.PASSWORD, next_=accounts.next_of(request), at=at)
    if tried.wait:
        form.add_error(None, accounts.wait_sentence(tried.wait))
        return _page(request, form, status=429)
    form.add_error(
        None,
        _(
            "Sign-in name and password do not match. Check both; the person who manages accounts can set a new one."
        ),
    )
    return _page(request, form, status=422)


@never_cache
@require_POST
def sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as a role of the demo. Without the demo there is no such page."""
    known = {key_of(each): each["login"] for each in demo_roles()}
    if role not in known:
        raise Http404
    account = account_by_login(known[role])
    if account is None:
        raise Http404
    return accounts.go_on(request, account.id, Way.DEMO, next_=accounts.next_of(request), at=now())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    if session := accounts.session_of(request):
        accounts.leave_session(session_id=session, by=SYSTEM, at=now())
    away = accounts.signed_out_at(request)
    logout(request)
    if away:
        return redirect(away)
    messages.success(request, _("You are signed out."))
    return redirect("sign-in")


@never_cache
@staff_only
def start(request: HttpRequest) -> HttpResponse:
    """Send staff to the page their post works on."""
    return redirect(home_of(request.actor.powers))  # type: ignore[attr-defined]


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: HttpRequest) -> HttpResponse:
    """Show the posts somebody may act in, their own and those they stand in for, and change over."""
    views = list(request.posts)  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = next((view for view in views if str(view.id) == request.POST.get("post")), None)
        if chosen is None:
            messages.error(request, _("You no longer hold this post. Choose another one."))
            return redirect("posts")
        request.session[SESSION_POST] = str(chosen.id)
        messages.success(request, _("You now act as %(post)s.") % {"post": post_line(chosen)})
        return redirect(home_of(chosen.type.powers))
    current: UUID | None = request.actor.post_id  # type: ignore[attr-defined]
    rows = [
        {"id": view.id, "line": post_line(view), "tenure": view.tenure.value, "current": view.id == current}
        for view in views
    ]
    return render(request, "web/posts.html", {"rows": rows})


def demo_roles() -> list[dict[str, Any]]:
    """Return the roles the demo offers; none outside the demo."""
    return _roles() if settings.GONGZHI_DEMO else []


@cache
def _roles() -> list[dict[str, Any]]:
    return list(yaml.safe_load(ROLES.read_text(encoding="utf-8"))) if ROLES.exists() else []


def key_of(role: dict[str, Any]) -> str:
    """Return what tells one entry of the demo's sign-in page from the others."""
    return str(role.get("key", role["role"]))


def _page(request: HttpRequest, form: forms.Form, *, status: int) -> HttpResponse:
    english = in_english()
    roles = [
        {
            "role": key_of(each),
            "title": each["title_en"] if english else each["title"],
            "sentence": each["sentence_en"] if english else each["sentence"],
        }
        for each in demo_roles()
    ]
    context = {
        "form": form,
        "roles": roles,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "provider": accounts.provider_name(),
        "passwords": not settings.GONGZHI_OIDC_ONLY,
    }
    return render(request, "web/sign_in.html", context, status=status)
