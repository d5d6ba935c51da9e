"""Work on a node: rounds on patrol, what stands on the platform already, and tasks of others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, case_for, open_case
from gongzhi.directives.facts import WORK, WorkTied
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.models import Directive, DirectiveWork
from gongzhi.directives.queries import matters_under
from gongzhi.directives.rules import answer_refusal, decompose_refusal, link_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    Receipt,
    already_done,
    call_in,
    hold,
    keep_receipt,
    link_loops,
    loop_by_number,
    settle_part,
)
from gongzhi.organization.public import grid_by_code, unit, within
from gongzhi.patrol.public import event_for, open_rounds, round_for
from gongzhi.people.facts import Actor


def send_rounds(
    *,
    directive_id: UUID,
    grids: Sequence[str],
    unit_id: UUID,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> int:
    """Ask a unit to go and look at grids of the node's area for its matter; return how many rounds were opened.

    Grids outside the area are left out. Raises Refused ``loops.not_owner``, ``loops.not_now``,
    ``directives.outside_scope`` for a unit of elsewhere, and what planning a round refuses.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and already_done(once):
            return 0
        row = Directive.objects.get(loop=directive_id)
        ensure(elsewhere_refusal(by) or decompose_refusal(by, lead=row.lead_id, state=loop.state))
        who = unit(unit_id)
        if unit_id != by.unit_id and not (who and within(row.scope, who.division)):
            raise Refused(Refusal("directives.outside_scope"))
        wanted = [grid for grid in dict.fromkeys(grids) if _inside(row, grid)]
        days = max(1, (row.due_on - timezone.localdate(at)).days)
        rounds = open_rounds(
            matter_code=loop.matter,
            grids=wanted,
            unit_id=unit_id,
            days=days,
            title=loop.title,
            by=by,
            at=at,
        )
        for grid, round_id in rounds.items():
            tie(row, round_id, grid, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="rounds"))
        return len(rounds)


def link_work(*, directive_id: UUID, number: str, by: Actor, at: datetime, once: UUID | None = None) -> UUID:
    """Count something that stands on the platform already as work on a node, by its number.

    Raises Refused ``directives.unknown_number`` for what the actor may not see, ``loops.not_owner``,
    ``directives.not_its_work``.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and (receipt := already_done(once)):
            return receipt.loop_id
        row = Directive.objects.get(loop=directive_id)
        ensure(elsewhere_refusal(by) or decompose_refusal(by, lead=row.lead_id, state=loop.state))
        found = loop_by_number(number.strip())
        seen = found and found.id != directive_id
        view = (
            (case_for(by, found.id) or event_for(by, found.id) or round_for(by, found.id)) if found else None
        )
        if not seen or view is None or found is None:
            raise Refused(Refusal("directives.unknown_number"))
        same = found.matter in matters_under(loop.matter, at=at)
        ensure(link_refusal(same_matter=same, ended_at=found.ended_at, opened_at=loop.opened_at))
        grid = view.grid if _inside(row, view.grid) else ""
        tie(row, found.id, grid, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=found.id, event="link"))
        return found.id


def open_work(
    *, directive_id: UUID, grid: str, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> UUID:
    """Open a case of the node's matter in a grid of its area, tied as work; return it.

    It goes round like any other: the dispatch desk gives it to whoever has the power. Raises Refused
    ``directives.outside_grid``, ``loops.not_owner``, ``loops.not_now`` and what opening a case refuses.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and (receipt := already_done(once)):
            return receipt.loop_id
        row = Directive.objects.get(loop=directive_id)
        ensure(elsewhere_refusal(by) or decompose_refusal(by, lead=row.lead_id, state=loop.state))
        found = grid_by_code(grid)
        if found is None or not _inside(row, grid):
            raise Refused(Refusal("directives.outside_grid"))
        place = Place(division=found.division, grid=grid)
        case = open_case(text=text, place=place, channel=Channel.GRID, matter=loop.matter, by=by, at=at)
        tie(row, case.loop_id, grid, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case.loop_id, event="case"))
        return case.loop_id


def tie(row: Directive, loop_id: UUID, grid: str, *, by: Actor, at: datetime) -> None:
    """Tie a loop to a node as work, inside the caller's transaction; doing it again changes nothing."""
    assert connection.in_atomic_block
    if link_loops(from_id=row.loop_id, to_id=loop_id, role=WORK, by=by, at=at):
        DirectiveWork.objects.create(directive=row, loop_id=loop_id, grid=grid)
        record(WorkTied(loop_id=loop_id, grid=grid), subject=row.loop_id, by=by.name(), at=at)


def ask_for_help(
    *, directive_id: UUID, unit_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Give another unit a task within the node 配合任务, with its own deadline.

    Raises Refused ``loops.not_entitled`` and those of the loop.
    """
    with transaction.atomic(durable=True):
        hold(directive_id)
        if once and already_done(once):
            return
        ensure(elsewhere_refusal(by) or answer_refusal(by))
        call_in(loop_id=directive_id, unit_id=unit_id, text=text, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="call_in"))


def finish_task(
    *, directive_id: UUID, done: bool, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Report the own task done, or refuse it with a reason. Raises Refused as `ask_for_help`."""
    with transaction.atomic(durable=True):
        hold(directive_id)
        if once and already_done(once):
            return
        ensure(elsewhere_refusal(by) or answer_refusal(by))
        settle_part(loop_id=directive_id, done=done, text=text, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="task"))


def _inside(row: Directive, grid: str) -> bool:
    if not grid or (row.grid and grid != row.grid):
        return False
    found = grid_by_code(grid)
    return found is not None and within(row.scope, found.division)
