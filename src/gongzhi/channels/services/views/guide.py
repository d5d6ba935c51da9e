"""What can be applied for, and the page of one item."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.catalogue.public import item_in_force
from gongzhi.channels.services.queries import guide, offered
from gongzhi.kernel.instants import now


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List what can be applied for here, each with the phone and the window beside it."""
    return render(request, "services/list.html", {"services": offered(at=now())})


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item: who can get it, steps, materials, time, fee, and where a person helps."""
    at = now()
    version = item_in_force(code, at=at)
    if version is None:
        raise Http404
    return render(request, "services/item.html", guide(version.item, at=at))
