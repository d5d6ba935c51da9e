"""Be the second person: agree that a colleague sees who is behind a loop, or decline."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.actions.hold import Receipt, already_done, hold, keep_receipt
from gongzhi.loops.asking import asking_refusal
from gongzhi.loops.queries import holders_of
from gongzhi.loops.seconds import second_person_refusal
from gongzhi.organization.public import actor_for
from gongzhi.people.facts import Actor
from gongzhi.people.public import RevealView, reveal_of
from gongzhi.people.public import decide_reveal as decide


def decide_reveal(
    *, reveal_id: UUID, agree: bool, reason: str, by: Actor, at: datetime, once: UUID | None = None
) -> RevealView:
    """Agree to a request, which opens the identity for its minutes from now, or decline it with a reason.

    Raises Refused: ``people.third_party``, ``people.not_second``, ``people.second_is_another``,
    ``loops.reveal_moved_on``, and those of `people.decide_reveal`.
    """
    with transaction.atomic(durable=True):
        asked = reveal_of(reveal_id)
        assert asked is not None
        loop = hold(asked.subject)
        holders = holders_of(loop.id)
        ensure(second_person_refusal(by, asked, loop=loop, holders=holders))
        if once and already_done(once):
            return reveal_of(reveal_id) or asked
        asker = actor_for(asked.account, asked.post, at=at)
        if loop.ended_at is not None or asker is None or asking_refusal(asker, loop):
            raise Refused(Refusal("loops.reveal_moved_on"))
        decided = decide(reveal_id=reveal_id, agree=agree, reason=reason, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=loop.id, event="decide_reveal"))
        return decided
