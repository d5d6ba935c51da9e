"""What tests of several callers with one problem have in common."""

from datetime import datetime
from uuid import UUID

from django.utils import translation
from tests.small_county import County

from gongzhi.cases.facts import Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, case_for, check_replay, join, resident_story
from gongzhi.cases.similar import Alike, alike
from gongzhi.cases.story import SENTENCES
from gongzhi.cases.tests.steps import filed, hours
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import mentioned, tell
from gongzhi.organization.public import units
from gongzhi.ui.names import name_of

ANSWER = "水管已修好，六点恢复供水。"


def caller(number: int, *, at: datetime | None = None, **more: object) -> UUID:
    """File the same problem once more, by somebody else."""
    person = Person(filer=Filer.NAMED, name=f"住户{number}", phone=f"1380000{number:04d}")
    given = {"text": f"第{number}户：没水了。", "person": person, "at": at or hours(0.1)}
    return filed(**{**given, **more}).loop_id


def joined(county: County, parent: UUID, *children: UUID, at: datetime | None = None) -> None:
    join(case_ids=children, parent_id=parent, by=county.actor("dispatcher"), at=at or hours(2))


def parent_of(case_id: UUID) -> UUID | None:
    return Case.objects.get(loop=case_id).parent_id


def told(case_id: UUID) -> list[str]:
    """Return the lines of the resident's page."""
    facts = resident_story(case_id)
    names = {id_: name_of(view) for id_, view in units(mentioned(facts).units).items()}
    with translation.override("en"):
        return [line.sentence + "|" + line.text for line in tell(facts, "resident", SENTENCES, names, {})]


def seen(case_id: UUID, county: County, *, at: datetime | None = None) -> Alike:
    dispatcher = county.actor("dispatcher")
    view = case_for(dispatcher, case_id)
    assert view
    return alike(view, unit_id=dispatcher.unit_id, at=at or hours(1))


def replayed() -> None:
    assert list(check_replay()) == []
    assert list(check_loops()) == []
