"""Open many loops of one kind in one transaction: the parts of an instruction to two thousand grids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import record_many
from gongzhi.loops.actions.find_by import card_of
from gongzhi.loops.actions.move import Words, move_step
from gongzhi.loops.actions.open_loop import definition_in_force, next_numbers, start
from gongzhi.loops.actions.steps import Rows, Step
from gongzhi.loops.models import Card, Deadline, Holder, Loop, Obligation
from gongzhi.loops.queries import LoopRow, row_of, setting_for
from gongzhi.people.facts import Actor

_NOTHING = Words()


@dataclass(frozen=True)
class Opening:
    """One of many loops: its title and place, who plays which party, and whom its first event names."""

    title: str
    division: str
    holders: Mapping[str, UUID | None]
    names: UUID | None = None


def open_many(
    *,
    definition: str,
    subject_kind: str,
    openings: Sequence[Opening],
    matter: str,
    limit_class: str,
    by: Actor,
    at: datetime,
    event: str = "",
    words: Words = _NOTHING,
) -> list[LoopRow]:
    """Open loops as `open_loop` does, inside the caller's transaction, and carry out `event` on each.

    The same rules decide and the same facts are recorded as one by one; only the rows are written
    together. Returns the loops in the order of `openings`. Raises Refused as `open_loop` and `move` do,
    and then none is opened.
    """
    assert connection.in_atomic_block
    definition_id = definition_in_force(definition)
    rows, steps = Rows(), []
    for opening, number in zip(openings, next_numbers(at, len(openings)), strict=True):
        loop = Loop(
            id=new_id(),
            subject_kind=subject_kind,
            number=number,
            title=opening.title,
            definition_id=definition_id,
            state="",
            division=opening.division,
            matter=matter,
            limit_class=limit_class,
            opened_at=at,
            entered_at=at,
        )
        step = Step(
            loop=loop,
            setting=setting_for(definition_id, opening.division, timezone.localdate(at)),
            holders={party: (unit,) for party, unit in opening.holders.items()},
            at=at,
            rows=rows,
        )
        start(step, by)
        if event:
            step = step.next()
            move_step(step, event, by=by, words=words, names=opening.names)
        steps.append(step)
    _write(steps, rows, by=by, at=at)
    return [row_of(step.loop) for step in steps]


def _write(steps: Sequence[Step], rows: Rows, *, by: Actor, at: datetime) -> None:
    Loop.objects.bulk_create(step.loop for step in steps)
    Holder.objects.bulk_create(
        Holder(loop_id=step.loop.id, party=party, unit_id=unit)
        for step in steps
        for party, units in step.holders.items()
        for unit in units
    )
    Card.objects.bulk_create(card_of(step.loop) for step in steps)
    Obligation.objects.bulk_create(rows.obligations)
    Deadline.objects.bulk_create(rows.deadlines)
    record_many(rows.facts, by=by.name(), at=at)
