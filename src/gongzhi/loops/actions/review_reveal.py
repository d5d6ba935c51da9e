"""Review a look in an emergency: whether who is behind a loop had to be seen."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import ensure
from gongzhi.loops.actions.hold import Receipt, already_done, hold, keep_receipt
from gongzhi.loops.queries import holders_of
from gongzhi.loops.seconds import second_person_refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import reveal_of
from gongzhi.people.public import review_reveal as review


def review_reveal(
    *, reveal_id: UUID, needed: bool, reason: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Say whether a look was needed, as somebody fit to be the second person of the matter.

    Raises Refused: ``people.third_party``, ``people.not_second``, ``people.second_is_another``, and those of
    `people.review_reveal`.
    """
    with transaction.atomic(durable=True):
        asked = reveal_of(reveal_id)
        assert asked is not None
        loop = hold(asked.subject)
        ensure(second_person_refusal(by, asked, loop=loop, holders=holders_of(loop.id)))
        if once and already_done(once):
            return
        review(reveal_id=reveal_id, needed=needed, reason=reason, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=loop.id, event="review_reveal"))
