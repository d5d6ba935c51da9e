"""The photo of an event, for staff."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongzhi.patrol.queries import photo_of
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only
from gongzhi.ui.pictures import private_jpeg


@staff_only
@require_safe
def photo(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the photo to whoever may see its event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = photo_of(actor, event_id)
    if content is None:
        raise Http404
    return private_jpeg(content)
