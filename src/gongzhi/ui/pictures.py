"""Send a picture or a document that only some may see."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def private_jpeg(content: bytes) -> HttpResponse:
    """Return a response with a JPEG that no cache keeps and no browser takes for anything else."""
    return _private(content, "image/jpeg", 'inline; filename="photo.jpg"')


def private_pdf(content: bytes, *, name: str) -> HttpResponse:
    """Return a response with a PDF to be saved as `name` (ASCII), that no cache keeps."""
    return _private(content, "application/pdf", f'attachment; filename="{name}"')


def private_file(content: bytes, content_type: str, *, name: str) -> HttpResponse:
    """Return a response with a file to be saved as `name` (any letters), that no cache keeps."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return _private(content, content_type, disposition or "attachment")


def _private(content: bytes, content_type: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
