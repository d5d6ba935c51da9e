"""Extend the deadline of a work state, once."""

from gongzhi.kernel.refusals import ensure
from gongzhi.loops.actions.shift import replan
from gongzhi.loops.actions.steps import Step
from gongzhi.loops.models import Deadline
from gongzhi.loops.rules.calendar import Due
from gongzhi.loops.rules.deadlines import may_extend
from gongzhi.loops.rules.durations import parse_duration


def extend(step: Step) -> None:
    """Move the owner's own deadline by the length of its limit; part of an event of kind extend.

    Raises Refused when it is one too many or asked for too late: the resident must hear of it before.
    """
    loop, setting = step.loop, step.setting
    deadline = Deadline.objects.select_related("obligation").get(
        obligation__loop=loop,
        obligation__party=step.state.owner,
        obligation__settled_at=None,
        what=loop.state,
        cancelled_at=None,
    )
    limit = parse_duration(deadline.limit)
    ensure(
        may_extend(
            at=step.at,
            by=limit,
            already=1 if deadline.extension else 0,
            due=Due(deadline.due_at, deadline.provisional),
            limit=limit,
            limit_class=loop.limit_class,
            calendar=setting.calendar,
            profile=setting.profile,
        )
    )
    deadline.extension = deadline.limit
    replan(step, deadline)
