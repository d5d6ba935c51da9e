"""Uses of persons' data, for supervision: of one matter, what is amiss with any, and looks under seal."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.kinds import kind_of
from gongzhi.loops.queries import loop_by_number, loops_by_id
from gongzhi.loops.use_forms import SealForm
from gongzhi.loops.used import uses_in_words
from gongzhi.loops.views.sheet import WATCHES, find
from gongzhi.organization.public import within
from gongzhi.people.facts import ALL_SEALED, Actor
from gongzhi.people.public import (
    amiss,
    names_of,
    reveals_to_review,
    seal_look,
    sealed_lines,
    sealed_uses,
    use_faults,
    uses_of,
)
from gongzhi.ui.guards import needs

PAGE = 50
# The matters of so many uses are looked at, the latest ones.
LOOKED_AT = 2000

SEALS = "data.seal"


@never_cache
@needs(*WATCHES)
@require_safe
def loop_uses(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Show who used the data of a matter, by name, to whoever watches over it. It shows nothing of the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, (kind, view) = now(), find(actor, loop_id)
    sealed = actor.may(SEALS)
    total, _none = uses_of(loop_id, at=at, limit=0, sealed=sealed)
    page = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    first = max(0, page.start_index() - 1)
    _total, lines = uses_of(loop_id, at=at, first=first, limit=PAGE, sealed=sealed)
    context = {
        "loop": view.loop,
        "kind": kind,
        "page": page,
        "uses": uses_in_words(lines, named=True),
        "faults": use_faults(loop_id),
        "audits": actor.may("supervise.read") and not getattr(view, "masked", False),
    }
    return render(request, "loops/loop_uses.html", context)


@never_cache
@needs("supervise.read", SEALS)
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """Show what is amiss with the numbers of uses, how many are sealed, and to those who may seal which."""
    return _page(request, SealForm())


@never_cache
@needs(SEALS)
@require_POST
def seal(request: HttpRequest) -> HttpResponse:
    """Begin a look under seal and open the sheet. Sent twice, it begins once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = SealForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    loop = loop_by_number(form.cleaned_data["number"].strip())
    if loop is None or kind_of(loop.subject_kind).sheet.find(actor, loop.id) is None:
        form.add_error(
            "number", _("There is no matter with this number that you may open. Check the number.")
        )
        return _page(request, form, status=422)
    data = form.cleaned_data
    try:
        seal_look(subject=loop.id, basis=data["basis"], until=data["until"], by=actor, at=now())
    except Refused as refused:
        return _page(request, form, refused.refusal, status=409)
    messages.success(
        request, _("For two hours, what you open of this matter is sealed. It is on record and counted.")
    )
    return redirect("loop", loop.id)


def _page(
    request: HttpRequest, form: SealForm, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    wrong = amiss(latest=LOOKED_AT)
    lines = sealed_lines(at=at) if actor.may(SEALS) else []
    owed = reveals_to_review()
    known = loops_by_id({*wrong, *(line.subject for line in lines), *(each.subject for each in owed)})
    names = names_of({each.account for each in owed})
    mine = {loop.id: loop for loop in known.values() if within(actor.division, loop.division)}
    context = {
        "wrong": [mine[subject] for subject in wrong if subject in mine],
        "sealed_wrong": ALL_SEALED in wrong,
        "looked_at": LOOKED_AT,
        "count": sealed_uses(at=at),
        "seals": actor.may(SEALS),
        "sealed": [
            {"use": use, "loop": mine[use.line.subject]}
            for use in uses_in_words(lines, named=True)
            if use.line.subject in mine
        ],
        "owed": [
            {"asked": each, "loop": mine[each.subject], "who": names.get(each.account, "")}
            for each in owed
            if each.subject in mine
        ],
        "now": at,
        "form": form,
        "refusal": refusal,
        "days": settings.GONGZHI_SEAL_DAYS,
    }
    return render(request, "loops/uses.html", context, status=status)
