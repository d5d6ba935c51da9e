"""The page for whoever writes a program."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show what the interface offers."""
    return HttpResponse("soon")
