"""Follow a case or an application: number and code open it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.applications.public import application_by_code
from gongzhi.cases.public import case_by_code
from gongzhi.channels.portal.forms import FollowForm
from gongzhi.channels.portal.rules import case_number, plain_signs
from gongzhi.channels.portal.session import enter, enter_application
from gongzhi.channels.portal.tries import count_wrong, too_many
from gongzhi.kernel.refusals import Refusal


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Take number and code. A wrong one of either gets the same answer; after ten, a pause (429)."""
    if request.method != "POST":
        return render(request, "portal/follow.html", {"form": FollowForm()})
    form = FollowForm(request.POST)
    refusal, status = None, 200
    if form.is_valid():
        if too_many(request):
            refusal, status = Refusal("portal.too_many_tries"), 429
        elif page := _open(request, form.cleaned_data["number"], form.cleaned_data["code"]):
            return redirect(page)
        else:
            count_wrong(request)
            refusal = Refusal("portal.wrong_code")
    return render(request, "portal/follow.html", {"form": form, "refusal": refusal}, status=status)


def _open(request: HttpRequest, number: str, code: str) -> str:
    """Open what number and code belong to, and return the name of its page; "" when they open nothing."""
    number, code = case_number(number), plain_signs(code)
    if case := case_by_code(number, code):
        enter(request, case.loop.id)
        return "my-case"
    if application := application_by_code(number, code):
        enter_application(request, application.loop.id)
        return "my-application"
    return ""


@require_safe
def short(_request: HttpRequest) -> HttpResponse:
    """Lead from the short address in messages to the page of number and code; nothing of a case stands in it."""
    return redirect("follow")
