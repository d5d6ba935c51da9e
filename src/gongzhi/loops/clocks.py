"""Reads of clocks: what is left of the deadlines of loops at an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.readings import read_once
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.loops.queries import Setting, definition_by_id, duration_of, setting_of
from gongzhi.loops.rules import deadlines
from gongzhi.loops.rules.calendar import Due
from gongzhi.loops.rules.durations import parse_duration
from gongzhi.ui.facts import Remaining


@dataclass(frozen=True)
class Clock:
    """What is left of one deadline at an instant. `total` is the limit in the unit of `amount`, 0 if unlike."""

    what: str
    party: str
    due_at: datetime
    amount: int
    unit: str
    overdue: bool
    amber: bool
    provisional: bool
    paused: bool
    total: int


def remaining_of(clock: Clock) -> Remaining:
    """Return what a template shows of a clock."""
    return Remaining(
        amount=clock.amount,
        unit=clock.unit,
        overdue=clock.overdue,
        provisional=clock.provisional,
        amber=clock.amber,
        paused=clock.paused,
        total=clock.total,
    )


def clocks_of(loop_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, tuple[Clock, ...]]:
    """Return the running clocks of loops: the own deadline of the owner of the state, those of others, further ones."""
    return _clocks_of(tuple(loop_ids), at)


@read_once
def _clocks_of(loop_ids: tuple[UUID, ...], at: datetime) -> dict[UUID, tuple[Clock, ...]]:
    rows = (
        Deadline.objects.filter(
            obligation__loop__in=list(loop_ids), cancelled_at=None, obligation__settled_at=None
        )
        .select_related("obligation__loop")
        .order_by("due_at")
    )
    found: dict[UUID, tuple[Clock, ...]] = {}
    for row in sorted(rows, key=lambda row: (row.what != row.obligation.what, not _of_owner(row.obligation))):
        loop = row.obligation.loop
        found[loop.id] = (*found.get(loop.id, ()), _clock(row, setting_of(loop), at))
    return found


def _of_owner(row: Obligation) -> bool:
    return row.party == definition_by_id(row.loop.definition_id).states[row.loop.state].owner


def clock_until(loop_id: UUID, due_at: datetime, *, at: datetime) -> Clock:
    """Return the clock of the whole limit of a loop, for those who wait for its end: it runs until `due_at`."""
    loop = Loop.objects.get(id=loop_id)
    setting = setting_of(loop)
    limit = duration_of(loop, setting, "limit")
    left = deadlines.remaining(at, Due(due_at, False), setting.calendar, limit.unit)
    amber_at = setting.calendar.part(loop.opened_at, due_at, setting.profile.warn.amber, limit.unit)
    return Clock(
        what="limit",
        party="",
        due_at=due_at,
        amount=left.amount,
        unit=left.unit.value,
        overdue=left.overdue,
        amber=not left.overdue and at >= amber_at,
        provisional=setting.calendar.is_unsure(limit.unit, loop.opened_at, due_at),
        paused=False,
        total=limit.amount if left.unit is limit.unit else 0,
    )


def _clock(row: Deadline, setting: Setting, at: datetime) -> Clock:
    limit = parse_duration(row.limit)
    left = deadlines.remaining(at, Due(row.due_at, row.provisional), setting.calendar, limit.unit)
    stopped = row.obligation.loop.paused_until is not None and row.next_at is None
    return Clock(
        what=row.what,
        party=row.obligation.party,
        due_at=row.due_at,
        amount=left.amount,
        unit=left.unit.value,
        overdue=left.overdue,
        amber=not left.overdue and at >= row.amber_at,
        provisional=row.provisional,
        paused=stopped,
        total=limit.amount if left.unit is limit.unit else 0,
    )
