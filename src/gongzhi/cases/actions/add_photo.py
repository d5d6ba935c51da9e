"""Add photos to a case: a step of filing it, and of whatever is said about it later."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from gongzhi.cases.facts import CameWith, PhotoAdded, PhotoCleared
from gongzhi.cases.looks import BY_RESIDENT
from gongzhi.cases.models import Photo
from gongzhi.cases.photo_screen import clears
from gongzhi.cases.rules import photos_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.ui.photo_store import drop, keep, photo_name, removed_unless_done


@contextmanager
def named(photos: Sequence[bytes]) -> Iterator[list[tuple[str, bytes]]]:
    """Give each photo the name of its file; what was written is removed again when what happens inside fails."""
    found = [(photo_name(), photo) for photo in photos]
    with removed_unless_done(*(name for name, _photo in found)):
        yield found


def add_photos(
    *, case_id: UUID, photos: Sequence[tuple[str, bytes]], came_with: CameWith, by: Actor, at: datetime
) -> None:
    """Keep clean photos of a case under their names, inside the caller's transaction.

    A file is written before its row is committed: a row never names a file that is not there. A crash
    in between leaves a file nobody refers to, which does no harm. Raises Refused ``cases.photos_too_many``,
    ``cases.photos_full``, ``ui.storage_silent``.
    """
    assert connection.in_atomic_block
    if not photos:
        return
    there = Photo.objects.filter(loop=case_id).count()
    ensure(photos_refusal(len(photos), there=there, limit=settings.GONGZHI_PHOTOS))
    for name, photo in photos:
        keep(name, photo)
        row = Photo(
            loop_id=case_id,
            sha256=hashlib.sha256(photo).hexdigest(),
            size=len(photo),
            stored=name,
            came_with=came_with,
            added_at=at,
            cleared_at=at if came_with in BY_RESIDENT and clears(photo) else None,
        )
        row.save(force_insert=True)
        if came_with is not CameWith.DRAFT:
            _record(row, by, at)
        if row.cleared_at:
            record(PhotoCleared(photo_id=row.id), subject=case_id, by=SYSTEM.name(), at=at)


def photos_go_out(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Let the photos of a draft go out with the answer its head approved."""
    assert connection.in_atomic_block
    for row in Photo.objects.filter(loop=case_id, came_with=CameWith.DRAFT).order_by("id"):
        row.came_with = CameWith.ANSWER
        row.save(update_fields=["came_with"])
        _record(row, by, at)


def drop_draft_photos(*, case_id: UUID) -> None:
    """Forget the photos of a draft that was sent back or written anew; the files go with the commit."""
    assert connection.in_atomic_block
    for row in Photo.objects.filter(loop=case_id, came_with=CameWith.DRAFT):
        name = row.stored
        row.delete()
        transaction.on_commit(lambda name=name: drop(name))  # type: ignore[misc]


def _record(row: Photo, by: Actor, at: datetime) -> None:
    fact = PhotoAdded(photo_id=row.id, sha256=row.sha256, came_with=CameWith(row.came_with))
    record(fact, subject=row.loop_id, by=by.name(), at=at)
