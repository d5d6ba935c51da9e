"""Photos of reports that are not sent yet: kept on the server, because a browser cannot refill a file field.

A token stands for one; whoever was given it may have the photo back. They lie beside the uploads,
not among them, so that no backup holds what was never sent.
"""

import contextlib
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep_photo(photo: bytes, *, at: datetime) -> str:
    """Keep a clean photo until its report is sent and return its token.

    Those older than the longest session are swept out on this occasion: nobody comes back for them.
    """
    storage = _storage()
    token = secrets.token_hex(16)
    storage.save(_name(token), ContentFile(photo))
    oldest = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    for name in storage.listdir("")[1]:
        with contextlib.suppress(FileNotFoundError):  # another request sweeps at the same time
            if storage.get_modified_time(name) < oldest:
                storage.delete(name)
    return token


def kept_photo(token: str) -> bytes | None:
    """Return the photo a token stands for, or None."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        with _storage().open(_name(token)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


def has_photo(token: str) -> bool:
    """Tell whether a token still stands for a photo."""
    return bool(_TOKEN.fullmatch(token)) and _storage().exists(_name(token))


def drop_photo(token: str) -> None:
    """Forget the photo of a token; one that is not there is no error."""
    storage = _storage()
    if _TOKEN.fullmatch(token):
        storage.delete(_name(token))


def _storage() -> Storage:
    return storages["drafts"]


def _name(token: str) -> str:
    return f"{token}.jpg"
