"""Photos of reports that are not sent yet: kept on the server, because a browser cannot refill a file field.

A token stands for one; whoever was given it may have the photo back. They lie beside the uploads,
not among them, so that no backup holds what was never sent.
"""

import contextlib
import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from gongzhi.ui.photo_store import told

_TOKEN = re.compile(r"[0-9a-f]{40}")
# The first eight signs say in which second it was kept, the next eight what is in it; the rest cannot be guessed.
_SECONDS, _CONTENT = 8, slice(8, 16)
_SWEEP = timedelta(minutes=10)

_swept: datetime | None = None


def keep_photo(photo: bytes, *, at: datetime) -> str:
    """Keep a clean photo until its report is sent and return its token. Raises Refused ``ui.storage_silent``.

    Those older than the longest session are swept out on this occasion: nobody comes back for them.
    """
    token = f"{_second(at)}{_digest(photo)}{secrets.token_hex(12)}"
    storage = _storage()
    with told():
        storage.save(_name(token), ContentFile(photo))
        _sweep(at)
    return token


def kept_photo(token: str) -> bytes | None:
    """Return the photo a token stands for, or None. Raises Refused ``ui.storage_silent``."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        with told(), _storage().open(_name(token)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


def has_photo(token: str) -> bool:
    """Tell whether a token still stands for a photo; one that cannot be asked about is taken to."""
    if not _TOKEN.fullmatch(token):
        return False
    try:
        return _storage().exists(_name(token))
    except OSError:
        return True


def drop_photo(token: str) -> None:
    """Forget the photo of a token; one that is not there is no error, and what stays is swept later."""
    storage = _storage()
    if _TOKEN.fullmatch(token):
        with contextlib.suppress(OSError):
            storage.delete(_name(token))


def tokens_in(text: str) -> list[str]:
    """Return the tokens a hidden field or a draft holds, with blanks between, of photos that are still there."""
    return [token for token in _listed(text) if has_photo(token)]


def among(photo: bytes, tokens: Iterable[str]) -> bool:
    """Tell whether this very photo is kept already: going back and on again sends it a second time."""
    return _digest(photo) in {token[_CONTENT] for token in tokens}


def contents_of(text: str) -> str:
    """Return what the photos of several tokens are, there or not: equal photos, equal text, in any order."""
    return " ".join(sorted({token[_CONTENT] for token in text.split() if _TOKEN.fullmatch(token)}))


def kept_photos(text: str) -> list[bytes]:
    """Return the photos of several tokens that are still there. Raises Refused ``ui.storage_silent``."""
    return [photo for token in _listed(text) if (photo := kept_photo(token)) is not None]


def drop_photos(text: str) -> None:
    """Forget the photos of several tokens."""
    for token in _listed(text):
        drop_photo(token)


def _listed(text: str) -> list[str]:
    """Return no more tokens than photos come at once: each is a request to the storage, and anybody may send a list."""
    return list(dict.fromkeys(text.split()))[: settings.GONGZHI_PHOTOS]


def _digest(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()[:8]


def _sweep(at: datetime) -> None:
    """Delete what is too old, at most every ten minutes of this process: a listing may cost a request."""
    global _swept
    if _swept is not None and abs(at - _swept) < _SWEEP:
        return
    _swept = at
    storage, oldest = _storage(), _second(at - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    for name in storage.listdir("")[1]:
        if name[:_SECONDS] < oldest:
            with contextlib.suppress(FileNotFoundError):  # another request sweeps at the same time
                storage.delete(name)


def _second(at: datetime) -> str:
    return f"{int(at.astimezone(UTC).timestamp()):08x}"


def _storage() -> Storage:
    return storages["drafts"]


def _name(token: str) -> str:
    return f"{token}.jpg"
