"""What units have to do now: to be seen before more is sent to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from gongzhi.loops.models import Obligation


@dataclass(frozen=True)
class Load:
    """How much a unit owes, and how much of it is late."""

    owed: int = 0
    overdue: int = 0


def load_of(units: Iterable[UUID], *, at: datetime) -> Mapping[UUID, Load]:
    """Return the load of each of some units; the cost is what they have open."""
    rows = (
        Obligation.objects.filter(unit__in=set(units), settled_at=None)
        .values_list("unit")
        .annotate(owed=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)))
        .order_by()
    )
    return {unit: Load(owed, overdue) for unit, owed, overdue in rows}
