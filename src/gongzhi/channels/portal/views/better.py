"""One question to a resident concerned: offices worked on what the case was about; is it better than before?"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.channels.portal.session import case_of
from gongzhi.directives.facts import Verdict
from gongzhi.directives.public import (
    VERDICTS,
    answer_residents_question,
    directive,
    residents_question,
    said_by,
)
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import division, matter
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.names import name_of
from gongzhi.ui.words import refusal_sentence


class QuestionForm(forms.Form):
    """The one question."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=gettext_lazy("Is it better than before?"),
        choices=[(each.value, VERDICTS[each.value]) for each in Verdict],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three, or go back without answering.")},
    )


def question_open(case_id: UUID | None) -> bool:
    """Tell whether the resident of a case is asked something that was not answered yet."""
    found = residents_question(case_id=case_id, at=now()) if case_id else None
    return bool(case_id and found and not said_by(case_id, found))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def better(request: HttpRequest) -> HttpResponse:
    """Ask, and take the answer. Sent twice, it counts once."""
    case_id = case_of(request)
    if case_id is None:
        return redirect("my-case")
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        try:
            answer_residents_question(case_id=case_id, verdict=verdict, by=RESIDENT, at=now())
        except Refused as refused:
            messages.info(request, refusal_sentence(refused.refusal))
        else:
            messages.success(request, _("Thank you. Your answer counts."))
        return redirect("my-case")
    if not question_open(case_id):
        messages.info(request, _("You are not asked about this now."))
        return redirect("my-case")
    return render(request, "portal/better.html", {"form": form, **_about(case_id)})


def _about(case_id: UUID) -> dict[str, Any]:
    """Return what was worked on and where; of the instruction itself the resident reads nothing."""
    at = now()
    found = residents_question(case_id=case_id, at=at)
    view = directive(found) if found else None
    assert view is not None
    what, place = matter(view.loop.matter, at=at), division(view.scope)
    return {"what": name_of(what) if what else "", "where": name_of(place) if place else ""}
