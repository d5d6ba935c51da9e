"""Accounts of staff: who holds which post, and closing the account of someone who left."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import StaffView, close_account, staff_under
from gongzhi.people.facts import Actor
from gongzhi.people.public import deactivation_refusal
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of, title_of

PAGE = 50


class CloseForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "It goes on record. What the person still owes goes back to the unit at once."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why the account is closed.")},
    )


@never_cache
@needs("organization.manage")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the staff of the actor's tree, with a search over name, sign-in name and unit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = request.GET.get("q", "")[:64]
    page = Paginator(staff_under(actor.division, at=now(), words=words), PAGE).get_page(
        request.GET.get("page")
    )
    rows = [_row(view, actor) for view in page.object_list]
    return render(request, "web/accounts.html", {"page": page, "rows": rows, "words": words})


@never_cache
@needs("organization.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask for the reason, then close the account."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    view = next((each for each in staff_under(actor.division, at=at) if each.account_id == account_id), None)
    if view is None:
        raise Http404
    form = CloseForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"row": _row(view, actor), "form": form}
    if request.method != "POST":
        return render(request, "web/close_account.html", context)
    if not form.is_valid():
        return render(request, "web/close_account.html", context, status=422)
    try:
        close_account(account_id=account_id, reason=form.cleaned_data["reason"], by=actor, at=at)
    except Refused as refused:
        return render(request, "web/close_account.html", context | {"refusal": refused.refusal}, status=409)
    messages.success(request, _("The account of %(name)s is closed.") % {"name": view.name})
    return redirect("accounts")


def _row(view: StaffView, actor: Actor) -> dict[str, Any]:
    return {
        "id": view.account_id,
        "name": view.name,
        "login": view.login,
        "active": view.active,
        "posts": [f"{name_of(post.unit)} · {title_of(post)}" for post in view.posts],
        "refusal": deactivation_refusal(
            actor, own=view.account_id == actor.account_id, already=not view.active
        ),
    }
