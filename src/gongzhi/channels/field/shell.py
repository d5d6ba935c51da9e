"""What the pages consist of that open without a network: the files, and a version that changes with them."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FILES = (
    "ui/tokens.css",
    "ui/dark.css",
    "ui/base.css",
    "ui/components.css",
    "ui/resident.css",
    "ui/ui.js",
    "ui/select.svg",
    "ui/mark.svg",
    "field/field.css",
    "field/app.js",
    "field/fields.js",
    "field/outbox.js",
    "field/photos.js",
    "field/screens.js",
    "field/vault.js",
    "field/icon-192.png",
)
_TEMPLATES = ("field.html", "sw.js")


def addresses() -> list[str]:
    """Return the addresses of the files."""
    return [static(name) for name in FILES]


@cache
def version() -> str:
    """Return what tells one version of the pages from another: their own bytes."""
    mixed = hashlib.sha256()
    for name in FILES:
        found = finders.find(name)
        mixed.update(Path(str(found)).read_bytes())
    for name in _TEMPLATES:
        mixed.update((Path(__file__).parent / "templates" / "field" / name).read_bytes())
    mixed.update(str(settings.STATIC_URL).encode())
    return mixed.hexdigest()[:16]
