"""What was solved has come back: open the first case again and let the new one go along with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.family import hold_families
from gongzhi.cases.actions.join import join_held
from gongzhi.cases.actions.step import step
from gongzhi.cases.rules import power_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Receipt, already_done, hold_many, keep_receipt
from gongzhi.people.facts import Actor


def recur(*, case_id: UUID, first_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Say that a new case is the problem of `first_id`, which ended as solved or unconfirmed.

    The first is opened again and counted so; the second time it goes to arbitration. Raises Refused:
    ``loops.reopen_over``, ``loops.not_theirs`` (not ended that way), and those of `join`.
    """
    ensure(power_refusal("join", by))
    with transaction.atomic(durable=True):
        held = hold_families([first_id, case_id])
        if once and already_done(once):
            return
        step("reopen", case_id=first_id, by=by, at=at)
        held |= {row.id: row for row in hold_many([first_id])}
        join_held(held=held, case_ids=[case_id], parent_id=first_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=first_id, event="recur"))
