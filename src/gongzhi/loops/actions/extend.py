"""Extend the deadline of a work state, once."""

from gongzhi.kernel.refusals import ensure
from gongzhi.loops.actions.shift import replan
from gongzhi.loops.actions.steps import Step
from gongzhi.loops.windows import longer_refusal, own_deadline


def extend(step: Step) -> None:
    """Move the owner's own deadline by the length of its limit; part of an event of kind extend.

    Raises Refused when it is one too many or asked for too late: the resident must hear of it before.
    """
    deadline = own_deadline(step.loop, step.state.owner)
    assert deadline is not None  # every state that may be extended has an owner with a clock
    ensure(longer_refusal(step.loop, step.setting, deadline, at=step.at))
    deadline.extension = deadline.limit
    replan(step, deadline)
