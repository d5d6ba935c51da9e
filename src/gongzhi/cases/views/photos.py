"""Photos of a case, for staff."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.cases.photos import photo_for
from gongzhi.cases.queries import case_for
from gongzhi.cases.views.opened import note_opened
from gongzhi.kernel.instants import now
from gongzhi.kernel.readings import one_reading
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg


@staff_only
@require_safe
def photo(request: HttpRequest, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """Show a photo, or its cover, to whoever may see its case."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    with one_reading():
        content, case = photo_for(actor, case_id, photo_id, at=at), case_for(actor, case_id, at=at)
    if content is None or case is None:
        raise Http404
    note_opened(actor, case, at=at)  # who comes by the address alone has opened the case as well
    return private_jpeg(content)
