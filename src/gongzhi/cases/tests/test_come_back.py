"""What is alike is offered as one case, and what was solved and comes back opens the first case again."""

import pytest
from tests.small_county import COUNTY, County

from gongzhi.cases.actions.say import say_apart
from gongzhi.cases.facts import Finding
from gongzhi.cases.public import (
    Place,
    answer,
    case_for,
    judge,
    recur,
    reopen,
)
from gongzhi.cases.similar import came_back
from gongzhi.cases.tests.callers import ANSWER, caller, joined, parent_of, replayed, seen, told
from gongzhi.cases.tests.steps import answered, days, filed, hours, refused, state, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db


def test_enough_callers_are_offered_as_one_case(county: County) -> None:
    first = caller(1, at=hours(0))
    caller(1, at=hours(0.1))  # the same telephone number once more
    last = caller(2, at=hours(0.2))
    found = seen(last, county)
    assert len(found.cases) == 2
    assert (found.callers.number, found.callers.unknown, found.many) == (2, 0, False)
    filed(at=hours(0.3))  # without a name
    found = seen(last, county)
    assert (found.callers.number, found.callers.unknown, found.many) == (3, 1, True)
    assert (found.needed, found.days, found.parent) == (3, 7, first)
    assert all("grid" in each.same for each in found.cases)
    assert [each.metres for each in found.cases] == [0, 0, 0]
    # Of long ago is shown, and not counted; another matter or place is not shown.
    before = caller(7, at=hours(-24 * 8))
    caller(8, matter="housing.leak")
    caller(9, place=Place(division=COUNTY, longitude=110.015, latitude=30.025))
    found = seen(last, county)
    assert [each.loop.id for each in found.cases if not each.in_days] == [before]
    assert found.callers.number == 3


def test_points_near_by_and_the_same_address_are_one_place(county: County) -> None:
    here = filed(place=Place(division=COUNTY, longitude=110.0099, latitude=30.005)).loop_id
    over_the_border = filed(place=Place(division=COUNTY, longitude=110.0103, latitude=30.005)).loop_id
    far = filed(place=Place(division=COUNTY, longitude=110.0195, latitude=30.005)).loop_id
    found = seen(here, county)
    assert [(each.loop.id, each.same) for each in found.cases] == [(over_the_border, ("near",))]
    assert 30 < (found.cases[0].metres or 0) < 50
    assert far not in {each.loop.id for each in found.cases}
    one = filed(place=Place(division=COUNTY, address="文昌路1号")).loop_id
    two = filed(place=Place(division=COUNTY, address=" 文昌路1号 ")).loop_id
    assert [each.same for each in seen(two, county).cases if each.loop.id == one] == [("address",)]


def test_who_carries_others_is_shown_with_their_number(county: County) -> None:
    parent, one, two = working(county), caller(1), caller(2)
    joined(county, parent, one, two)
    new = caller(3, at=hours(3))
    found = seen(new, county)
    assert [(each.loop.id, each.joined) for each in found.cases] == [(parent, 2)]
    assert found.callers.number == 4
    assert found.parent == parent


def test_what_was_solved_and_comes_back_opens_the_first_case_again(county: County) -> None:
    first = answered(county)
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    new, dispatcher = caller(1, at=days(20)), county.actor("dispatcher")
    view = case_for(dispatcher, new)
    assert view
    assert [each.loop.id for each in came_back(view, unit_id=dispatcher.unit_id, at=days(20))] == [first]
    with refused("loops.not_entitled"):
        recur(case_id=new, first_id=first, by=county.actor("town-handler"), at=days(20))
    with refused("loops.not_entitled"):
        reopen(case_id=first, why="又来了。", by=dispatcher, at=days(20))
    key = new_id()
    for _ in range(2):
        recur(case_id=new, first_id=first, by=dispatcher, at=days(20), once=key)
    assert (state(first), state(new), parent_of(new)) == ("working", "joined", first)
    assert "come back" in str(told(first))
    assert sum(fact.data.get("event") == "reopen" for fact in story_of(first)) == 1
    answer(case_id=first, text=ANSWER, finding=Finding.SOLVED, by=county.actor("town-handler"), at=days(21))
    assert state(new) == "answered"
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=days(22), drawn=999)
    again = caller(2, at=days(30))
    recur(case_id=again, first_id=first, by=dispatcher, at=days(30))
    assert (state(first), state(again)) == ("arbitration", "joined")
    replayed()


def test_what_the_desk_called_another_problem_has_not_come_back(county: County) -> None:
    first, dispatcher = answered(county), county.actor("dispatcher")
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    new = caller(1, at=days(20))
    say_apart(case_id=new, other_id=first, by=dispatcher, at=days(20))
    view = case_for(dispatcher, new)
    assert view
    assert came_back(view, unit_id=dispatcher.unit_id, at=days(20)) == ()


def test_what_is_long_over_or_open_has_not_come_back(county: County) -> None:
    first, dispatcher = answered(county), county.actor("dispatcher")
    open_ = working(county)
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    new = caller(1, at=days(90))
    view = case_for(dispatcher, new)
    assert view
    assert came_back(view, unit_id=dispatcher.unit_id, at=days(90)) == ()
    with refused("loops.reopen_over"):
        recur(case_id=new, first_id=first, by=dispatcher, at=days(90))
    with refused("loops.not_now"):
        recur(case_id=new, first_id=open_, by=dispatcher, at=days(90))
    assert state(new) == "registered"
