"""Where cleaned photos are kept: files in the default storage, under names that tell nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gongzhi.kernel.refusals import Refusal, Refused

logger = logging.getLogger(__name__)


def photo_name() -> str:
    """Return a random name for the file of a photo: nothing can be told or guessed from it."""
    name = uuid4().hex
    return f"photos/{name[:2]}/{name}.jpg"


@contextmanager
def removed_unless_done(*names: str) -> Iterator[None]:
    """Remove the files of these names when what happens inside fails: their rows were not kept either."""
    try:
        yield
    except BaseException:
        for name in names:
            drop(name)
        raise


def keep(name: str, photo: bytes) -> None:
    """Write a photo. Before its row is committed: a row never names a file that is not there.

    Raises Refused ``ui.storage_silent``.
    """
    with told():
        default_storage.save(name, ContentFile(photo))


def drop(name: str) -> None:
    """Remove a photo no row names any more; where the storage is silent, it stays and does no harm."""
    with suppress(OSError):
        default_storage.delete(name)


def kept(name: str) -> bytes | None:
    """Return a photo, or None when its file is gone."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


@contextmanager
def told() -> Iterator[None]:
    """Tell a person that the storage of files, a disk or a server, takes nothing just now."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        logger.error("storage.silent", exc_info=error)
        raise Refused(Refusal("ui.storage_silent")) from error
