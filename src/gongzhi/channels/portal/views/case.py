"""A resident's own case: how it stands, what may be done now, and the receipt."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases.public import SENTENCES, resident_photo, resident_story
from gongzhi.channels.evidence.proofs import paper_key, proof_or_reason
from gongzhi.channels.portal.offers import acts
from gongzhi.channels.portal.queries import my_case
from gongzhi.channels.portal.rules import code_in_groups
from gongzhi.channels.portal.session import case_of, forget, receipt_of
from gongzhi.channels.portal.views.better import question_open
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import broken, has_witnesses
from gongzhi.loops.public import moves_url, untold
from gongzhi.ui.pictures import private_jpeg


@never_cache
@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """Show the case of this session."""
    case_id = case_of(request)
    mine = my_case(case_id, at=now()) if case_id else None
    if mine is None:
        messages.info(request, _("Enter number and code of your receipt to see your case."))
        return redirect("follow")
    context = {
        "mine": mine,
        "acts": acts(mine),
        "asked": question_open(case_id),
        "moves_url": moves_url(mine.case.loop),
        "broken": broken(mine.case.loop.id, unread=untold([each.told for each in mine.lines])),
        "witnessed": has_witnesses(),
    }
    return render(request, "portal/case.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and code once more, as long as the session that filed lasts."""
    case_id, kept = case_of(request), receipt_of(request)
    mine = my_case(case_id, at=now()) if case_id and kept else None
    if mine is None or kept is None:
        return redirect("follow")
    context = {"mine": mine, "number": kept["number"], "code": code_in_groups(kept["code"])}
    return render(request, "portal/receipt.html", {**context, "paper": paper_key(request)})


@never_cache
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Give out the proof of the case of this session, as a file."""
    case_id, at = case_of(request), now()
    mine = my_case(case_id, at=at) if case_id else None
    if case_id is None or mine is None:
        messages.info(request, _("Enter number and code of your receipt to see your case."))
        return redirect("follow")
    number = mine.case.loop.number
    story = resident_story(case_id)
    return proof_or_reason(request, case_id, story, SENTENCES, number=number, at=at, back="my-case")


@require_safe
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Show a photo of the case of this session."""
    case_id = case_of(request)
    content = resident_photo(case_id, photo_id) if case_id else None
    if content is None:
        raise Http404
    return private_jpeg(content)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the case on this screen: the next person finds nothing of it."""
    forget(request)
    messages.success(request, _("It is closed on this screen. Number and code open it again."))
    return redirect("portal")
