"""Photos of a case, for staff."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.cases.photos import photo_for
from gongzhi.kernel.instants import now
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg


@staff_only
@require_safe
def photo(request: HttpRequest, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """Show a photo, or its cover, to whoever may see its case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = photo_for(actor, case_id, photo_id, at=now())
    if content is None:
        raise Http404
    return private_jpeg(content)
