"""What a resident is told of programs that read the report: what they proposed, who decided, and of danger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from gongzhi.ledger.facts import Recorded
from gongzhi.organization.public import matter
from gongzhi.ui.names import name_of


@dataclass(frozen=True)
class Triage:
    """What was proposed, and `how` it went on: "waiting" for a person, decided by a "person", or by the "program"."""

    matter: str
    how: str
    url: str


def triage_in(facts: Sequence[Recorded], *, at: datetime) -> Triage | None:
    """Read it from the story the page shows anyway; None where no program proposed anything."""
    proposed = next(
        (fact for fact in facts if fact.kind == "diagnosis.proposed" and fact.data["matter"]), None
    )
    if proposed is None:
        return None
    deciders = [fact.data["decider"] for fact in facts if fact.kind == "diagnosis.decided"]
    how = "waiting" if not deciders else "program" if deciders[-1] == "RULES" else "person"
    found = matter(proposed.data["matter"], at=at)
    return Triage(name_of(found) if found else proposed.data["matter"], how, _entry(proposed.data["entry"]))


def danger_in(facts: Sequence[Recorded]) -> str:
    """Say whether words of a report warned of danger to life: "asked" until a person looked, then "confirmed" or ""."""
    found = ""
    for fact in facts:
        if fact.kind == "diagnosis.proposed":
            found = "asked" if fact.data["urgency"] == "LIFE" else ""
        elif fact.kind == "diagnosis.danger_said":
            found = "confirmed" if fact.data["danger"] else ""
        elif fact.kind == "loops.moved" and found == "asked":
            found = ""
    return found


def _entry(code: str) -> str:
    try:
        return reverse("algorithm", args=[code])
    except NoReverseMatch:
        return ""
