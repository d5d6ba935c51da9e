"""Move a running deadline: after a pause, an extension, or a change of the calendar."""

from dataclasses import fields
from datetime import datetime

from gongzhi.loops.actions.steps import Step, pauses_of
from gongzhi.loops.facts import NewDeadline, Threshold
from gongzhi.loops.models import Deadline, Obligation
from gongzhi.loops.rules.deadlines import plan
from gongzhi.loops.rules.durations import parse_duration


def replan(step: Step, deadline: Deadline) -> bool:
    """Compute a running deadline anew from its start, limit, extension and the loop's pauses.

    What it has already told stays told. Returns whether anything changed.
    """
    planned = plan(
        start=deadline.started_at,
        duration=parse_duration(deadline.limit),
        extension=parse_duration(deadline.extension) if deadline.extension else None,
        calendar=step.setting.calendar,
        profile=step.setting.profile,
        pauses=pauses_of(step.loop),
    )
    before = (deadline.amber_at, deadline.due_at, deadline.supervise_at, deadline.provisional, deadline.next_at)
    deadline.amber_at = planned.amber_at
    deadline.due_at = planned.due.at
    deadline.supervise_at = planned.supervise_at
    deadline.provisional = planned.due.provisional
    deadline.next_at = next_instant(deadline)
    after = (deadline.amber_at, deadline.due_at, deadline.supervise_at, deadline.provisional, deadline.next_at)
    if before == after:
        return False
    deadline.save(update_fields=["extension", "amber_at", "due_at", "supervise_at", "provisional", "next_at"])
    obligation = deadline.obligation
    if deadline.what == obligation.what:
        Obligation.objects.filter(id=obligation.id).update(due_at=deadline.due_at)
        if obligation.party == step.state.owner:
            step.loop.due_at = deadline.due_at
    step.moved.append(NewDeadline(**{field.name: getattr(deadline, field.name) for field in fields(NewDeadline)}))
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
