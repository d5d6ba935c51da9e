"""Add a photo to a case: a step of filing it, and of whatever takes photos later."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.facts import PhotoAdded
from gongzhi.cases.models import Photo
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor
from gongzhi.ui.photo_store import keep


def add_photo(*, case_id: UUID, photo: bytes, name: str, by: Actor, at: datetime) -> UUID:
    """Keep a clean photo of a case under `name` and return its id; inside the caller's transaction.

    The file is written before the row is committed: a row never names a file that is not there. A crash
    in between leaves a file nobody refers to, which does no harm.
    """
    assert connection.in_atomic_block
    keep(name, photo)
    row = Photo(
        loop_id=case_id,
        sha256=hashlib.sha256(photo).hexdigest(),
        size=len(photo),
        stored=name,
        added_at=at,
    )
    row.save(force_insert=True)
    record(PhotoAdded(photo_id=row.id, sha256=row.sha256), subject=case_id, by=by.name(), at=at)
    return row.id
