"""Joint work, whistle and supervision: who may, what is owed by when, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.small_county import START, County

from gongzhi.cases.facts import Finding, Rating, WhistleGround
from gongzhi.cases.helping import helping_of, tasks_in, whistles_of
from gongzhi.cases.public import (
    Task,
    add_department,
    answer,
    arrive,
    call_help,
    check_replay,
    check_whistles,
    close_if_stale,
    conclude_whistle,
    decide_rating,
    decline_whistle,
    dispatch,
    finish_part,
    handle,
    object_to_rating,
    propose_whistle,
    rate,
    refuse_part,
    urge_helper,
    whistle,
)
from gongzhi.cases.tests.steps import days, dispatched, hours, refused, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops import public as loops
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db


def whistled(
    county: County,
    *,
    units: Sequence[str] = ("water", "housing"),
    ground: WhistleGround = WhistleGround.ENFORCEMENT,
    at: datetime | None = None,
) -> UUID:
    """A case the town works on, with these departments called to the place."""
    case_id = working(county)
    tasks = [Task(county.unit(unit), f"请{unit}到现场处理。") for unit in units]
    head = county.actor("town-head")
    whistle(
        case_id=case_id, ground=ground, text="需要到现场联合处理。", tasks=tasks, by=head, at=at or hours(2)
    )
    return case_id


def differences() -> list[object]:
    return [*check_replay(), *check_whistles(), *loops.check_replay()]


def test_a_unit_is_called_in_and_the_answer_waits_for_its_part(county: County) -> None:
    case_id = working(county)
    handler, water = county.actor("town-handler"), county.actor("water-handler")
    common = {"case_id": case_id, "by": handler, "at": hours(2)}
    call_help(unit_id=county.unit("water"), text="请查下水道是否堵塞。", **common)
    with refused("loops.co_handler_already"):
        call_help(unit_id=county.unit("water"), text="再查一次。", **common)
    with refused("loops.parts_open"):
        answer(case_id=case_id, text="已处理。", finding=Finding.SOLVED, by=handler, at=hours(3))
    urge_helper(case_id=case_id, unit_id=county.unit("water"), by=handler, at=hours(3))
    (helper,) = helping_of(case_id).others
    assert helper.status == "OPEN"
    assert tasks_in(story_of(case_id))[helper.unit_id] == ("请查下水道是否堵塞。", "")
    finish_part(case_id=case_id, text="已疏通。", by=water, at=hours(4))
    with refused("loops.no_open_part"):
        finish_part(case_id=case_id, text="已疏通。", by=water, at=hours(4))
    answer(case_id=case_id, text="已处理。", finding=Finding.SOLVED, by=handler, at=hours(5))
    assert differences() == []


def test_the_citation_comes_from_the_duty_table_where_it_knows_the_unit(county: County) -> None:
    case_id = working(county)  # waste in the street: the water bureau has no duty in it
    by = county.actor("town-handler")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请帮忙。", by=by, at=hours(2))
    (called,) = [fact for fact in story_of(case_id) if fact.kind == "loops.co_handler_called"]
    assert called.data["citation"] == ""
    call_help(case_id=case_id, unit_id=county.unit("township"), text="请帮忙。", by=by, at=hours(2))
    last = [fact for fact in story_of(case_id) if fact.kind == "loops.co_handler_called"][-1]
    assert last.data["citation"] == "履职清单第12项"


def test_not_ours_needs_a_reason_and_the_unit_may_be_called_again(county: County) -> None:
    case_id = working(county)
    by, water = county.actor("town-handler"), county.actor("water-handler")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请查。", by=by, at=hours(2))
    with refused("cases.reason_missing"):
        refuse_part(case_id=case_id, reason=" ", by=water, at=hours(3))
    refuse_part(case_id=case_id, reason="属于环卫。", citation="三定方案第6条", by=water, at=hours(3))
    settled = story_of(case_id)[-1]
    assert (settled.kind, settled.data["citation"]) == ("loops.obligation_settled", "三定方案第6条")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请看管网图。", by=by, at=hours(4))
    assert [helper.status for helper in helping_of(case_id).others] == ["OPEN"]
    assert differences() == []


def arrive_by(case_id: UUID) -> dict[UUID, datetime]:
    return {call.unit_id: call.arrive_by for call in whistles_of(case_id)[0].calls}


@pytest.mark.parametrize(
    ("ground", "due"),
    [
        (WhistleGround.UNSOLVABLE, datetime(2026, 3, 5, 17, 30, tzinfo=START.tzinfo)),
        (WhistleGround.ENFORCEMENT, datetime(2026, 3, 3, 17, 30, tzinfo=START.tzinfo)),
        (WhistleGround.EMERGENCY, hours(2.5)),
    ],
)
def test_each_ground_has_its_time_to_arrive(county: County, ground: WhistleGround, due: datetime) -> None:
    case_id = whistled(county, ground=ground)
    water = county.unit("water")
    assert arrive_by(case_id)[water] == due
    clocks = {(clock.what, clock.due_at) for clock in loops.clocks_of([case_id], at=hours(2))[case_id]}
    assert ("arrive", due) in clocks
    assert (
        len([what for what, _due in clocks if what == "working"]) == 2
    )  # the lead's limit, and both parts alike


def test_an_emergency_is_counted_around_the_clock(county: County) -> None:
    night = days(4) + timedelta(hours=14)  # Friday at eleven in the evening
    case_id = whistled(county, ground=WhistleGround.EMERGENCY, at=night)
    assert arrive_by(case_id)[county.unit("water")] == night + timedelta(minutes=30)


def test_the_whole_way_of_a_whistle(county: County) -> None:
    case_id = whistled(county)
    head, water, housing = (county.actor(one) for one in ("town-head", "water-handler", "housing-handler"))
    arrive(case_id=case_id, by=water, at=hours(3))
    with refused("cases.arrived_already"):
        arrive(case_id=case_id, by=water, at=hours(3))
    assert loops.fire_due(at=days(3)) > 0
    arrive(case_id=case_id, text="堵车。", by=housing, at=days(3))
    late = {call.unit_id: call.late for call in whistles_of(case_id)[0].calls}
    assert late == {county.unit("water"): False, county.unit("housing"): True}
    told = [
        fact.data["told"]
        for fact in story_of(case_id)
        if fact.kind == "loops.deadline_fired" and fact.data["what"] == "arrive"
    ]
    assert "arbiter" in told
    with refused("loops.parts_open"):
        conclude_whistle(case_id=case_id, text="已处理。", by=head, at=days(3))
    finish_part(case_id=case_id, text="已止水。", by=water, at=days(3))
    refuse_part(case_id=case_id, reason="不属本局。", citation="条例第5条", by=housing, at=days(3))
    common = {"case_id": case_id, "at": days(3)}
    with refused("cases.whistle_not_concluded"):
        answer(text="已处理。", finding=Finding.SOLVED, by=county.actor("town-handler"), **common)
    with refused("cases.whistle_not_over"):
        rate(unit_id=county.unit("water"), rating=Rating.GOOD, by=head, **common)
    conclude_whistle(text="水务局止水，房屋问题另行协调。", by=head, **common)
    with refused("cases.no_whistle"):
        conclude_whistle(text="再结一次。", by=head, **common)
    answer(text="已处理。", finding=Finding.SOLVED, by=county.actor("town-handler"), **common)
    (over,) = whistles_of(case_id)
    assert [call.status for call in over.calls] == ["DONE", "REFUSED"]
    assert differences() == []


def over(county: County) -> UUID:
    """A whistle that is concluded."""
    case_id = whistled(county)
    for login in ("water-handler", "housing-handler"):
        arrive(case_id=case_id, by=county.actor(login), at=hours(3))
        finish_part(case_id=case_id, text="已处理。", by=county.actor(login), at=hours(4))
    conclude_whistle(case_id=case_id, text="处理完毕。", by=county.actor("town-head"), at=hours(5))
    return case_id


def test_ratings_can_be_objected_to_and_somebody_else_decides(county: County) -> None:
    case_id = over(county)
    head, arbiter = county.actor("town-head"), county.actor("arbiter")
    water, housing = county.unit("water"), county.unit("housing")
    with refused("cases.rating_words_missing"):
        rate(case_id=case_id, unit_id=water, rating=Rating.POOR, by=head, at=hours(6))
    with refused("cases.not_rated"):
        object_to_rating(case_id=case_id, text="不服。", by=county.actor("water-handler"), at=hours(6))
    for unit in (water, housing):
        rate(case_id=case_id, unit_id=unit, rating=Rating.POOR, words="来得太晚。", by=head, at=hours(6))
    with refused("cases.rated_already"):
        rate(case_id=case_id, unit_id=water, rating=Rating.GOOD, by=head, at=hours(6))
    for login in ("water-handler", "housing-handler"):
        object_to_rating(case_id=case_id, text="提前到了。", by=county.actor(login), at=days(1))
    with refused("cases.objected_already"):
        object_to_rating(case_id=case_id, text="再说一次。", by=county.actor("water-handler"), at=days(1))
    assert len(loops.duties_of(case_id, "rating_objection")) == 2
    with refused("loops.not_entitled"):
        decide_rating(case_id=case_id, unit_id=water, upheld=False, reason="应当。", by=head, at=days(2))
    decide_rating(case_id=case_id, unit_id=housing, upheld=True, reason="按时到了。", by=arbiter, at=days(2))
    decide_rating(case_id=case_id, unit_id=water, upheld=False, reason="确实晚了。", by=arbiter, at=days(2))
    with refused("cases.no_objection"):
        decide_rating(case_id=case_id, unit_id=water, upheld=True, reason="再想想。", by=arbiter, at=days(2))
    assert {call.unit_id: call.upheld for call in whistles_of(case_id)[0].calls} == {
        water: False,
        housing: True,
    }
    assert loops.duties_of(case_id, "rating_objection") == {}
    assert differences() == []


def test_an_objection_comes_in_time(county: County) -> None:
    case_id = over(county)
    water = county.unit("water")
    rate(case_id=case_id, unit_id=water, rating=Rating.ENOUGH, by=county.actor("town-head"), at=hours(6))
    with refused("cases.objection_over"):
        object_to_rating(case_id=case_id, text="不服。", by=county.actor("water-handler"), at=days(40))


def test_another_whistle_takes_no_objection_to_the_last_rating_away(county: County) -> None:
    case_id, head, water = over(county), county.actor("town-head"), county.unit("water")
    rate(case_id=case_id, unit_id=water, rating=Rating.POOR, words="来得太晚。", by=head, at=hours(6))
    task = Task(water, "请再到现场。")
    whistle(
        case_id=case_id,
        ground=WhistleGround.ENFORCEMENT,
        text="又堵了。",
        tasks=[task],
        by=head,
        at=hours(7),
    )
    object_to_rating(case_id=case_id, text="提前到了。", by=county.actor("water-handler"), at=hours(8))
    latest, first = whistles_of(case_id)
    assert (latest.calls[0].objection, first.calls[0].objection) == ("", "提前到了。")
    assert differences() == []


def test_only_a_town_that_leads_whistles_and_others_propose(county: County) -> None:
    case_id = working(county)
    tasks = [Task(county.unit("water"), "请到现场。")]
    given = {"case_id": case_id, "ground": WhistleGround.EMERGENCY, "text": "险情。", "tasks": tasks}
    for login in ("town-handler", "grid-worker", "dispatcher", "leader", "arbiter", "water-handler"):
        with refused("loops.not_entitled"):
            whistle(**given, by=county.actor(login), at=hours(2))
    for login in ("township-head", "housing-head"):
        with refused("loops.not_owner"):
            whistle(**given, by=county.actor(login), at=hours(2))
    propose_whistle(case_id=case_id, text="一家解决不了。", by=county.actor("grid-worker"), at=hours(2))
    with refused("cases.whistle_proposed_already"):
        propose_whistle(case_id=case_id, text="同上。", by=county.actor("town-handler"), at=hours(2))
    with refused("cases.not_yours"):
        propose_whistle(case_id=case_id, text="同上。", by=county.actor("water-handler"), at=hours(2))
    head = county.actor("town-head")
    decline_whistle(case_id=case_id, reason="镇里自己能办。", by=head, at=hours(3))
    with refused("cases.whistle_not_proposed"):
        decline_whistle(case_id=case_id, reason="镇里自己能办。", by=head, at=hours(3))
    propose_whistle(case_id=case_id, text="办不了。", by=county.actor("grid-worker"), at=hours(4))
    whistle(**given, by=head, at=hours(5))
    with refused("cases.whistle_open"):
        whistle(**given, by=head, at=hours(5))
    assert differences() == []


def test_a_department_in_the_lead_does_not_whistle(county: County) -> None:
    case_id = dispatched(county, "housing", matter="housing.leak")
    handle(case_id=case_id, event="sign", by=county.actor("housing-handler"), at=hours(1))
    tasks = [Task(county.unit("water"), "请到现场。")]
    with refused("cases.whistle_town_only"):
        whistle(
            case_id=case_id,
            ground=WhistleGround.EMERGENCY,
            text="险情。",
            tasks=tasks,
            by=county.actor("housing-head"),
            at=hours(2),
        )


def test_whom_a_whistle_may_call(county: County, settings: object) -> None:
    settings.GONGZHI_WHISTLE_DEPARTMENTS = 2  # type: ignore[attr-defined]
    case_id, head = working(county), county.actor("town-head")
    units = {
        unit: county.unit(unit) for unit in ("water", "housing", "township", "government", "town", "callback")
    }

    def call(*names: str, task: str = "请到现场。") -> None:
        tasks = [Task(units[name], task) for name in names]
        given = {"case_id": case_id, "ground": WhistleGround.EMERGENCY, "text": "险情。"}
        whistle(**given, tasks=tasks, by=head, at=hours(2))  # type: ignore[arg-type]

    for code, names in {
        "cases.whistle_nobody": (),
        "cases.whistle_twice": ("water", "water"),
        "cases.whistle_too_many": ("water", "housing", "township"),
        "cases.judges_ratings": ("government",),
        "loops.co_handler_already": ("town",),
        "loops.judges_it": ("callback",),
    }.items():
        with refused(code):
            call(*names)
    with refused("cases.whistle_task_missing"):
        call("water", task=" ")
    call("water")
    add_department(case_id=case_id, task=Task(units["housing"], "请来。"), by=head, at=hours(3))
    with refused("cases.whistle_too_many"):
        add_department(case_id=case_id, task=Task(units["township"], "请来。"), by=head, at=hours(3))
    with refused("cases.whistle_twice"):
        add_department(case_id=case_id, task=Task(units["water"], "请来。"), by=head, at=hours(3))
    assert differences() == []


def test_a_whistle_goes_on_when_its_town_gets_the_case_back(county: County) -> None:
    case_id = whistled(county, ground=WhistleGround.UNSOLVABLE)
    water, housing = county.actor("water-handler"), county.actor("housing-handler")
    finish_part(case_id=case_id, text="已止水。", by=water, at=hours(3))
    handle(case_id=case_id, event="ask_up", reason="谁出钱？", by=county.actor("town-handler"), at=hours(4))
    with refused("loops.no_open_part"):
        arrive(case_id=case_id, by=housing, at=hours(5))
    dispatch(
        case_id=case_id,
        event="decide",
        unit_id=county.unit("town"),
        reason="由镇里先行垫付。",
        by=county.actor("arbiter"),
        at=hours(6),
    )
    close_if_stale(case_id=case_id, by=SYSTEM, at=hours(6))
    handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=hours(7))
    (still,) = whistles_of(case_id)
    assert {call.unit_id: call.status for call in still.calls} == {
        county.unit("water"): "DONE",
        county.unit("housing"): "OPEN",
    }
    arrive(case_id=case_id, by=housing, at=hours(8))  # by the time it had
    assert not whistles_of(case_id)[0].calls[1].late
    assert differences() == []


def test_a_whistle_ends_by_itself_when_another_unit_leads(county: County) -> None:
    case_id = whistled(county)
    handle(case_id=case_id, event="ask_up", reason="超出职权。", by=county.actor("town-handler"), at=hours(4))
    dispatch(
        case_id=case_id,
        event="decide",
        unit_id=county.unit("township"),
        reason="位于该乡。",
        by=county.actor("arbiter"),
        at=hours(6),
    )
    close_if_stale(case_id=case_id, by=SYSTEM, at=hours(6))
    close_if_stale(case_id=case_id, by=SYSTEM, at=hours(7))  # once is enough
    handle(case_id=case_id, event="sign", by=county.actor("township-handler"), at=hours(7))
    (over,) = whistles_of(case_id)
    assert (over.ending, {call.status for call in over.calls}) == ("LEAD_CHANGED", {"WAIVED"})
    with refused("loops.no_open_part"):
        finish_part(case_id=case_id, text="已止水。", by=county.actor("water-handler"), at=hours(8))
    tasks = [Task(county.unit("water"), "请到现场。")]
    given = {"case_id": case_id, "ground": WhistleGround.EMERGENCY, "text": "险情。"}
    whistle(**given, tasks=tasks, by=county.actor("township-head"), at=hours(9))  # type: ignore[arg-type]
    assert len(whistles_of(case_id)) == 2
    assert differences() == []


def test_the_same_request_twice_does_one_thing(county: County) -> None:
    case_id, head, once = working(county), county.actor("town-head"), new_id()
    tasks = [Task(county.unit("water"), "请到现场。")]
    for _ in range(2):
        given = {"case_id": case_id, "ground": WhistleGround.EMERGENCY, "text": "险情。", "once": once}
        whistle(**given, tasks=tasks, by=head, at=hours(2))  # type: ignore[arg-type]
    assert len(whistles_of(case_id)) == 1
