"""What a stand-alone witness cosigned last, in one SQLite file."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gongzhi.ledger.notes import Verifier
from gongzhi.ledger.tree import EMPTY_ROOT
from gongzhi.ledger.witnessing import StoreError, Watched, origin_hash

SECONDS = 10  # to wait for another process that writes at this moment
_TABLE = """
    create table if not exists watched (
        origin text primary key,
        shown text not null unique,
        size integer not null,
        root blob not null,
        note text not null
    ) strict
"""


class FileStore:
    """A store in a file. Whoever cosigned for real has written through to the disk first.

    The file remembers whose it is: with another key, or with a file that was lost, a witness could cosign a
    history that contradicts what it said before. The logs it watches are named anew at each start.
    """

    def __init__(self, path: Path, own: Verifier, logs: Iterable[Verifier]) -> None:
        self._path = path
        self._verifiers: dict[str, tuple[Verifier, ...]] = {}
        for log in logs:
            self._verifiers[log.name] = (*self._verifiers.get(log.name, ()), log)
        with self._open() as database:
            kept = database.execute("select vkey from owner").fetchone()
            if kept is None or kept[0] != own.vkey():
                raise StoreError("other_key")
            rows = [(name, origin_hash(name), 0, EMPTY_ROOT, "") for name in self._verifiers]
            database.executemany("insert or ignore into watched values (?, ?, ?, ?, ?)", rows)

    @classmethod
    def create(cls, path: Path, own: Verifier) -> None:
        """Make the file of a new witness; raises FileExistsError when there is one."""
        path.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("pragma journal_mode = delete")
            database.execute("pragma synchronous = extra")
            database.execute("begin")
            database.execute("create table owner (vkey text not null) strict")
            database.execute("insert into owner values (?)", [own.vkey()])
            database.execute(_TABLE)
            database.execute("commit")

    def find(self, origin: str) -> Watched | None:
        """Return what is known of a log, or None when it is not watched."""
        verifiers = self._verifiers.get(origin)
        if verifiers is None:
            return None
        with self._open() as database:
            row = database.execute(
                "select size, root, note from watched where origin = ?", [origin]
            ).fetchone()
        return Watched(origin, verifiers, *row)

    def swap(self, before: Watched, after: Watched) -> bool:
        """Keep `after` for good if `before` is still what is kept; return whether it was."""
        with self._open() as database:
            changed = database.execute(
                "update watched set size = ?, root = ?, note = ? where origin = ? and size = ? and root = ?",
                [after.size, after.root, after.note, before.origin, before.size, before.root],
            ).rowcount
        return changed == 1

    def shown(self, name: str) -> str | None:
        """Return the last cosigned checkpoint of the log with this hash, or None."""
        with self._open() as database:
            row = database.execute("select note from watched where shown = ?", [name]).fetchone()
        return str(row[0]) if row and row[0] else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction, which is on the disk when this ends."""
        # A file that was taken away must not come back empty.
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        try:
            with closing(
                sqlite3.connect(address, timeout=SECONDS, isolation_level=None, uri=True)
            ) as database:
                database.execute("pragma synchronous = extra")
                database.execute("begin immediate")
                yield database
                database.execute("commit")
        except sqlite3.Error as error:
            raise StoreError("state_unusable") from error
