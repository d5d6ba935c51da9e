"""What was set aside and is taken up again has time to be done."""

from datetime import date

import pytest
from tests.small_county import County

from gongzhi.cases.actions.park import park
from gongzhi.cases.facts import ParkReason
from gongzhi.cases.public import handle
from gongzhi.cases.tests.steps import days, hours, working
from gongzhi.loops.models import Loop
from gongzhi.loops.public import check_replay

pytestmark = pytest.mark.django_db


def parked(county: County) -> Loop:
    case_id = working(county)
    park(
        case_id=case_id,
        reason_code=ParkReason.CONSENT,
        words="业主表决未通过。",
        solvable="三分之二业主同意。",
        review_on=date(2026, 4, 1),
        by=county.actor("town-handler"),
        at=hours(3),
    )
    return Loop.objects.get(id=case_id)


def test_after_the_limit_half_of_it_is_new_and_the_first_stays_on_record(county: County) -> None:
    loop = parked(county)
    at = days(30)
    handle(case_id=loop.id, event="take_up_again", by=county.actor("town-handler"), at=at)
    again = Loop.objects.get(id=loop.id)
    assert again.due_at is not None
    assert at < again.due_at < days(40)  # half of five working days, with a holiday between
    assert again.reworked_at == at
    assert again.first_due_at == loop.first_due_at
    assert list(check_replay()) == []


def test_within_the_limit_nothing_is_won_by_setting_it_aside(county: County) -> None:
    loop = parked(county)
    handle(case_id=loop.id, event="take_up_again", by=county.actor("town-handler"), at=days(1))
    again = Loop.objects.get(id=loop.id)
    assert (again.due_at, again.reworked_at) == (loop.first_due_at, None)
