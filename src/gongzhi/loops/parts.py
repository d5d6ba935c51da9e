"""Reads of joint work: the part of each co-handler, and duties owed beside the state."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.queries import definition_by_id


@dataclass(frozen=True)
class Part:
    """The latest part of a co-handler: OPEN, DONE, REFUSED, or WAIVED where it was put off or released."""

    obligation: UUID
    status: str
    due_at: datetime
    settled_at: datetime | None

    @property
    def open(self) -> bool:
        """Tell whether it is still owed."""
        return self.settled_at is None


def parts_of(loop_id: UUID, *, until: datetime | None = None) -> dict[UUID, Part]:
    """Return the latest part of each co-handler a loop ever had, in the order they were first called.

    `until`: those opened later are left out.
    """
    definition = definition_by_id(Loop.objects.values_list("definition_id", flat=True).get(id=loop_id))
    parties = {state.joint.co for state in definition.states.values() if state.joint}
    rows = Obligation.objects.filter(loop=loop_id, party__in=parties, beside=False, unit__isnull=False)
    if until is not None:
        rows = rows.filter(opened_at__lte=until)
    found: dict[UUID, Part] = {}
    for row in rows.order_by("opened_at", "id"):
        status = ObligationStatus.OPEN if row.settled_at is None else row.status
        assert row.unit_id is not None
        found[row.unit_id] = Part(row.id, str(status), row.due_at, row.settled_at)
    return found


def duties_of(loop_id: UUID, what: str) -> dict[UUID, UUID | None]:
    """Return the open duties of a name beside the state: obligation -> the unit that owes it."""
    rows = Obligation.objects.filter(loop=loop_id, what=what, beside=True, settled_at=None)
    return dict(rows.order_by("id").values_list("id", "unit"))
