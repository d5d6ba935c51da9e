"""Reads of the photos of a case: which there are, and what of them a reader sees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.along import common_photos
from gongzhi.cases.facts import CameWith
from gongzhi.cases.looks import NO_LOOKS, is_covered
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.queries import CaseView, case_for, case_story
from gongzhi.kernel.readings import read_once
from gongzhi.people.facts import Actor
from gongzhi.ui.photo_store import kept
from gongzhi.ui.photos import cover_of


@dataclass(frozen=True)
class PhotoView:
    """A photo of a case as its reader sees it. `covered`: as a cover only; `unclear`: nobody has cleared it yet."""

    id: UUID
    covered: bool = False
    unclear: bool = False


def photos_of(case_id: UUID, *came_with: CameWith) -> tuple[UUID, ...]:
    """Return the ids of the photos of a case, oldest first: those that came with the named, or all that went out.

    Those of an answer that went to several belong to each of them.
    """
    wanted = came_with or tuple(each for each in CameWith if each is not CameWith.DRAFT)
    found = tuple(row.id for row in _photo_rows(case_id) if row.came_with in wanted)
    if CameWith.ANSWER in came_with and Case.objects.filter(loop=case_id, parent__isnull=False).exists():
        found += tuple(_of_common_answer(case_id))
    return found


def _of_common_answer(case_id: UUID) -> list[UUID]:
    return [UUID(str(fact.data["photo_id"])) for fact in common_photos(case_story(case_id))]


def _photo(case_id: UUID, photo_id: UUID) -> Photo | None:
    row = Photo.objects.filter(loop=case_id, id=photo_id).first()
    if row is None and photo_id in _of_common_answer(case_id):
        row = Photo.objects.filter(id=photo_id).first()
    return row


def photos_for(case: CaseView, *came_with: CameWith) -> tuple[PhotoView, ...]:
    """Return the photos of a case as the reader of its view sees them, oldest first."""
    rows = {row.id: row for row in _photo_rows(case.loop.id)}
    return tuple(
        PhotoView(
            photo_id,
            covered=photo_id in rows
            and is_covered(rows[photo_id].came_with, rows[photo_id].cleared_at, case.looks),
            unclear=photo_id in rows
            and is_covered(rows[photo_id].came_with, rows[photo_id].cleared_at, NO_LOOKS),
        )
        for photo_id in photos_of(case.loop.id, *came_with)
    )


@read_once
def _photo_rows(case_id: UUID) -> tuple[Photo, ...]:
    return tuple(Photo.objects.filter(loop=case_id).exclude(stored__startswith="erased/").order_by("id"))


def photo_for(actor: Actor, case_id: UUID, photo_id: UUID, *, at: datetime | None = None) -> bytes | None:
    """Return a photo, as JPEG, to staff who may see its case; None for everybody else.

    A resident's photo comes as its cover, unless it is cleared or the account said before `at` why it must see it.
    """
    view = case_for(actor, case_id, at=at)
    row = _photo(case_id, photo_id) if view else None
    if row is None or view is None or view.masked:
        return None
    # What waits for the approval of its head is read by the unit that wrote it, as the draft is.
    if row.came_with == CameWith.DRAFT and actor.unit_id != view.lead:
        return None
    found = kept(row.stored)
    covered = found is not None and is_covered(row.came_with, row.cleared_at, view.looks)
    return cover_of(found) if covered and found else found


def resident_photo(case_id: UUID, photo_id: UUID) -> bytes | None:
    """Return a photo of a case, as JPEG, to a resident whose session has shown its number and code before."""
    row = _photo(case_id, photo_id)
    return kept(row.stored) if row and row.came_with != CameWith.DRAFT else None
