"""Rounds: planned, made, judged; what is found becomes events of their own, tied to the round."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.small_county import START, VILLAGE, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import links_of, loop_row
from gongzhi.organization.public import import_files
from gongzhi.organization.queries.memory import forget
from gongzhi.patrol.facts import Finding, Result
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.public import give_round, handle_round, plan_rounds, report_round, round_for
from gongzhi.patrol.tests import steps
from gongzhi.patrol.tests.steps import FAR_GRID, GRID, NEXT_GRID, hours, refused, state
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db

FULL = Finding("city.waste.street", "垃圾桶满了", 0)
COVER = Finding("safety.cover", "井盖没了", 0)
SWEPT = Finding("city.waste.street", "地上有碎玻璃，已扫净", 1)


def do(county: County, round_id: UUID, event: str, login: str, time: float, **more: object) -> None:
    handle_round(round_id=round_id, event=event, by=county.actor(login), at=hours(time), **more)  # type: ignore[arg-type]


def told(county: County, round_id: UUID, *findings: Finding, time: float = 2, **more: object) -> list[UUID]:
    return report_round(
        round_id=round_id,
        findings=findings,
        by=county.actor("grid-worker"),
        at=hours(time),
        **more,  # type: ignore[arg-type]
    )


def test_a_round_is_given_again_within_the_tree_it_was_planned_in(county: County) -> None:
    (round_id,) = steps.planned(county)
    do(county, round_id, "return", "grid-worker", 1, reason="没有人手。")
    with refused("patrol.not_your_tree"):
        give(county, round_id, "reassign", "township", "town-head", 1.5)
    give(county, round_id, "reassign", "town", "town-head", 2)
    assert state(round_id) == "dispatched"


def test_many_grids_are_looked_up_at_once(county: County) -> None:
    def asked(grids: tuple[str, ...]) -> int:
        with CaptureQueriesContext(connection) as seen:
            steps.planned(county, grids=grids, login="leader")
        return len([query for query in seen.captured_queries if "gongzhi_grid" in query["sql"]])

    assert asked((GRID, NEXT_GRID, FAR_GRID)) == asked((GRID,))


# Planning


def test_one_round_for_each_grid(county: County) -> None:
    first, second = steps.planned(county, grids=(GRID, NEXT_GRID))
    assert {row.grid for row in Round.objects.all()} == {GRID, NEXT_GRID}
    loop = loop_row(first)
    assert loop
    assert (loop.state, loop.title, loop.matter) == ("dispatched", "看垃圾桶是否满溢", "city.waste.street")
    assert steps.holder(second, "lead") == county.unit("town")
    assert steps.holder(second, "planner") == county.unit("town")


def test_a_grid_named_twice_is_looked_at_once(county: County) -> None:
    steps.planned(county, grids=(GRID, GRID))
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"login": "grid-worker"}, "loops.not_entitled"),
        ({"login": "town-handler"}, "loops.not_entitled"),
        ({"login": "verifier"}, "loops.not_entitled"),
        ({"grids": (FAR_GRID,)}, "patrol.not_your_tree"),
        ({"unit": "township"}, "patrol.not_your_tree"),
        ({"grids": ()}, "patrol.no_grid"),
        ({"login": "leader", "grids": ("999901100001999",)}, "patrol.no_grid"),
    ],
)
def test_a_plan_is_refused(county: County, changes: dict[str, object], code: str) -> None:
    with refused(code):
        steps.planned(county, **changes)  # type: ignore[arg-type]
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"matter_code": "nothing"}, "patrol.matter_unknown"),
        ({"title": " "}, "patrol.title_missing"),
        ({"days": 0}, "patrol.days_impossible"),
        ({"days": 91}, "patrol.days_impossible"),
        ({"by": RESIDENT}, "loops.not_entitled"),
    ],
)
def test_a_plan_says_what_where_and_within_which_time(
    county: County, changes: dict[str, object], code: str
) -> None:
    values: dict[str, object] = {
        "matter_code": "city.waste.street",
        "grids": [GRID],
        "unit_id": county.unit("town"),
        "days": 7,
        "title": "看垃圾桶",
        "by": county.actor("leader"),
        "at": hours(0),
    }
    with refused(code):
        plan_rounds(**(values | changes))  # type: ignore[arg-type]
    assert not Round.objects.exists()


def test_a_leader_plans_in_the_whole_county(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader", unit="township", grids=(FAR_GRID,))
    loop = loop_row(round_id)
    assert loop
    assert loop.division == VILLAGE


def test_planned_twice_with_one_key_is_planned_once(county: County) -> None:
    once = new_id()
    steps.planned(county, once=once)
    assert steps.planned(county, once=once) == []
    assert Round.objects.count() == 1


# Making and judging


def test_nothing_found_accepted_done(county: County) -> None:
    round_id = steps.made(county)
    row = Round.objects.get(loop=round_id)
    assert (state(round_id), row.result, row.events) == ("reported", Result.NOTHING, 0)
    do(county, round_id, "confirm", "dispatcher", 3, drawn=999)
    loop = loop_row(round_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("done", "fulfilled")


def test_each_thing_found_is_an_event_of_its_own_tied_to_the_round(county: County) -> None:
    (round_id,) = steps.planned(county)
    found = told(county, round_id, FULL, COVER, SWEPT)
    row = Round.objects.get(loop=round_id)
    assert (row.result, row.events) == (Result.FOUND, 3)
    assert [PatrolEvent.objects.get(loop=each).grade for each in found] == [2, 4, 1]
    assert {PatrolEvent.objects.get(loop=each).grid for each in found} == {GRID}
    assert state(found[2]) in ("on_spot", "verifying")
    links = links_of(round_id)
    assert {(link.loop.id, link.role, link.outgoing) for link in links} == {(e, "found", True) for e in found}
    (back,) = links_of(found[0])
    assert (back.loop.id, back.role, back.outgoing) == (round_id, "found", False)
    fact = next(each for each in story_of(round_id) if each.kind == "patrol.round_reported")
    assert fact.data == {"result": "FOUND", "events": 3}


def test_what_cannot_be_reported_leaves_no_half(county: County) -> None:
    (round_id,) = steps.planned(county)
    for findings, code in (
        ([FULL, Finding("city.waste.street", " ", 0)], "patrol.text_missing"),
        ([FULL, Finding("nothing", "什么", 0)], "patrol.matter_unknown"),
        ([FULL, Finding("safety.cover", "井盖没了", 2)], "patrol.levels_skipped"),
    ):
        with refused(code):
            told(county, round_id, *findings)
    assert state(round_id) == "dispatched"
    assert not PatrolEvent.objects.exists()


def test_reported_twice_with_one_key_is_reported_once(county: County) -> None:
    (round_id,) = steps.planned(county)
    once = new_id()
    assert len(told(county, round_id, FULL, once=once)) == 1
    assert told(county, round_id, FULL, once=once) == []
    assert PatrolEvent.objects.count() == 1


def test_only_who_was_asked_reports(county: County) -> None:
    (round_id,) = steps.planned(county)
    for login, code in (
        ("township-handler", "loops.not_a_party"),
        ("verifier", "loops.not_entitled"),
        ("dispatcher", "loops.not_entitled"),
    ):
        with refused(code):
            report_round(round_id=round_id, by=county.actor(login), at=hours(2))
    told(county, round_id)
    with refused("loops.not_now"):
        told(county, round_id, time=3)


def test_not_enough_goes_on_and_what_is_found_adds_up(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    told(county, round_id, FULL)
    do(county, round_id, "not_enough", "leader", 3, reason="东侧没看。")
    assert state(round_id) == "working"
    told(county, round_id, FULL, SWEPT, time=4)
    assert Round.objects.get(loop=round_id).events == 3
    do(county, round_id, "not_enough", "leader", 5, reason="还是没看。")
    assert state(round_id) == "arbitration"


def test_nobody_accepts_the_own_round(county: County) -> None:
    """A round a unit planned for itself goes to the desk above; one planned from above, back to the planner."""
    round_id = steps.made(county)
    assert steps.holder(round_id, "planner") == county.unit("centre")
    with refused("loops.not_theirs"):
        do(county, round_id, "confirm", "town-head", 3, drawn=999)
    (other,) = steps.planned(county, login="leader", grids=(NEXT_GRID,))
    told(county, other)
    assert steps.holder(other, "planner") == county.unit("government")


def test_a_unit_that_keeps_the_verifying_desk_is_verified_by_the_next_one(county: County) -> None:
    import_files(
        files={"desks": f"office,division,unit,valid_from\nRECHECK,{WEST},township,2020-01-01\n".encode()},
        by=SYSTEM,
        at=START,
    )
    forget()
    (round_id,) = steps.planned(county, login="leader", unit="town")
    assert steps.holder(round_id, "verifier") == county.unit("township")
    do(county, round_id, "return", "grid-worker", 1, reason="没有人手。")
    give(county, round_id, "reassign", "township", "leader", 1.5)
    report_round(round_id=round_id, by=county.actor("township-handler"), at=hours(2))
    do(county, round_id, "confirm", "leader", 3, drawn=0)
    assert steps.holder(round_id, "verifier") == county.unit("recheck")
    do(county, round_id, "verify_ok", "verifier", 4)
    assert state(round_id) == "done"


def test_where_there_is_no_desk_above_the_own_round_is_not_accepted(county: County) -> None:
    (round_id,) = steps.planned(county, login="dispatcher", unit="centre")
    by = county.actor("dispatcher")
    worker = type(by)(**{**vars(by), "powers": by.powers | {"patrol.handle"}})
    report_round(round_id=round_id, by=worker, at=hours(2))
    with refused("loops.own_work"):
        do(county, round_id, "confirm", "dispatcher", 3, drawn=999)


def test_the_lot_sends_somebody_to_look_as_well(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    told(county, round_id)
    do(county, round_id, "confirm", "leader", 3, drawn=0)
    assert state(round_id) == "verifying"
    do(county, round_id, "verify_bad", "verifier", 4, reason="桶是满的。")
    assert state(round_id) == "working"
    told(county, round_id, FULL, time=5)
    do(county, round_id, "confirm", "leader", 6, drawn=0)
    do(county, round_id, "verify_ok", "verifier", 7)
    assert state(round_id) == "done"


def test_called_off_opened_again_and_given_anew(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    do(county, round_id, "return", "grid-worker", 1, reason="不是我们的网格。")
    with refused("loops.reason_missing"):
        do(county, round_id, "call_off", "leader", 2)
    do(county, round_id, "call_off", "leader", 2, reason="不用看了。")
    assert state(round_id) == "called_off"
    do(county, round_id, "reopen", "leader", 3, reason="还是要看。")
    give(county, round_id, "assign", "township", "leader", 4)
    assert state(round_id) == "dispatched"
    assert steps.holder(round_id, "lead") == county.unit("township")


def give(
    county: County, round_id: UUID, event: str, unit: str, login: str, time: float, reason: str = ""
) -> None:
    give_round(
        round_id=round_id,
        event=event,
        unit_id=county.unit(unit),
        by=county.actor(login),
        at=hours(time),
        reason=reason,
    )


def test_returned_and_given_to_another(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    do(county, round_id, "return", "grid-worker", 1, reason="不是我们的网格。")
    with refused("loops.not_entitled"):
        give(county, round_id, "reassign", "township", "township-handler", 2)
    with refused("loops.not_a_party"):
        give(county, round_id, "reassign", "township", "township-head", 2)
    give(county, round_id, "reassign", "township", "leader", 2)
    assert steps.holder(round_id, "lead") == county.unit("township")


def test_a_return_not_accepted_and_the_arbiter(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    do(county, round_id, "return", "grid-worker", 1, reason="没有人手。")
    do(county, round_id, "deny_return", "leader", 2, reason="就近。")
    do(county, round_id, "sign", "grid-worker", 2.5)
    do(county, round_id, "extend", "grid-worker", 2.6, reason="下雨。")
    do(county, round_id, "park", "grid-worker", 2.7, reason="封路。")
    do(county, round_id, "take_up_again", "grid-worker", 2.8)
    do(county, round_id, "ask_up", "grid-worker", 3, reason="没有人手。")
    with refused("loops.reason_missing"):
        give(county, round_id, "decide", "township", "arbiter", 4)
    give(county, round_id, "decide", "township", "arbiter", 4, reason="山里乡去。")
    assert state(round_id) == "dispatched"
    by = county.actor("township-handler")
    handle_round(round_id=round_id, event="sign", by=by, at=hours(5))
    handle_round(round_id=round_id, event="ask_up", by=by, at=hours(6), reason="路断了。")
    do(county, round_id, "conclude", "arbiter", 7, reason="封路期间不看。")
    loop = loop_row(round_id)
    assert loop
    assert loop.end_kind == "denied"


def test_seen_by_its_parties_and_those_who_read_its_tree(county: County) -> None:
    (round_id,) = steps.planned(county)
    sees = {"grid-worker", "town-handler", "town-head", "dispatcher", "arbiter", "verifier", "leader",
            "supervisor"}  # fmt: skip
    for login in (*sees, "township-handler", "township-head", "water-handler", "caller", "operator", "admin"):
        assert (round_for(county.actor(login), round_id) is not None) is (login in sees), login
    assert round_for(county.actor("leader"), new_id()) is None
