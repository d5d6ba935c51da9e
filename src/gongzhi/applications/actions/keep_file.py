"""Keep a file beside its row: written before the row is committed, removed when the row is not kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection


def random_name(folder: str, ending: str) -> str:
    """Return a random name for a file: nothing can be told or guessed from it."""
    name = uuid4().hex
    return f"{folder}/{name[:2]}/{name}.{ending}"


@contextmanager
def kept_files() -> Iterator[list[str]]:
    """Yield a list for the names of files kept inside; they are removed when what happens inside fails."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def keep_file(content: bytes, *, folder: str, ending: str, names: list[str]) -> str:
    """Keep a file and return its name, inside the caller's transaction.

    A crash in between leaves a file nobody refers to, which does no harm.
    """
    assert connection.in_atomic_block
    name = random_name(folder, ending)
    names.append(name)
    default_storage.save(name, ContentFile(content))
    return name
