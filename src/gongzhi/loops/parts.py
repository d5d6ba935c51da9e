"""Reads of joint work: the parts of co-handlers, and duties owed beside the state."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.models import Obligation


@dataclass(frozen=True)
class Part:
    """A part of a co-handler: OPEN, DONE, REFUSED, or WAIVED where it was put off or released."""

    obligation: UUID
    unit_id: UUID
    status: str
    opened_at: datetime
    due_at: datetime
    settled_at: datetime | None

    @property
    def open(self) -> bool:
        """Tell whether it is still owed."""
        return self.settled_at is None


def parts_of(loop_id: UUID, *, party: str) -> list[Part]:
    """Return the parts units had in a loop as `party`, oldest first; a unit called again has several."""
    rows = Obligation.objects.filter(loop=loop_id, party=party, beside=False, unit__isnull=False)
    return [
        Part(
            row.id,
            row.unit_id,
            str(ObligationStatus.OPEN) if row.settled_at is None else row.status,
            row.opened_at,
            row.due_at,
            row.settled_at,
        )
        for row in rows.order_by("opened_at", "id")
        if row.unit_id is not None
    ]


def duties_of(loop_id: UUID, what: str) -> dict[UUID, UUID | None]:
    """Return the open duties of a name beside the state: obligation -> the unit that owes it."""
    rows = Obligation.objects.filter(loop=loop_id, what=what, beside=True, settled_at=None)
    return dict(rows.order_by("id").values_list("id", "unit"))
