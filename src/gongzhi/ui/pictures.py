"""Send a picture that only some may see."""

from django.http import HttpResponse


def private_jpeg(content: bytes) -> HttpResponse:
    """Return a response with a JPEG that no cache keeps and no browser takes for anything else."""
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
