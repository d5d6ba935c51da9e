"""Which counts a fact changes: a new case adds one, a corrected matter takes one away there and adds it here.

The day is the one the case was opened on, the place its grid and division as it was filed: a paper that is found to
lie elsewhere later stays counted where it was. What is read of a fact is its matter, its grid and its division.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import loops_by_id

FILED, CORRECTED, RELOCATED = "cases.filed", "cases.classified", "loops.relocated"


class Place(NamedTuple):
    """What is counted together."""

    matter: str
    division: str
    grid: str
    day: date


def changes(facts: Sequence[Recorded]) -> Counter[Place]:
    """Return by how much each count changes, for facts in their order."""
    found: Counter[Place] = Counter()
    counted = [fact for fact in facts if fact.kind in (FILED, CORRECTED) and fact.subject]
    cases = loops_by_id([fact.subject for fact in counted if fact.subject])
    grids, first = _grids(counted), _first_divisions(counted)
    for fact in counted:
        case = cases.get(fact.subject) if fact.subject else None
        if case is None:
            continue
        place = Place(
            fact.data["matter"],
            first.get(fact.subject, case.division),
            grids.get(fact.subject, ""),
            timezone.localdate(case.opened_at),
        )
        if fact.kind == CORRECTED:
            if fact.data["before"] == fact.data["matter"]:
                continue
            found[place._replace(matter=fact.data["before"])] -= 1
        found[place] += 1
    return Counter({place: count for place, count in found.items() if count})


def _grids(facts: Iterable[Recorded]) -> dict[object, str]:
    """Return the grid each case was filed in; asked of the facts only where a batch does not hold it."""
    found: dict[object, str] = {fact.subject: str(fact.data["grid"]) for fact in facts if fact.kind == FILED}
    missing = {fact.subject for fact in facts if fact.subject} - found.keys()
    if missing:
        filed = facts_about([each for each in missing if each], only=(FILED,))
        found.update((fact.subject, str(fact.data["grid"])) for fact in filed)
    return found


def _first_divisions(facts: Iterable[Recorded]) -> dict[object, str]:
    """Return in which division those were filed that were put into another one since."""
    subjects = {fact.subject for fact in facts if fact.subject}
    moved = facts_about(subjects, only=(RELOCATED,)) if subjects else []
    return {fact.subject: str(fact.data["before"]) for fact in reversed(moved)}
