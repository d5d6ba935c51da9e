"""Who used the data of an application, as its applicant reads it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.applications.public import resident_application
from gongzhi.channels.portal.session import application_of
from gongzhi.channels.portal.uses import my_uses
from gongzhi.channels.portal.views.uses import line_proof
from gongzhi.kernel.instants import now
from gongzhi.ui.names import name_of


@never_cache
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """Show who used the data of this session's application, each paper by its name."""
    own = application_of(request)
    view = resident_application(own) if own else None
    if view is None:
        messages.info(request, _("Enter number and code of your receipt to see your application."))
        return redirect("follow")
    needs = {need.key: name_of(need.said) for need in view.situation.needs}
    files = {given.id: needs.get(key, "") for key, given in view.materials.items()}
    loop = view.loop
    found = my_uses(loop.id, loop.number, at=now(), page=request.GET.get("page"), files=files)
    context = {"uses": found, "back": "my-application", "proof": "my-application-use-proof"}
    return render(request, "portal/uses.html", context)


@never_cache
@require_safe
def proof(request: HttpRequest, fact: UUID) -> HttpResponse:
    """Give out the proof of one line of this session's application."""
    return line_proof(request, application_of(request), fact, back="my-application-uses")
