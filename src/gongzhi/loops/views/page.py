"""From a loop to its page, whatever kind it is of."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from gongzhi.loops.kinds import kind_of
from gongzhi.loops.queries import loop_row
from gongzhi.ui.guards import staff_only


@staff_only
@require_safe
def page(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Send on to the page of a loop; that page decides who may see it."""
    row = loop_row(loop_id)
    if row is None:
        raise Http404
    return redirect(kind_of(row.subject_kind).sheet(loop_id))
