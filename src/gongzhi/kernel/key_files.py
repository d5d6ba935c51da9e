"""Keys in files: made once, whole or not at all, and readable by their owner only."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def keep_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the bytes of the file `path`; makes it at first use from what `make` returns, for the owner only (0600).

    Written aside and linked: a reader sees the whole key or none, and of two who make it the first wins. Raises
    OSError where the folder cannot be written.
    """
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # two threads are two as well
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes()
