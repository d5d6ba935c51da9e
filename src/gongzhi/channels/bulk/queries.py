"""Reads of files that are brought in."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.channels.bulk.models import BulkBadRow, BulkFile
from gongzhi.channels.bulk.rows import KNOWN_COLUMNS
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import masked
from gongzhi.ui.photo_store import kept

SHOWN, PREVIEW = 50, 5


@dataclass(frozen=True)
class FileView:
    """A file and how far it is. `heading` are its columns while they are to be chosen."""

    id: UUID
    state: str
    rows: int
    line: int
    filed: int
    before: int
    bad: int
    at: datetime
    heading: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]


def file_for(actor: Actor, file_id: UUID) -> FileView | None:
    """Return a file of the actor's unit, or None."""
    row = BulkFile.objects.filter(id=file_id, unit=actor.unit_id).first()
    return _view(row, preview=True) if row else None


def files_of(actor: Actor) -> list[FileView]:
    """Return the files of the actor's unit, newest first."""
    return [
        _view(row, preview=False)
        for row in BulkFile.objects.filter(unit=actor.unit_id).order_by("-at")[:SHOWN]
    ]


def bad_rows(file_id: UUID) -> list[tuple[int, Refusal]]:
    """Return the rows that could not be cases, in the order of the file."""
    rows = BulkBadRow.objects.filter(file=file_id).order_by("line")
    return [(row.line, Refusal(row.code, row.details)) for row in rows]


def guessed(heading: tuple[str, ...]) -> dict[str, str]:
    """Return which column is what, as far as its name says."""
    found = {
        name: next((each for each in known if each in heading), "") for name, known in KNOWN_COLUMNS.items()
    }
    return {name: column for name, column in found.items() if column}


def _view(row: BulkFile, *, preview: bool) -> FileView:
    content = kept(row.stored) if preview and row.stored else None
    lines = list(csv.reader(io.StringIO(content.decode(), newline="")))[: PREVIEW + 1] if content else []
    return FileView(
        id=row.id,
        state=row.state,
        rows=row.rows,
        line=row.line,
        filed=row.filed,
        before=row.before,
        bad=row.bad.count(),
        at=row.at,
        heading=tuple(row.columns.get("", ())),
        preview=tuple(tuple(masked(cell[:80]).text for cell in line) for line in lines[1:]),
    )
