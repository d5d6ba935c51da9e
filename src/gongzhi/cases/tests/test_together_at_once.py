"""Acts on one problem at the same moment: one result, nobody forgotten, nobody waits for ever."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.small_county import County, import_county

from gongzhi.cases.facts import Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    answer,
    check_replay,
    handle,
    join,
    judge,
    separate,
    withdraw,
)
from gongzhi.cases.tests.steps import days, filed, hours, state, working
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.tests.test_concurrency import at_once
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county, committed, so that other connections see it; each thread gets its own, not a pool's."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    yield import_county()
    connection.close()
    options["pool"] = pool


def answers(parent: UUID, county: County) -> Callable[[], Any]:
    by = county.actor("town-handler")
    return lambda: answer(case_id=parent, text="已修好。", finding=Finding.SOLVED, by=by, at=hours(5))


def joins(parent: UUID, county: County, *children: UUID) -> Callable[[], Any]:
    by = county.actor("dispatcher")
    return lambda: join(case_ids=children, parent_id=parent, by=by, at=hours(5))


def nobody_is_lost(*cases: UUID) -> None:
    """A case waits for the answer of a parent that is still to give one, or it does not wait at all."""
    for case in Case.objects.select_related("loop", "parent__loop").filter(loop__in=cases):
        if case.loop.state == "joined":
            assert case.parent
            assert case.parent.parent_id is None
            assert case.parent.loop.state in ("registered", "dispatched", "working")
    assert list(check_replay()) == []
    assert list(check_loops()) == []


@pytest.mark.parametrize("turn", range(3))
def test_answered_while_another_is_joined(county: County, turn: int) -> None:
    parent, old = working(county), filed().loop_id
    joins(parent, county, old)()
    late = [filed().loop_id for _ in range(4)]
    ends = at_once(*[joins(parent, county, each) for each in late], answers(parent, county))
    assert state(old) == "answered"
    assert ends["done"] + ends["cases.parent_answered"] == 5
    for each in late:
        assert state(each) in ("answered", "registered")
    assert sum(state(each) == "registered" for each in late) == ends["cases.parent_answered"]
    nobody_is_lost(parent, old, *late)


def test_answered_while_one_withdraws_and_one_is_separated(county: County) -> None:
    parent, one, two, three = working(county), *(filed().loop_id for _ in range(3))
    joins(parent, county, one, two, three)()
    dispatcher = county.actor("dispatcher")
    ends = at_once(
        answers(parent, county),
        lambda: withdraw(case_id=one, why="", by=RESIDENT, at=hours(5)),
        lambda: separate(case_id=two, reason="另有原因。", by=dispatcher, at=hours(5)),
    )
    assert set(ends) <= {"done", "loops.not_now"}
    assert state(one) == "withdrawal_check"  # before or after the answer, it is his to withdraw
    assert state(two) == ("answered" if ends["loops.not_now"] else "registered")
    assert state(three) == "answered"
    nobody_is_lost(parent, one, two, three)


def test_two_that_are_joined_to_each_other(county: County) -> None:
    one, two = working(county), working(county)
    ends = at_once(joins(one, county, two), joins(two, county, one))
    assert ends == {"done": 1, "cases.parent_joined": 1}
    nobody_is_lost(one, two)


def test_the_same_is_joined_to_two(county: County) -> None:
    one, two, child = working(county), working(county), filed().loop_id
    ends = at_once(joins(one, county, child), joins(two, county, child))
    assert ends == {"done": 1, "loops.not_now": 1}
    nobody_is_lost(one, two, child)


def test_a_parent_with_forty_goes_elsewhere_while_it_is_answered_and_withdrawn(county: County) -> None:
    first, second = working(county), working(county)
    children = [filed().loop_id for _ in range(12)]
    joins(second, county, *children)()
    ends = at_once(
        joins(first, county, second),
        answers(second, county),
        lambda: withdraw(case_id=second, why="", by=RESIDENT, at=hours(5)),
        *[joins(first, county, each) for each in children[:3]],
        *[
            lambda each=each: withdraw(case_id=each, why="", by=RESIDENT, at=hours(5))
            for each in children[3:6]
        ],  # type: ignore[misc]
    )
    assert not {end for end in ends if end != "done" and not end.startswith(("loops.", "cases."))}
    nobody_is_lost(first, second, *children)
    if state(first) == "working":
        answers(first, county)()
    assert all(state(each) != "joined" for each in children)


def test_disputes_at_the_same_moment_go_each_their_own_way(county: County) -> None:
    parent, children = working(county), [filed().loop_id for _ in range(6)]
    joins(parent, county, *children)()
    answers(parent, county)()
    ends = at_once(
        *[
            lambda each=each: judge(case_id=each, solved=False, satisfied=None, by=RESIDENT, at=days(1))  # type: ignore[misc]
            for each in (parent, *children)
        ]
    )
    assert ends == {"done": 7}
    assert {state(each) for each in (parent, *children)} == {"working"}
    assert not Case.objects.filter(parent=parent).exists()
    nobody_is_lost(parent, *children)


def test_concluded_while_another_is_joined(county: County) -> None:
    parent, child = working(county), filed().loop_id
    handle(case_id=parent, event="ask_up", reason="权责。", by=county.actor("town-handler"), at=hours(4))
    arbiter = county.actor("arbiter")
    ends = at_once(
        joins(parent, county, child),
        lambda: handle(case_id=parent, event="conclude", reason="依法。", by=arbiter, at=hours(5)),
    )
    assert set(ends) <= {"done", "cases.parent_answered"}
    assert state(parent) == "concluded"
    assert state(child) == "registered"
    nobody_is_lost(parent, child)
