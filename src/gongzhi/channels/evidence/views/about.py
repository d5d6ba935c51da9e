"""What the evidence log is, in plain words, and how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show origin, size, the last checkpoint, its key and its witnesses."""
    return render(request, "evidence/about.html", {})
