"""What a person decided where an algorithm had been asked, and how it turned out."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.algorithms.actions.invoke import VALUE_LIMIT
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.register_facts import Judged, TurnedOut
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

LONGEST_LOOK_MS = 3_600_000  # a page left open for hours tells of lunch, not of looking


def judge(
    *,
    use: UUID,
    value: str,
    by: Actor,
    at: datetime,
    agreed: bool | None = None,
    looked_ms: int | None = None,
) -> None:
    """Put on record, inside the caller's transaction, what a person decided; judged again, the last word counts.

    `agreed`: whether that is what was said, where the caller knows more of it than whether both are spelled the same,
    as of a matter that stands below the proposed one. Whoever was told nothing has agreed to nothing.
    `looked_ms`: how long the proposal was in view before; kept with the use, beside nobody's name, and in no fact.
    """
    assert connection.in_atomic_block
    row = AlgorithmUse.objects.select_for_update().get(id=use)
    value = value[:VALUE_LIMIT]
    same = value == row.value if agreed is None else agreed and bool(row.value)
    if (row.decided, row.agreed) == (value, same):
        return
    row.decided, row.agreed = value, same
    if looked_ms is not None:
        row.looked_ms = min(max(looked_ms, 0), LONGEST_LOOK_MS)
    row.save(update_fields=["decided", "agreed", "looked_ms"])
    record(Judged(value=value, agreed=same), subject=use, by=by.name(), at=at)


def turned_out(*, use: UUID, well: bool, by: Actor, at: datetime) -> None:
    """Put on record, inside the caller's transaction, whether what was decided was right, whoever decided it.

    In a pilot this compares the matters that were shown a proposal with those people decided alone.
    """
    assert connection.in_atomic_block
    row = AlgorithmUse.objects.select_for_update().get(id=use)
    if row.turned_out is well:
        return
    row.turned_out = well
    row.save(update_fields=["turned_out"])
    record(TurnedOut(well=well), subject=use, by=by.name(), at=at)
