"""Remember what was erased, also where no restored backup can bring the memory back to before it."""

import os
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.instants import to_text
from gongzhi.people.erasures import list_file
from gongzhi.people.facts import Actor
from gongzhi.people.models import Erasure


def note_erasure(
    *, subject: UUID, what: str, because: str, by: Actor, at: datetime, ended_at: datetime | None
) -> bool:
    """Note that `what` of a matter is erased by the caller's transaction; False when it was erased before.

    A matter that was opened again and ended later than that (`ended_at`) may hold new words: it is erased anew.
    The line in the list outside is written before the commit: a restored backup would rather erase something
    twice than keep something that was erased.
    """
    assert connection.in_atomic_block
    row, new = Erasure.objects.get_or_create(
        subject=subject, what=what, defaults={"because": because, "at": at}
    )
    if not new and ended_at is not None and row.at < ended_at:
        row.because, row.at, new = because, at, True
        row.save(update_fields=["because", "at"])
    if new:
        path = list_file()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
            # One write: lines of two never mix. The first sign ends a line that a crash cut off.
            file.write(f"\n{subject} {what} {to_text(at)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    return new
