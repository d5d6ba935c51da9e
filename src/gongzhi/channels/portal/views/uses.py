"""Who used my data: each line with its proof, and a way to complain."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases.public import resident_case
from gongzhi.channels.evidence.proofs import made_or_reason
from gongzhi.channels.portal import draft as drafts
from gongzhi.channels.portal.session import application_of, case_of
from gongzhi.channels.portal.uses import complaint_about, my_uses
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import Shown, prove
from gongzhi.loops.public import loop_row
from gongzhi.people.public import use_of


@never_cache
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """Show who used the data of this session's case."""
    case_id = case_of(request)
    mine = resident_case(case_id) if case_id else None
    if mine is None:
        messages.info(request, _("Enter number and code of your receipt to see your case."))
        return redirect("follow")
    found = my_uses(mine.loop.id, mine.loop.number, at=now(), page=request.GET.get("page"))
    return render(
        request, "portal/uses.html", {"uses": found, "back": "my-case", "proof": "my-case-use-proof"}
    )


@never_cache
@require_safe
def proof(request: HttpRequest, fact: UUID) -> HttpResponse:
    """Give out the proof of one line of this session's case."""
    return line_proof(request, case_of(request), fact, back="my-case-uses")


def line_proof(request: HttpRequest, matter: UUID | None, fact: UUID, *, back: str) -> HttpResponse:
    """Return the proof of one use of a matter's data; what is not the reader's, or still sealed, is not there."""
    at = now()
    line, loop = (use_of(matter, fact, at=at), loop_row(matter)) if matter else (None, None)
    if line is None or loop is None:
        raise Http404
    # The file is named by the line: a person keeps several of them.
    number = f"{loop.number}-{'S' if line.sealed_until else ''}{line.seq}"
    words = ("sealed_basis",) if line.sealed_until else ()
    shown = [Shown(line.fact, words)]
    return made_or_reason(request, lambda: prove(shown, number=number, at=at), number=number, back=back)


@require_POST
def complain(request: HttpRequest) -> HttpResponse:
    """Begin a new report about the use of the data; nothing stands in an address, and nothing typed is lost."""
    matter = case_of(request) or application_of(request)
    loop = loop_row(matter) if matter else None
    if loop is None:
        return redirect("follow")
    draft = drafts.draft_of(request)
    about, typed = complaint_about(loop.number), draft.get("text", "")
    if about not in typed:
        drafts.keep(request, draft | {"text": f"{typed}\n\n{about}" if typed else about})
    return redirect("report")
