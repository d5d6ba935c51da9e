"""What happens to a file of messages somebody of the staff brings in. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

MOST_ROWS = 5_000
MOST_BYTES = 5 * 1_048_576


class BulkState(StrEnum):
    CHOOSING = "CHOOSING"  # which column is what
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"  # its rows are gone, or it cannot be read as a whole: it is brought in again


@dataclass(frozen=True)
class BulkStarted:
    """A file is brought in; `sha256` is that of its rows, in hex. What stands in them is no fact."""

    kind: ClassVar[str] = "channels.bulk_started"
    file_id: UUID
    rows: int
    sha256: str
    channel: str
    unit_id: UUID


@dataclass(frozen=True)
class BulkDone:
    """Each row of a file is a case, was one before, or stands among those that cannot be one."""

    kind: ClassVar[str] = "channels.bulk_done"
    file_id: UUID
    filed: int
    before: int
    bad: int


@dataclass(frozen=True)
class BulkFailed:
    """A file could not be brought in to its end, and why: a code. What was filed of it stays filed."""

    kind: ClassVar[str] = "channels.bulk_failed"
    file_id: UUID
    filed: int
    before: int
    bad: int
    code: str
