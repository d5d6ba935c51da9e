"""Who cannot use a page: what is done about it, what is not good yet, and the other ways to us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how everybody gets through, by which other way, and where we fall short."""
    return render(request, "portal/accessibility.html")
