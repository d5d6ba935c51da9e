"""Hand out the files of an application: pictures of materials, documents of decisions."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.applications.queries import document_for, material_file
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg, private_pdf


@staff_only
@require_safe
def material(request: HttpRequest, application_id: UUID, material_id: UUID) -> HttpResponse:
    """Show the picture of a material to a unit that works on the application."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = material_file(actor, application_id, material_id)
    if content is None:
        raise Http404
    return private_jpeg(content)


@staff_only
@require_safe
def document(request: HttpRequest, application_id: UUID, decision_id: UUID) -> HttpResponse:
    """Hand out the document of a decision to a unit that works on the application."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = document_for(actor, application_id, decision_id)
    if content is None:
        raise Http404
    return private_pdf(content, name="decision.pdf")
