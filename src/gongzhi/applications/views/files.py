"""Hand out the files of an application: pictures of materials, documents of decisions."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.applications.queries import application_for, document_for, material_file
from gongzhi.applications.views.opened import note_opened
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import ensure_checkpointed
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg, private_pdf


@staff_only
@require_safe
def material(request: HttpRequest, application_id: UUID, material_id: UUID) -> HttpResponse:
    """Show the picture of a material to a unit that works on the application."""
    content = _opened(request, material_file, "MATERIAL", application_id, material_id)
    return private_jpeg(content) if isinstance(content, bytes) else content


@staff_only
@require_safe
def document(request: HttpRequest, application_id: UUID, decision_id: UUID) -> HttpResponse:
    """Hand out the document of a decision to a unit that works on the application."""
    content = _opened(request, document_for, "DECISION", application_id, decision_id)
    return private_pdf(content, name="decision.pdf") if isinstance(content, bytes) else content


def _opened(
    request: HttpRequest,
    read: Callable[[Actor, UUID, UUID], bytes | None],
    what: str,
    application_id: UUID,
    item: UUID,
) -> bytes | HttpResponse:
    """Return a file to whoever may open it, after that went on record; a page that says why not, as long as it may not.

    Nothing is given out while the record waits too long for its signature.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    content = read(actor, application_id, item)
    view = application_for(actor, application_id) if content is not None else None
    if content is None or view is None:
        raise Http404
    try:
        ensure_checkpointed(at)
    except Refused as refused:
        return render(request, "applications/not_now.html", {"refusal": refused.refusal}, status=503)
    note_opened(actor, view, at=at, what=what, item=item)
    return content
