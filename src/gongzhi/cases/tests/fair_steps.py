"""Steps of the tests about fairness: a solved case, what was graded, what is on record."""

from uuid import UUID

from tests.small_county import County

from gongzhi.cases.models import Case
from gongzhi.cases.public import judge
from gongzhi.cases.tests.steps import answered, days
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT


def finding(case_id: UUID) -> str:
    return Case.objects.values_list("finding", flat=True).get(loop=case_id)


def kinds(case_id: UUID) -> list[str]:
    return [fact.kind for fact in story_of(case_id)]


def solved(county: County, *, later: int = 999) -> UUID:
    case_id = answered(county)
    judge(
        case_id=case_id,
        solved=True,
        satisfied=None,
        by=RESIDENT,
        at=days(1),
        drawn=999,
        drawn_later=later,
    )
    return case_id
