"""Where a backup's dump waits in clear for a while: in the data folder, and never longer than the process at work."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = ".dump"


@contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """Give an empty folder inside the data folder `home`, for the owner alone; removed at the end.

    Who was killed removes nothing: what it left goes with the next `clear`.
    """
    clear(home)
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with _held(folder, fcntl.LOCK_SH), tempfile.TemporaryDirectory(dir=folder) as name:
        yield Path(name)


def clear(home: Path) -> None:
    """Remove what a killed backup or restore left behind, unless another one is at work just now."""
    folder = home / FOLDER
    # The system lets go of the lock of whoever was killed.
    with suppress(FileNotFoundError, BlockingIOError), _held(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
        for left in folder.iterdir():
            shutil.rmtree(left)


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
