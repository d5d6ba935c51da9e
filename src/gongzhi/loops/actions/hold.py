"""Hold a loop while deciding about it, and remember what a request has already done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.actions.find_by import mark_anew
from gongzhi.loops.actions.steps import Step, duration_of
from gongzhi.loops.facts import LoopClassified, LoopRelocated, StateKind
from gongzhi.loops.models import Loop, Once
from gongzhi.loops.queries import LoopRow, row_of, setting_of
from gongzhi.loops.rules.deadlines import plan
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Receipt:
    """A request that was carried out, by the key its sender gave it."""

    key: UUID
    loop_id: UUID
    event: str


def hold(loop_id: UUID) -> LoopRow:
    """Lock a loop until the caller's transaction ends. Whoever changes anything about it comes this way first."""
    assert connection.in_atomic_block
    return row_of(Loop.objects.select_for_update().get(id=loop_id))


def hold_many(loop_ids: Collection[UUID]) -> list[LoopRow]:
    """Lock several loops, in the order of their ids, so that two who need the same ones wait and never block."""
    assert connection.in_atomic_block
    rows = Loop.objects.select_for_update().filter(id__in=list(loop_ids)).order_by("id")
    return [row_of(row) for row in rows]


def already_done(key: UUID) -> Receipt | None:
    """Return what a request with this key did, or None; a second request waits here for the first to end.

    So a double click, both halves of it at once, does one thing and shows no error.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [key.int % 2**63])
    row = Once.objects.filter(key=key).first()
    return None if row is None else Receipt(key=row.key, loop_id=row.loop_id, event=row.event)


def keep_receipt(receipt: Receipt) -> None:
    """Remember that a request was carried out, in the same transaction."""
    assert connection.in_atomic_block
    Once.objects.create(key=receipt.key, loop_id=receipt.loop_id, event=receipt.event)


def classify_loop(*, loop_id: UUID, matter: str, limit_class: str, by: Actor, at: datetime) -> None:
    """Set what a loop is about and thereby its limit, while it is still at intake, in the caller's transaction.

    The limit counts from filing all the same. Raises Refused ``loops.past_intake``.
    """
    assert connection.in_atomic_block
    loop = Loop.objects.select_for_update().get(id=loop_id)
    step = Step(loop=loop, setting=setting_of(loop), holders={}, at=at)
    if step.state.kind is not StateKind.INTAKE:
        raise Refused(Refusal("loops.past_intake"))
    loop.matter, loop.limit_class = matter, limit_class
    limit = plan(
        start=loop.opened_at,
        duration=duration_of(step, "limit"),
        calendar=step.setting.calendar,
        profile=step.setting.profile,
    )
    loop.first_due_at = limit.due.at
    loop.save(update_fields=["matter", "limit_class", "first_due_at"])
    fact = LoopClassified(matter=matter, limit_class=limit_class, first_due_at=loop.first_due_at)
    mark_anew(loop)
    record(fact, subject=loop_id, by=by.name(), at=at)


def relocate_loop(*, loop_id: UUID, division: str, by: Actor, at: datetime) -> None:
    """Put a loop into another division of its county while it is still at intake, in the caller's transaction.

    Its limits stay those of its filing. Raises Refused ``loops.past_intake``.
    """
    assert connection.in_atomic_block
    loop = Loop.objects.select_for_update().get(id=loop_id)
    if loop.division == division:
        return
    step = Step(loop=loop, setting=setting_of(loop), holders={}, at=at)
    if step.state.kind is not StateKind.INTAKE or loop.division[:6] != division[:6]:
        raise Refused(Refusal("loops.past_intake"))
    before, loop.division = loop.division, division
    loop.save(update_fields=["division"])
    mark_anew(loop)
    record(LoopRelocated(division=division, before=before), subject=loop_id, by=by.name(), at=at)
