"""Call departments to the place 吹哨: only the town that leads the case may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from gongzhi.cases.actions.close_whistle import close_if_stale
from gongzhi.cases.facts import WhistleGround
from gongzhi.cases.helping import citation_for, standing
from gongzhi.cases.models import Case, Whistle, WhistleCall
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_facts import DepartmentCalled, Whistled
from gongzhi.cases.whistle_rules import (
    ARRIVE,
    ARRIVE_BY,
    Standing,
    departments_refusal,
    may_whistle,
    whistle_refusal,
)
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, call_in, hold, keep_receipt, window_ends
from gongzhi.people.facts import SYSTEM, Actor


@dataclass(frozen=True)
class Task:
    """What a department is called for."""

    unit_id: UUID
    text: str


def whistle(
    *,
    case_id: UUID,
    ground: WhistleGround,
    text: str,
    tasks: Sequence[Task],
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Call departments to the place, each for a task, by the time the profile has for the ground.

    A proposal that waited is thereby followed. Raises Refused: ``cases.whistle_town_only``,
    ``cases.whistle_at_work``, ``cases.whistle_open``, ``cases.whistle_nobody``, ``cases.whistle_too_many``,
    ``cases.whistle_task_missing``, ``cases.judges_ratings`` and those of the loop and of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        close_if_stale(case_id=case_id, by=SYSTEM, at=at)
        case = standing(case_id)
        ensure(whistle_refusal(by, case) or _too_many(tasks, case, already=0))
        assert by.unit_id is not None
        arrive_by = window_ends(case_id, ARRIVE_BY[ground], since=at)
        row = Whistle(
            id=new_id(),
            loop_id=case_id,
            town_id=by.unit_id,
            ground=ground,
            text=text,
            called_at=at,
            arrive_by=arrive_by,
        )
        row.save(force_insert=True)
        Case.objects.filter(loop=case_id).update(whistle_proposed=False)
        fact = Whistled(
            whistle_id=row.id,
            unit_id=by.unit_id,
            ground=ground,
            arrive_by=arrive_by,
            called=len(tasks),
            text=Private(text),
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        for task in tasks:
            _call(row, task, loop.matter, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="whistle"))


def add_department(*, case_id: UUID, task: Task, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Call one more department by the whistle that is open. Raises Refused ``cases.no_whistle`` and as `whistle`."""
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        close_if_stale(case_id=case_id, by=SYSTEM, at=at)
        row = Whistle.objects.filter(loop=case_id, concluded_at=None).first()
        if row is None:
            raise Refused(Refusal("cases.no_whistle"))
        case = standing(case_id)
        called = set(WhistleCall.objects.filter(whistle=row).values_list("unit", flat=True))
        if task.unit_id in called:
            raise Refused(Refusal("cases.whistle_twice"))
        ensure(may_whistle(by, case) or _too_many([task], case, already=len(called)))
        _call(row, task, loop.matter, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="add_department"))


def _too_many(tasks: Sequence[Task], case: Standing, *, already: int) -> Refusal | None:
    return departments_refusal(
        [task.unit_id for task in tasks],
        tasks=[task.text for task in tasks],
        case=case,
        already=already,
        most=settings.GONGZHI_WHISTLE_DEPARTMENTS,
    )


def _call(row: Whistle, task: Task, matter: str, *, by: Actor, at: datetime) -> None:
    assert connection.in_atomic_block
    key = ARRIVE_BY[WhistleGround(row.ground)]
    citation = citation_for(task.unit_id, matter, at=at)
    part = call_in(
        loop_id=row.loop_id,
        unit_id=task.unit_id,
        text=task.text,
        by=by,
        at=at,
        citation=citation,
        also={ARRIVE: key},
    )
    arrive_by = window_ends(row.loop_id, key, since=at)
    WhistleCall.objects.create(
        whistle=row,
        unit_id=task.unit_id,
        obligation=part,
        task=task.text,
        citation=citation,
        arrive_by=arrive_by,
    )
    fact = DepartmentCalled(
        whistle_id=row.id,
        unit_id=task.unit_id,
        part=part,
        arrive_by=arrive_by,
        citation=citation,
        task=Private(task.text),
    )
    record(fact, subject=row.loop_id, by=by.name(), at=at)
