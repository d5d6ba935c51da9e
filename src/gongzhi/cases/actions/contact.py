"""Get in touch with the resident."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.add_photo import add_photos, named
from gongzhi.cases.facts import CameWith
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt, meet
from gongzhi.people.facts import Actor

FIRST_CONTACT = "first_contact"


def make_contact(
    *,
    case_id: UUID,
    note: str,
    by: Actor,
    at: datetime,
    photos: Sequence[bytes] = (),
    once: UUID | None = None,
) -> None:
    """Record that the office reached the resident 首次联系, with photos of how it looks. Raises as the loop does."""
    if not by.may("case.handle"):
        raise Refused(Refusal("loops.not_entitled"))
    with named(photos) as files, transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        meet(loop_id=case_id, what=FIRST_CONTACT, text=note, by=by, at=at)
        add_photos(case_id=case_id, photos=files, came_with=CameWith.CONTACT, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="contact"))
