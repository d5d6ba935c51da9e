"""A person answers an objection: what was written, what the program did, and the answer word for word."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.algorithms.actions.appeal import answer_appeal
from gongzhi.algorithms.appeals import appeal_by_id
from gongzhi.algorithms.facts import AppealView
from gongzhi.algorithms.forms import AnswerObjectionForm
from gongzhi.algorithms.rules.passing import MANAGE
from gongzhi.algorithms.views.version_sheet import version_for
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.words import refusal_sentence


@never_cache
@needs(MANAGE, "algorithms.read")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Show an objection to those who see the version it is about; who answers for it answers here, once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = appeal_by_id(appeal_id)
    seen = version_for(actor, found.loop_id) if found else None
    if found is None or seen is None:
        raise Http404
    mine = actor.may(MANAGE) and seen.holds(actor, "owner") and found.answered_at is None
    form = AnswerObjectionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, found, form if mine else None)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    told = form.cleaned_data
    try:
        answer_appeal(
            appeal_id=appeal_id,
            upheld=told["upheld"] == "yes",
            severe=told["severe"],
            answer=told["text"],
            by=actor,
            at=now(),
        )
    except Refused as refused:
        form.add_error("text", refusal_sentence(refused.refusal))
        return _page(request, found, form, status=409)
    messages.success(request, _("It is answered. Whoever objected reads it with their code."))
    return redirect("register-entry", found.code)


def _page(
    request: HttpRequest, found: AppealView, form: AnswerObjectionForm | None, *, status: int = 200
) -> HttpResponse:
    about = loop_row(found.about) if found.about else None
    context = {"appeal": found, "form": form, "about": about}
    return render(request, "algorithms/objection.html", context, status=status)
