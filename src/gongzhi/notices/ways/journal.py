"""The sender's journal: what was being given away, on disk before and after, so that a crash sends nothing twice.

A line is a key and a word. ``begun`` stands on disk before the first byte of a message goes out, ``accepted`` right
after the other side took it, ``refused`` after it did not. Who finds ``begun`` alone knows that nobody can know.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

BEGUN, ACCEPTED, REFUSED = "begun", "accepted", "refused"
_LINES = tuple(f"{word}\n" for word in (BEGUN, ACCEPTED, REFUSED))
# Longer than any message can be on its way.
KEPT = timedelta(days=14)


class Journal:
    """A folder with one file a day, and a name: a row taken under another name is none of this journal's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self) -> str:
        """Return the name, made once: whoever loses the folder gets another one."""
        path = self._folder / "name"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._folder / f".name.{os.getpid()}"
            draft.write_text(str(uuid4()))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text()

    def note(self, key: UUID, word: str, *, at: datetime) -> None:
        """Write a line, and return when it is on disk."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{at:%Y-%m-%d}.log"
        new = not path.exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # A line end before it as well: what a crash cut off stays a line of its own.
            os.write(file, f"\n{key} {word}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def said(self, key: UUID) -> list[str]:
        """Return the words of a key, oldest first. A line cut off by a crash says nothing."""
        wanted, found = f"{key} ", []
        for path in sorted(self._folder.glob("*.log")):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            said = [line[len(wanted) :] for line in lines if line.startswith(wanted)]
            found += [word.strip() for word in said if word in _LINES]
        return found

    def went_out(self, key: UUID) -> bool | None:
        """Tell whether a key was accepted: yes, no, or None: it was begun and nothing more is known."""
        said = self.said(key)
        if ACCEPTED in said:
            return True
        return None if said and said[-1] == BEGUN else False

    def forget(self, at: datetime) -> int:
        """Delete the files of days long past."""
        gone = 0
        for path in self._folder.glob("*.log"):
            if path.stem < f"{at - KEPT:%Y-%m-%d}":
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def journal() -> Journal:
    """Return the journal of this installation."""
    return Journal(Path(settings.GONGZHI_NOTICES_FOLDER) / "journal")
