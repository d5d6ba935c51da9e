"""Put on record what a call says about how good answers came about: pressure, and words that are all the same."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gongzhi.cases.facts import AnswersAlike, PressureAsked
from gongzhi.cases.models import Case
from gongzhi.cases.rules import number_alike
from gongzhi.ledger.public import facts_about, record, sealed
from gongzhi.people.facts import Actor

LOOKED_AT = 20  # how many judged cases of the same unit, of the last days: a default of this project
LATELY = timedelta(days=30)
ALIKE_FROM = 3  # with this one


def note_signals(
    *, case_id: UUID, lead: UUID | None, words: str, pressed: bool | None, by: Actor, at: datetime
) -> None:
    """Record what the resident said of pressure, and whether others said the same words about the same unit.

    Inside the caller's transaction. The facts hold no word of anybody; they prove nothing and rank nobody,
    they say where somebody independent should look.
    """
    assert connection.in_atomic_block
    if pressed is not None:
        record(PressureAsked(pressed=pressed), subject=case_id, by=by.name(), at=at)
    if lead is None or not words.strip():
        return
    others = _words_about(lead, besides=case_id, at=at)
    alike = number_alike(words, others) + 1
    if alike >= ALIKE_FROM:
        fact = AnswersAlike(unit_id=lead, alike=alike, among=len(others) + 1)
        record(fact, subject=case_id, by=by.name(), at=at)


def _words_about(lead: UUID, *, besides: UUID, at: datetime) -> list[str]:
    """Return what residents said when they judged the last cases of a unit, where they said something."""
    judged = Case.objects.filter(lead=lead, loop__ended_at__gt=at - LATELY, solved__isnull=False)
    ids = judged.exclude(loop=besides).order_by("-loop__ended_at").values_list("loop", flat=True)[:LOOKED_AT]
    said = [fact.id for fact in facts_about(list(ids)) if fact.data.get("event") in ("solved", "not_solved")]
    return [each.openings["text"][1] for each in sealed(said).values() if "text" in each.openings]
