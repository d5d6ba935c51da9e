"""Forms for everybody to print: no number, the counter gives one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.channels.paper.draw import draw
from gongzhi.channels.paper.sheets import form_matters, sheet_for
from gongzhi.kernel.instants import now
from gongzhi.organization.public import matter as matter_of
from gongzhi.ui.names import name_of

ANY = "any"


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """List the forms."""
    rows = [(each.code, name_of(each)) for each in form_matters(at=now())]
    return render(request, "paper/forms.html", {"rows": rows, "any": ANY})


@cache_control(public=True, max_age=3600)
@require_safe
def blank(request: HttpRequest, code: str, large: str = "") -> HttpResponse:
    """Give out one form as PDF."""
    at = now()
    matter = None if code == ANY else matter_of(code, at=at)
    if matter is None and code != ANY:
        raise Http404
    content = draw([sheet_for(matter, None, at=at)], large=bool(large))
    return pdf(content, f"gongzhi-form-{code}{'-large' if large else ''}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be opened or kept."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
