"""Work on a case by itself again that went along with another one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.family import leave
from gongzhi.cases.actions.say import judge_likely, say_apart_held
from gongzhi.cases.actions.step import step
from gongzhi.cases.models import Case
from gongzhi.cases.rules import power_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.people.facts import Actor


def separate(*, case_id: UUID, reason: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Put a joined case back to the dispatch desk, with a reason; the two are not proposed to be one again.

    Raises Refused as the loop does.
    """
    ensure(power_refusal("separate", by))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        parent_id = Case.objects.values_list("parent", flat=True).get(loop=case_id)
        step("separate", case_id=case_id, by=by, at=at, words=Words(reason=reason), once=once)
        leave(case_id=case_id, why="separate", by=by, at=at, reason=reason)
        if parent_id:
            say_apart_held(case_id=case_id, other_id=parent_id, by=by, at=at)
            judge_likely(case_id=case_id, other_id=parent_id, same=False, by=by, at=at)
