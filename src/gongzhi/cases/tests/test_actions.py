"""A case goes round: the straight way, and its bends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.small_county import COUNTY, START, WEST, County

from gongzhi.cases.facts import Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    Place,
    add,
    answer,
    approve,
    ask,
    case_by_code,
    case_for,
    check_replay,
    classify,
    confirm_withdrawal,
    dispatch,
    draw_callback,
    handle,
    judge,
    make_contact,
    not_reached,
    note,
    reopen,
    reply,
    resident_story,
    reveal,
    send_back,
    urge,
    withdraw,
)
from gongzhi.cases.tests.steps import WISH, answered, days, dispatched, filed, hours, refused, state, working
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


def test_the_straight_way(county: County) -> None:
    first = filed()
    assert first.located
    assert first.code
    case_id = first.loop_id
    handler = county.actor("town-handler")
    view = case_for(handler, case_id)
    assert view is None  # nothing to do with it yet
    dispatcher = county.actor("dispatcher")
    view = case_for(dispatcher, case_id)
    assert view
    assert view.loop.division == WEST
    assert view.proposed_unit == county.unit("town")
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=dispatcher, at=hours(0.5))
    handle(case_id=case_id, event="sign", by=handler, at=hours(1))
    make_contact(case_id=case_id, note="电话联系，约下午到现场。", by=handler, at=hours(2))
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=hours(6))
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=days(1), drawn=999)
    row = loop_row(case_id)
    assert row
    assert row.state == "closed"
    assert row.end_kind == "fulfilled"
    kinds = [fact.kind for fact in story_of(case_id)]
    assert kinds.count("loops.moved") == 4
    assert kinds[-2:] == ["cases.judged", "cases.effect_drawn"]


def test_five_in_a_hundred_are_rechecked_by_somebody_else(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=49)
    assert state(case_id) == "rechecking"
    with refused("loops.not_entitled"):
        handle(case_id=case_id, event="recheck_ok", by=county.actor("town-handler"), at=days(2))
    verifier = county.actor("verifier")
    with refused("loops.reason_missing"):
        handle(case_id=case_id, event="recheck_bad", by=verifier, at=days(2))
    handle(case_id=case_id, event="recheck_bad", reason="现场仍有垃圾。", by=verifier, at=days(2))
    assert state(case_id) == "working"


def test_power_before_work(county: County) -> None:
    case_id = filed(matter="housing.leak").loop_id
    dispatcher, town = county.actor("dispatcher"), county.unit("town")
    with pytest.raises(Refused) as error:
        dispatch(case_id=case_id, event="dispatch", unit_id=town, by=dispatcher, at=hours(1))
    assert "收回" in str(error.value.refusal.details["citation"])
    with refused("cases.overrule_not_entitled"):
        dispatch(
            case_id=case_id,
            event="dispatch",
            unit_id=town,
            by=dispatcher,
            at=hours(1),
            overrule=True,
            reason="急",
        )
    assert state(case_id) == "registered"


def test_a_named_superior_overrules_with_a_reason(county: County) -> None:
    case_id = filed(matter="housing.leak").loop_id
    leader, town = county.actor("leader"), county.unit("town")
    with refused("cases.reason_missing"):
        dispatch(case_id=case_id, event="dispatch", unit_id=town, by=leader, at=hours(1), overrule=True)
    with refused("loops.not_entitled"):
        dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("housing"), by=leader, at=hours(1))
    dispatch(
        case_id=case_id,
        event="dispatch",
        unit_id=town,
        by=leader,
        at=hours(1),
        overrule=True,
        reason="住户安置由镇里牵头。",
    )
    named = story_of(case_id)[-1]
    assert named.kind == "cases.lead_named"
    assert named.data["overruled"] is True
    assert named.data["citation"].startswith("履职清单收回")
    assert leader.name() == named.actor
    assert state(case_id) == "dispatched"


def test_without_a_matter_nothing_is_dispatched(county: County) -> None:
    case_id = filed(matter="").loop_id
    dispatcher, town = county.actor("dispatcher"), county.unit("town")
    with refused("cases.matter_missing"):
        dispatch(case_id=case_id, event="dispatch", unit_id=town, by=dispatcher, at=hours(1))
    classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=hours(1))
    dispatch(case_id=case_id, event="dispatch", unit_id=town, by=dispatcher, at=hours(1))
    assert state(case_id) == "dispatched"


def test_two_returns_then_the_arbiter_and_no_more_bouncing(county: County) -> None:
    case_id = dispatched(county)
    handler, dispatcher = county.actor("town-handler"), county.actor("dispatcher")
    with refused("loops.reason_missing"):
        handle(case_id=case_id, event="return", by=handler, at=hours(1))
    for _ in range(2):
        handle(case_id=case_id, event="return", reason="不在本镇职责内。", by=handler, at=hours(1))
        assert state(case_id) == "return_review"
        dispatch(case_id=case_id, event="redispatch", unit_id=county.unit("town"), by=dispatcher, at=hours(2))
    handle(case_id=case_id, event="return", reason="仍不在职责内。", by=handler, at=hours(3))
    assert state(case_id) == "arbitration"
    dispatch(
        case_id=case_id,
        event="decide",
        unit_id=county.unit("town"),
        reason="属地先行处置。",
        by=county.actor("arbiter"),
        at=hours(4),
    )
    with refused("loops.return_barred"):
        handle(case_id=case_id, event="return", reason="再退。", by=handler, at=hours(5))


def test_not_solved_goes_back_and_the_second_time_to_arbitration(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=False, satisfied=Satisfaction.DISSATISFIED, by=RESIDENT, at=days(1))
    assert state(case_id) == "working"
    answer(
        case_id=case_id,
        finding=Finding.SOLVED,
        text="再次清运。",
        by=county.actor("town-handler"),
        at=days(2),
    )
    judge(case_id=case_id, solved=False, satisfied=None, by=RESIDENT, at=days(3))
    assert state(case_id) == "arbitration"
    handle(case_id=case_id, event="conclude", reason="已按标准清运。", by=county.actor("arbiter"), at=days(3))
    row = loop_row(case_id)
    assert row
    assert row.end_kind == "denied"


def test_reopening_keeps_the_first_deadline_and_halves_the_limit(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    before = loop_row(case_id)
    reopen(case_id=case_id, why="又堆起来了。", by=RESIDENT, at=days(10))
    after = loop_row(case_id)
    assert before
    assert after
    assert after.first_due_at == before.first_due_at
    # 5 WD, halved and rounded up: 3 WD from Thursday 12 March is Tuesday 17 March at close of office.
    assert after.due_at
    assert after.due_at.astimezone(START.tzinfo).isoformat() == "2026-03-17T17:30:00+08:00"


def test_the_window_for_reopening_ends(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    with refused("loops.reopen_over"):
        reopen(case_id=case_id, why="又来了。", by=RESIDENT, at=days(70))


def test_silence_goes_to_the_callback_desk_and_ends_unconfirmed(county: County) -> None:
    case_id = answered(county)
    assert fire_due(at=days(9)) == 1
    assert state(case_id) == "calling"
    caller = county.actor("caller")
    assert not_reached(case_id=case_id, by=caller, at=days(9)) == 1
    with refused("loops.called_today"):
        not_reached(case_id=case_id, by=caller, at=days(9.1))
    assert not_reached(case_id=case_id, by=caller, at=days(10)) == 2
    fire_due(at=days(40))
    row = loop_row(case_id)
    assert row
    assert row.state == "unconfirmed"
    assert row.end_kind == "unconfirmed"
    view = case_for(SYSTEM, case_id)
    assert view
    assert view.solved is None
    assert view.satisfied == ""
    reopen(case_id=case_id, why="一直没解决。", by=RESIDENT, at=days(41))
    assert state(case_id) == "working"


def test_who_did_the_work_cannot_say_it_is_solved(county: County) -> None:
    case_id = answered(county)
    with refused("loops.not_entitled"):
        judge(case_id=case_id, solved=True, satisfied=None, by=county.actor("town-handler"), at=days(1))


def test_a_question_pauses_the_authoritys_clock_only(county: County) -> None:
    case_id = working(county)
    before = loop_row(case_id)
    ask(case_id=case_id, question="是哪一个垃圾桶？", by=county.actor("town-handler"), at=days(1))
    with refused("loops.already_paused"):
        ask(case_id=case_id, question="第几个？", by=county.actor("town-handler"), at=days(1))
    reply(case_id=case_id, text="菜场门口那个。", by=RESIDENT, at=days(3))
    after = loop_row(case_id)
    assert before
    assert after
    assert before.due_at
    assert after.due_at
    assert after.due_at - before.due_at == timedelta(days=2)
    assert after.first_due_at == before.first_due_at
    with refused("loops.no_question"):
        reply(case_id=case_id, text="还有一个。", by=RESIDENT, at=days(3))


def test_the_heads_approval(county: County) -> None:
    case_id = dispatched(county, unit="housing", matter="housing.leak")
    handler, head = county.actor("housing-handler"), county.actor("housing-head")
    handle(case_id=case_id, event="sign", by=handler, at=hours(1))
    assert answer(case_id=case_id, finding=Finding.SOLVED, text="已修。", by=handler, at=hours(2)) is False
    assert state(case_id) == "working"
    with refused("loops.not_entitled"):
        approve(case_id=case_id, by=handler, at=hours(3))
    send_back(case_id=case_id, reason="写明何时修、谁修的。", by=head, at=hours(3))
    with refused("cases.no_draft"):
        approve(case_id=case_id, by=head, at=hours(3))
    answer(
        case_id=case_id,
        finding=Finding.SOLVED,
        text="3月2日由房屋维修队更换防水层。",
        by=handler,
        at=hours(4),
    )
    approve(case_id=case_id, by=head, at=hours(5))
    assert state(case_id) == "answered"


def test_a_withdrawal_is_confirmed_by_a_neutral_desk(county: County) -> None:
    case_id, caller = working(county), county.actor("caller")
    withdraw(case_id=case_id, why="算了。", by=RESIDENT, at=days(1))
    assert state(case_id) == "withdrawal_check"
    confirm_withdrawal(case_id=case_id, meant=False, note="有人上门劝撤。", by=caller, at=days(2))
    assert state(case_id) == "working"
    withdraw(case_id=case_id, why="已自行解决。", by=RESIDENT, at=days(3))
    confirm_withdrawal(case_id=case_id, meant=True, note="本人确认。", by=caller, at=days(4))
    row = loop_row(case_id)
    assert row
    assert row.end_kind == "withdrawn"


def test_an_identity_is_asked_for_with_a_reason_and_on_record(county: County) -> None:
    person = Person(filer=Filer.NAMED, name="王小满", phone="13800000001")
    case_id = dispatched(county, person=person)
    handler = county.actor("town-handler")
    with refused("people.reason_missing"):
        reveal(case_id=case_id, wish=replace(WISH, reason=""), by=handler, at=hours(1))
    with refused("cases.not_yours"):
        reveal(case_id=case_id, wish=WISH, by=county.actor("water-handler"), at=hours(1))
    asked, once = [], new_id()
    for _again in range(2):
        asked.append(reveal(case_id=case_id, wish=WISH, by=handler, at=hours(1), once=once))
    assert asked[0] == asked[1]
    assert asked[0].until == hours(1.5)
    story = story_of(case_id)
    assert [fact.kind for fact in story][-2:] == ["people.identity_revealed", "people.data_used"]
    assert all("13800000001" not in str(fact) and "王小满" not in str(fact) for fact in story)


def test_urging_and_adding_and_notes(county: County) -> None:
    case_id = working(county)
    urge(case_id=case_id, by=RESIDENT, at=days(1))
    add(case_id=case_id, text="今天又多了一车。", by=RESIDENT, at=days(1))
    note(case_id=case_id, text="环卫公司人手不够。", by=county.actor("town-handler"), at=days(1))
    assert "环卫公司" not in str(resident_story(case_id))
    assert "又多了一车" in str(resident_story(case_id))
    row = loop_row(case_id)
    assert row
    assert row.urged == 1


def test_number_and_code_open_the_case_and_nothing_else_does(county: County) -> None:
    first = filed()
    assert first.code
    assert case_by_code(first.number, first.code.lower()) is not None
    assert case_by_code(first.number, "AAAAAAAAAA") is None
    assert case_by_code("260302-9999999", first.code) is None


def test_a_retry_changes_nothing(county: County) -> None:
    key = new_id()
    first = filed(once=key)
    again = filed(once=key)
    assert again.number == first.number
    assert again.code == first.code
    step = new_id()
    by = county.actor("dispatcher")
    for _ in range(2):
        dispatch(
            case_id=first.loop_id,
            event="dispatch",
            unit_id=county.unit("town"),
            by=by,
            at=hours(1),
            once=step,
        )
    moved = [fact for fact in story_of(first.loop_id) if fact.kind == "loops.moved"]
    assert len(moved) == 1


def test_life_safety_is_counted_around_the_clock(county: County) -> None:
    night = START + timedelta(days=4, hours=14)  # Friday, 23:00
    case_id = filed(matter="safety.cover", at=night).loop_id
    row = loop_row(case_id)
    assert row
    assert row.due_at == night + timedelta(minutes=10)
    assert row.first_due_at == night + timedelta(hours=2)


def test_the_callback_desk_calls_by_risk_and_by_lot(county: County) -> None:
    from django.db import transaction

    case_id = answered(county)
    with transaction.atomic():
        assert draw_callback(case_id=case_id, at=days(9), drawn=20) is False
        assert draw_callback(case_id=case_id, at=days(9), drawn=0) is False  # drawn once, not again


def test_a_judgement_ends_the_wish_for_a_call_in_facts_and_tables(county: County) -> None:
    from django.db import transaction

    case_id = answered(county)
    fire_due(at=days(9))
    with transaction.atomic():
        assert draw_callback(case_id=case_id, at=days(9), drawn=0) is True
    caller = county.actor("caller")
    judge(case_id=case_id, solved=True, satisfied=None, by=caller, at=days(10), drawn=999)
    assert list(check_replay()) == []


def test_bad_input_is_refused_in_one_word(county: County) -> None:
    with refused("cases.text_missing"):
        filed(text="  \n")
    with refused("cases.text_too_long"):
        filed(text="长" * 20_001)
    with refused("cases.place_impossible"):
        filed(place=Place(division=COUNTY, longitude=200.0, latitude=95.0))
    with refused("cases.phone_missing"):
        filed(person=Person(filer=Filer.NAMED, name="李"))
