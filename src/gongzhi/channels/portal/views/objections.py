"""Object to a program of the register, with or without a report of one's own; read what a person answered."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.algorithms import public as algorithms
from gongzhi.cases.public import case_by_code
from gongzhi.channels.portal.objecting import ObjectForm, ReadForm, may_object, used_turn
from gongzhi.channels.portal.rules import case_number, code_in_groups, plain_signs, request_key
from gongzhi.channels.portal.session import case_of
from gongzhi.channels.portal.tries import count_wrong, too_many
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.names import in_english

_KEPT = "portal.objection"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take an objection. Sent twice, it counts once; what is refused comes back with what was typed."""
    programs = algorithms.names_of_entries(english=in_english())
    if code and code not in programs:
        raise Http404
    form = ObjectForm(request.POST if request.method == "POST" else None, programs=programs, fixed=code)
    context = {"form": form, "code": code, "name": programs.get(code, ""), "empty": not programs}
    if request.method != "POST":
        return render(request, "portal/object.html", context)
    if not form.is_valid():
        return render(request, "portal/object.html", context, status=422)
    refusal, about = _about(request, form)
    if refusal is None:
        refusal = _sent(request, form, about)
    if refusal is None:
        return redirect("algorithm-appeal-received")
    status = 429 if refusal.code != "portal.wrong_code" else 422
    return render(request, "portal/object.html", {**context, "refusal": refusal}, status=status)


def _about(request: HttpRequest, form: ObjectForm) -> tuple[Refusal | None, UUID | None]:
    """Return the report it is about: the one whose number and code were typed, or none."""
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    if not number:
        return None, None
    if too_many(request):
        return Refusal("portal.too_many_tries"), None
    found = case_by_code(case_number(number), plain_signs(code))
    if found is None:
        count_wrong(request)
        return Refusal("portal.wrong_code"), None
    return None, found.loop.id


def _sent(request: HttpRequest, form: ObjectForm, about: UUID | None) -> Refusal | None:
    said = form.cleaned_data
    content = (said["program"], said["text"], str(about))
    once = request_key(str(said["once"]), *content)
    known = once is not None and algorithms.was_made(
        once
    )  # sent twice it takes no second turn, and is not refused
    if not known and not may_object(request):
        return Refusal("portal.objected_too_often")
    try:
        made = algorithms.appeal(
            code=said["program"],
            text=said["text"],
            about=about,
            by=RESIDENT,
            at=now(),
            once=once,
        )
    except Refused as refused:
        return refused.refusal
    if not known:
        used_turn(request)
    request.session[_KEPT] = {"code": made.code, "due": timezone.localdate(made.due_at).isoformat()}
    return None


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Show the code under which the answer will be read, as long as the session lasts."""
    kept = request.session.get(_KEPT)
    if not kept:
        return redirect("algorithm-appeal-answer")
    context = {"code": code_in_groups(kept["code"]), "due": kept["due"], "has_case": bool(case_of(request))}
    return render(request, "portal/object_received.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Show how an objection stands, to whoever has its code."""
    form = ReadForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        if too_many(request):
            context["refusal"], status = Refusal("portal.too_many_tries"), 429
        elif found := algorithms.appeal_by_code(plain_signs(form.cleaned_data["code"])):
            context["found"] = found
            context["name"] = algorithms.names_of_entries(english=in_english()).get(found.code, found.code)
        else:
            count_wrong(request)
            context["refusal"], status = Refusal("portal.wrong_objection_code"), 422
    elif form.errors:
        status = 422
    return render(request, "portal/object_answer.html", context, status=status)
