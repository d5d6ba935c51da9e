"""Follow a case: number and code open it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongzhi.cases.public import case_by_code
from gongzhi.channels.portal.forms import FollowForm
from gongzhi.channels.portal.rules import case_number, plain_signs
from gongzhi.channels.portal.session import enter
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
        elif case := case_by_code(
            case_number(form.cleaned_data["number"]), plain_signs(form.cleaned_data["code"])
        ):
            enter(request, case.loop.id)
            return redirect("my-case")
        else:
            count_wrong(request)
            refusal = Refusal("portal.wrong_code")
    return render(request, "portal/follow.html", {"form": form, "refusal": refusal}, status=status)
