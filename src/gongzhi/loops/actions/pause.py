"""Pause and resume the authority's clock. The resident's clock never pauses."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.shift import replan
from gongzhi.loops.actions.steps import Step, duration_of, lock, pauses_of
from gongzhi.loops.facts import ClockPaused, ClockResumed
from gongzhi.loops.models import Deadline, Pause
from gongzhi.loops.rules.calendar import Due
from gongzhi.loops.rules.deadlines import may_pause, pause_ends
from gongzhi.loops.rules.durations import parse_duration
from gongzhi.loops.rules.moves import may_reply
from gongzhi.people.facts import SYSTEM, Actor


def pause(step: Step, reason_code: str, *, by: Actor) -> None:
    """Pause the owner's clock under a reason code of the profile, inside a step.

    It runs again when the resident answers, when the time to answer is over, or when all pauses of
    the loop together have used up the cap, whichever comes first. Raises Refused as `may_pause` says.
    """
    loop, setting = step.loop, step.setting
    if loop.paused_until is not None:
        raise Refused(Refusal("loops.paused_already"))
    running = _owners_running(step)
    own = next(deadline for deadline in running if deadline.what == loop.state)
    limit, earlier = parse_duration(own.limit), pauses_of(loop)
    ensure(
        may_pause(
            at=step.at,
            reason=reason_code,
            due=Due(own.due_at, own.provisional),
            limit=limit,
            earlier=earlier,
            calendar=setting.calendar,
            profile=setting.profile,
        )
    )
    ends_at = min(
        pause_ends(at=step.at, limit=limit, earlier=earlier, calendar=setting.calendar).at,
        setting.calendar.add(step.at, duration_of(step, "resident_answer")).at,
    )
    row = Pause.objects.create(loop=loop, reason_code=reason_code, started_at=step.at, ends_at=ends_at)
    loop.paused_until, loop.pauses_made = ends_at, loop.pauses_made + 1
    loop.save(update_fields=["paused_until", "pauses_made"])
    stopped = tuple(deadline.id for deadline in running)
    Deadline.objects.filter(id__in=stopped).update(next_at=None)
    fact = ClockPaused(pause_id=row.id, reason_code=reason_code, ends_at=ends_at, stopped=stopped)
    record(fact, subject=loop.id, by=by.name(), at=step.at)


def resume(step: Step, *, by: Actor, text: str = "") -> bool:
    """End a running pause inside a step and move the deadlines by what it took; False if none runs."""
    loop = step.loop
    if loop.paused_until is None:
        return False
    row = Pause.objects.get(loop=loop, ended_at=None)
    row.ended_at = min(step.at, row.ends_at)
    row.save(update_fields=["ended_at"])
    before = len(step.moved)
    for deadline in _owners_running(step):
        replan(step, deadline, wake=True)
    loop.paused_until = None
    loop.save(update_fields=["due_at", "paused_until"])
    fact = ClockResumed(
        pause_id=row.id,
        ended_at=row.ended_at,
        text=Private(text) if text else None,
        moved=tuple(step.moved[before:]),
    )
    record(fact, subject=loop.id, by=by.name(), at=step.at)
    del step.moved[before:]
    return True


def reply_to_question(*, loop_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """Take a reply inside the caller's transaction: the clock runs on. Raises Refused ``loops.no_question``."""
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    ensure(may_reply(step.loop.paused_until))
    resume(step, by=by, text=text)


def end_overdue_pauses(*, at: datetime, limit: int = 100) -> int:
    """Let clocks run again whose pause is over; return how many."""
    ended = 0
    for loop_id in (
        Pause.objects.filter(ended_at=None, ends_at__lte=at)
        .order_by("ends_at")[:limit]
        .values_list("loop", flat=True)
    ):
        ended += _end_pause(loop_id, at)
    return ended


def _end_pause(loop_id: UUID, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        step = lock(loop_id, at)
        return resume(step, by=SYSTEM)


def _owners_running(step: Step) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        obligation__loop=step.loop,
        obligation__party=step.state.owner,
        obligation__settled_at=None,
        obligation__beside=False,
        cancelled_at=None,
    ).select_related("obligation")
