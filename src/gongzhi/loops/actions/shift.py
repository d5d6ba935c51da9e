"""Move a running deadline: after a pause, an extension, or a change of the calendar."""

from dataclasses import fields
from datetime import datetime

from gongzhi.loops.actions.steps import Step, pauses_of
from gongzhi.loops.facts import NewDeadline, Threshold
from gongzhi.loops.models import Deadline, Obligation
from gongzhi.loops.rules.deadlines import plan
from gongzhi.loops.rules.durations import parse_duration


def replan(step: Step, deadline: Deadline, *, wake: bool = False) -> bool:
    """Compute a running deadline anew from its start, limit, extension and the loop's pauses.

    What it has already told stays told, and a clock that stands still stays so unless it is to `wake`.
    Only the owner's clock pauses: a co-handler's part goes on meanwhile. Returns whether anything changed.
    """
    owners = deadline.obligation.party == step.state.owner and not deadline.obligation.beside
    still = deadline.next_at is None and not wake
    planned = plan(
        start=deadline.started_at,
        duration=parse_duration(deadline.limit),
        extension=parse_duration(deadline.extension) if deadline.extension else None,
        calendar=step.setting.calendar,
        profile=step.setting.profile,
        pauses=pauses_of(step.loop) if owners else (),
    )
    before = (
        deadline.amber_at,
        deadline.due_at,
        deadline.supervise_at,
        deadline.provisional,
        deadline.next_at,
    )
    deadline.amber_at = planned.amber_at
    deadline.due_at = planned.due.at
    deadline.supervise_at = planned.supervise_at
    deadline.provisional = planned.due.provisional
    deadline.next_at = None if still else next_instant(deadline)
    after = (
        deadline.amber_at,
        deadline.due_at,
        deadline.supervise_at,
        deadline.provisional,
        deadline.next_at,
    )
    if before == after:
        return False
    deadline.save(update_fields=["extension", "amber_at", "due_at", "supervise_at", "provisional", "next_at"])
    obligation = deadline.obligation
    if deadline.what == obligation.what:
        Obligation.objects.filter(id=obligation.id).update(due_at=deadline.due_at)
        if owners:
            step.loop.due_at = deadline.due_at
    step.moved.append(
        NewDeadline(**{field.name: getattr(deadline, field.name) for field in fields(NewDeadline)})
    )
    return True


def next_instant(deadline: Deadline) -> datetime | None:
    """Return the instant the worker waits for next, or None after the last."""
    match deadline.fired:
        case "":
            return deadline.amber_at
        case Threshold.AMBER:
            return deadline.due_at
        case Threshold.RED:
            return deadline.supervise_at
    return None
