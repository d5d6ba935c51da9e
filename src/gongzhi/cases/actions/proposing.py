"""Propose a unit by rules: category × place × duty table."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.organization.facts import LimitClass
from gongzhi.organization.public import duty_for
from gongzhi.organization.public import matter as find_matter


@dataclass(frozen=True)
class Proposal:
    """Who could lead, why, and which limit applies. No matter known: nobody, and the general limit."""

    unit_id: UUID | None
    citation: str
    limit_class: str


def propose(*, matter: str, division: str, at: datetime) -> Proposal:
    """Return the lowest unit in the tree of the place that has the power to lead this matter."""
    found = find_matter(matter, at=at) if matter else None
    if found is None:
        return Proposal(unit_id=None, citation="", limit_class=LimitClass.GENERAL.value)
    candidates = duty_for(matter, division, at=at)
    if not candidates:
        return Proposal(unit_id=None, citation="", limit_class=found.limit_class.value)
    first = candidates[0]
    return Proposal(
        unit_id=first.unit.id, citation=first.ground.citation, limit_class=found.limit_class.value
    )
