"""On the way in: the second factor, a passkey by itself, and the provider outside."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.accounts import passkeys, provider
from gongzhi.accounts.by_provider import ID_TOKEN, account_for
from gongzhi.accounts.entering import address_of, try_second, waiting
from gongzhi.accounts.facts import Way
from gongzhi.accounts.forms import SecondForm, ShownForm
from gongzhi.accounts.going_on import go_in, go_on, next_of, wait_sentence
from gongzhi.accounts.inviting import LONGEST
from gongzhi.accounts.queries import passkeys_of
from gongzhi.accounts.words import PROVIDER
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.public import account as account_view

_BEGUN = "accounts.provider"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Take the code of the app or a recovery code; a passkey comes with a form of its own."""
    at = now()
    who = waiting(request, at=at)
    known = account_view(who.account_id) if who else None
    if who is None or known is None:
        return redirect("sign-in")
    form = SecondForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "passkeys": bool(passkeys_of(who.account_id))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            tried = try_second(
                who.account_id, known.login, form.cleaned_data["code"], address=address_of(request), at=at
            )
            if tried.account_id is not None:
                return go_in(request, who.account_id, who.way, next_=who.next, at=at)
            if tried.wait:
                form.add_error(None, wait_sentence(tried.wait))
                status = 429
            else:
                context["refusal"] = Refusal("accounts.second_wrong")
    return render(request, "accounts/sign_in_second.html", context, status=status)


@never_cache
@require_POST
def second_passkey(request: HttpRequest) -> HttpResponse:
    """Take a passkey as the second factor."""
    at = now()
    who = waiting(request, at=at)
    if who is None:
        return redirect("sign-in")
    form = ShownForm(request.POST)
    try:
        passkeys.shown_by(request, who.account_id, form.data.get("answer", ""), at=at)
    except Refused as refused:
        context = {"form": SecondForm(), "passkeys": True, "refusal": refused.refusal}
        return render(request, "accounts/sign_in_second.html", context, status=422)
    return go_in(request, who.account_id, who.way, next_=who.next, at=at)


@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Say what the browser needs to show a passkey: of whoever waits for the second factor, or any."""
    at = now()
    who = waiting(request, at=at) if request.GET.get("second") else None
    options = passkeys.options_to_show(request, who.account_id if who else None, at=at)
    return HttpResponse(options, content_type="application/json")


@never_cache
@require_POST
def by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: the device has asked for a finger, a face or a code."""
    at = now()
    try:
        account_id = passkeys.shown_by(request, None, request.POST.get("answer", ""), at=at)
    except Refused as refused:
        from gongzhi.ui.words import refusal_sentence

        messages.error(request, refusal_sentence(refused.refusal))
        return redirect("sign-in")
    return go_in(request, account_id, Way.PASSKEY, next_=next_of(request), at=at)


@never_cache
@require_safe
def to_provider(request: HttpRequest) -> HttpResponse:
    """Go to the provider. What belongs to the way back is kept in the session."""
    if not provider.is_chosen():
        return redirect("sign-in")
    try:
        begun = provider.begin(back=_back(request), at=now())
    except provider.ProviderError as error:
        return _refused(request, error.code)
    kept = {"next": next_of(request), "invited": request.GET.get("invited", "")[:LONGEST]}
    request.session[_BEGUN] = begun.kept | kept
    return redirect(begun.address)


@never_cache
@require_safe
def from_provider(request: HttpRequest) -> HttpResponse:
    """Come back from the provider; whatever was kept counts once."""
    at = now()
    kept = request.session.pop(_BEGUN, None)
    if not provider.is_chosen():
        return redirect("sign-in")
    try:
        arrived = provider.finish(request.GET.dict(), kept, back=_back(request), at=at)
    except provider.ProviderError as error:
        return _refused(request, error.code)
    account_id = account_for(arrived, invited=kept.get("invited", ""), at=at)
    if account_id is None:
        return _refused(request, "unknown")
    response = go_on(request, account_id, Way.PROVIDER, next_=kept["next"], at=at)
    request.session[ID_TOKEN] = arrived.id_token
    return response


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("sign-in-provider-back"))


def _refused(request: HttpRequest, code: str) -> HttpResponse:
    """Say why on the sign-in page: passwords are there as well."""
    messages.error(request, str(PROVIDER[code]))
    return redirect("sign-in")
