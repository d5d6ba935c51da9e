"""Lost the code of the receipt: another one by text message, to the telephone left with the matter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongzhi.channels.portal import phone_code
from gongzhi.channels.portal.forms import LostCodeForm, PhoneCodeForm
from gongzhi.channels.portal.rules import case_number, plain_signs
from gongzhi.channels.portal.session import enter, enter_application
from gongzhi.channels.portal.tries import count_wrong, too_many
from gongzhi.kernel.refusals import Refusal

_KEPT = "portal.phone_code"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Take number and telephone, and go on to the page for the code whether they belong together or not."""
    if request.method != "POST":
        return render(request, "portal/lost_code.html", {"form": LostCodeForm()})
    form = LostCodeForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/lost_code.html", {"form": form}, status=422)
    number, phone = case_number(form.cleaned_data["number"]), form.cleaned_data["phone"]
    key = phone_code.ask(request, number, phone)
    if key is None:
        context = {"form": form, "refusal": Refusal("portal.asked_too_often")}
        return render(request, "portal/lost_code.html", context, status=429)
    request.session[_KEPT] = key
    return redirect("follow-phone-code")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code of the message; it opens the matter as the code of the receipt does."""
    key = request.session.get(_KEPT)
    if not key:
        return redirect("follow-phone")
    form = PhoneCodeForm(request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        if too_many(request):
            refusal, status = Refusal("portal.too_many_tries"), 429
        elif found := phone_code.show(key, plain_signs(form.cleaned_data["code"])):
            request.session.pop(_KEPT, None)
            kind, matter_id = found
            (enter if kind == phone_code.CASE else enter_application)(request, matter_id)
            return redirect("my-case" if kind == phone_code.CASE else "my-application")
        else:
            count_wrong(request)
            refusal, status = Refusal("portal.wrong_phone_code"), 422
    status = 422 if form.errors else status
    return render(request, "portal/phone_code.html", {"form": form, "refusal": refusal}, status=status)
