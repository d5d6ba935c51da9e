"""Where cleaned photos are kept: files in the default storage, under names that tell nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def photo_name() -> str:
    """Return a random name for the file of a photo: nothing can be told or guessed from it."""
    name = uuid4().hex
    return f"photos/{name[:2]}/{name}.jpg"


@contextmanager
def removed_unless_done(name: str) -> Iterator[None]:
    """Remove the file of this name when what happens inside fails: its row was not kept either."""
    try:
        yield
    except BaseException:
        default_storage.delete(name)
        raise


def keep(name: str, photo: bytes) -> None:
    """Write a photo. Before its row is committed: a row never names a file that is not there."""
    default_storage.save(name, ContentFile(photo))


def kept(name: str) -> bytes | None:
    """Return a photo, or None when its file is gone."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content
