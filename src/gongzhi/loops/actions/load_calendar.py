"""Load a file of the working calendar, and recompute the deadlines that had to guess it."""

import hashlib
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel.instants import to_text
from gongzhi.kernel.refusals import Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.publish import manager_refusal, shared_refusal
from gongzhi.loops.actions.shift import replan
from gongzhi.loops.actions.steps import lock
from gongzhi.loops.facts import CalendarLoaded, DeadlinesRecomputed, StateKind
from gongzhi.loops.models import CalendarFile, Deadline, Loop
from gongzhi.loops.queries import forget
from gongzhi.loops.rules.days import BadCalendar
from gongzhi.loops.rules.days import load_calendar as read_calendar
from gongzhi.people.facts import SYSTEM, Actor


def load_calendar(*, text: str, by: Actor, at: datetime) -> bool:
    """Load a calendar file over what is known of its years; return False when it is loaded already.

    Running deadlines are recomputed by `recompute_deadlines`, which the worker runs after a load.
    Raises Refused ``loops.not_entitled``, ``loops.shared``, or the first thing that is wrong with the file.
    """
    ensure(manager_refusal(by) or shared_refusal(by, at))
    try:
        days = read_calendar(text)
    except BadCalendar as error:
        raise Refused(error.refusals[0]) from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic(durable=True):
        if CalendarFile.objects.filter(digest=digest).exists():
            return False
        CalendarFile.objects.create(digest=digest, text=text, loaded_at=at)
        record(CalendarLoaded(digest=digest, days=len(days)), subject=None, by=by.name(), at=at)
    forget()
    return True


def recompute_deadlines(*, since: date, because: str, at: datetime) -> int:
    """Recompute running deadlines that end after `since` or had to guess; return how many loops changed.

    A notice also reaches into the December before its year, so being marked provisional is not the
    test. Each loop is a transaction of its own: a long run can be stopped and started again, and a
    second run changes nothing.
    """
    forget()
    loops = Loop.objects.filter(
        Q(obligations__deadlines__due_at__gte=datetime.combine(since, time.min, UTC))
        | Q(obligations__deadlines__provisional=True),
        Q(ended_at=None) | Q(obligations__beside=True),
        obligations__settled_at=None,
        obligations__deadlines__cancelled_at=None,
    )
    ids = loops.distinct().order_by("id").values_list("id", flat=True)
    return sum(_recompute(loop_id, because, at) for loop_id in list(ids))


def _recompute(loop_id: UUID, because: str, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        step = lock(loop_id, at)
        old = {}
        running = Deadline.objects.filter(
            obligation__loop=loop_id, obligation__settled_at=None, cancelled_at=None
        )
        if step.state.kind is StateKind.PARK:
            # Its review date was named by somebody, no calendar moves it.
            running = running.filter(obligation__beside=True)
        for deadline in running.select_related("obligation").order_by("id"):
            before = deadline.due_at
            if replan(step, deadline):
                old[str(deadline.id)] = to_text(before)
        if not old:
            return False
        step.loop.save(update_fields=["due_at"])
        fact = DeadlinesRecomputed(because=because, old=old, changes=step.changes())
        record(fact, subject=loop_id, by=SYSTEM.name(), at=at)
        return True
