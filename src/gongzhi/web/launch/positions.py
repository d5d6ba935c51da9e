"""How far an import has come, kept in the data folder until it ends: an interrupted one goes on from there.

Only a saving of time: a message filed before is never filed again, wherever an import begins.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from gongzhi.web.launch.home import home_path


@dataclass(frozen=True)
class Position:
    """The last line that was done, how many rows that made, and the loop of the last message filed.

    The loop tells whether the database still is the one that was imported into: one that was restored
    from an earlier backup does not know it.
    """

    line: int
    rows: int
    loop_id: str


class PositionFile:
    """The position of one import, known by the content of its file and by the options that change its meaning."""

    def __init__(self, file: Path, options: Iterable[str]) -> None:
        digest = hashlib.sha256(file.read_bytes())
        digest.update(json.dumps(list(options)).encode())
        self._path = home_path() / "imports" / f"{digest.hexdigest()[:32]}.json"

    def read(self) -> Position | None:
        """Return the position of an interrupted run, or None."""
        try:
            return Position(**json.loads(self._path.read_text()))
        except FileNotFoundError:
            return None

    def keep(self, position: Position) -> None:
        """Keep the position; whoever reads it meanwhile sees the old one or the new one whole."""
        self._path.parent.mkdir(exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(asdict(position)))
        draft.rename(self._path)

    def drop(self) -> None:
        """Forget the position: the import has come to its end."""
        self._path.unlink(missing_ok=True)
