"""Where somebody goes on who gave a right password, or came from a provider: to the second factor, or in."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongzhi.accounts.actions.factors import tell_reset
from gongzhi.accounts.entering import enter, let_wait, needs_second
from gongzhi.accounts.facts import Way
from gongzhi.accounts.rules import is_own_path
from gongzhi.people.facts import SYSTEM


def go_on(request: HttpRequest, account_id: UUID, way: Way, *, next_: str, at: datetime) -> HttpResponse:
    """Ask for the second factor where there is one, else begin the session."""
    if needs_second(account_id, way):
        let_wait(request, account_id, way, next_=next_, at=at)
        return redirect("sign-in-second")
    return go_in(request, account_id, way, next_=next_, at=at)


def go_in(request: HttpRequest, account_id: UUID, way: Way, *, next_: str, at: datetime) -> HttpResponse:
    """Begin the session and go where somebody came from; a closed account goes back to the sign-in page."""
    if not enter(request, account_id, way, at=at):
        messages.error(request, _("This account is closed. Ask the person who manages accounts."))
        return redirect("sign-in")
    if reset := tell_reset(account_id=account_id, by=SYSTEM, at=at):
        words = _("The security administrator took your second factors away on %(day)s. Set up new ones.")
        messages.warning(request, words % {"day": date_format(localtime(reset), "Y-m-d H:i")})
    return redirect(next_ if is_own_path(next_) else reverse("start"))


def next_of(request: HttpRequest) -> str:
    """Return where to go on: the page somebody came from, else the one their post works on."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    # What does not begin with a slash, `redirect` would take for the name of a page.
    if is_own_path(wanted) and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    # Which page that is only the next request can tell: this one still carries the visitor's empty posts.
    return reverse("start")


def wait_sentence(until: datetime) -> str:
    """Say that somebody has to wait, and until when; the same whether there is such an account or not."""
    words = _(
        "Too many wrong tries. Wait until %(time)s, then try again; the security administrator can help sooner."
    )
    return words % {"time": date_format(localtime(until), "H:i")}
