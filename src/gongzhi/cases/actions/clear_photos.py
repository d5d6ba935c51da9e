"""Take the cover from photos in which nobody can be recognised."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.discretion import clear_refusal
from gongzhi.cases.facts import PhotoCleared
from gongzhi.cases.looks import BY_RESIDENT, looks_of
from gongzhi.cases.models import Photo
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt
from gongzhi.people.facts import Actor


def clear_photos(
    *, case_id: UUID, photo_ids: Collection[UUID], by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Say of photos residents sent that nobody can be recognised: all who may see the case see them from now on.

    Raises Refused: ``cases.not_yours``, ``cases.look_first``, ``cases.photos_not_named``, ``people.third_party``.
    """
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        looked = looks_of(by, case_id, at=at).photos is not None
        ensure(clear_refusal(by, holders=holders_of(case_id), looked=looked))
        if not photo_ids:
            raise Refused(Refusal("cases.photos_not_named"))
        rows = Photo.objects.filter(loop=case_id, id__in=list(photo_ids), came_with__in=BY_RESIDENT)
        for row in rows.filter(cleared_at=None).order_by("id"):
            row.cleared_at = at
            row.save(update_fields=["cleared_at"])
            record(PhotoCleared(photo_id=row.id), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="clear_photos"))
