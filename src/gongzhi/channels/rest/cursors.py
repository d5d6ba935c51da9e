"""Where a page goes on. To be handed back as it came; whoever makes one up finds a place, and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

MOST = 200
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]
# Microseconds since 1970 and an id: each text of this form is a place in the order.
Cursor = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,16}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="`next` of the page before.",
    ),
]
CodeCursor = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$", description="`next` of the page before.")
]


def cursor_of(at: datetime, id_: UUID) -> str:
    """Return the cursor of a row."""
    return f"{(at - _EPOCH) // _MICROSECOND}.{id_}"


def place_at(cursor: str) -> tuple[datetime, UUID]:
    """Return the place a cursor names."""
    at, _, id_ = cursor.partition(".")
    return _EPOCH + int(at) * _MICROSECOND, UUID(id_)
