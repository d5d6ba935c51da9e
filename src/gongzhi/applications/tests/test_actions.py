"""An application goes round: the straight way, its bends, and each refusal."""

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.small_county import START, TOWNSHIP, County

from gongzhi.applications.facts import Channel, Filer, Grade, How, MaterialState
from gongzhi.applications.models import Application, ApplicationMaterial
from gongzhi.applications.public import (
    Given,
    Person,
    application_by_code,
    application_for,
    ask,
    assign,
    check_replay,
    confirm,
    grant,
    handle,
    make_contact,
    rate,
    refuse,
    resident_application,
    resident_material_file,
    reveal,
    supply,
)
from gongzhi.applications.tests.steps import (
    ANSWERS,
    WISH,
    asked,
    days,
    filed,
    granted,
    helper,
    hours,
    photo,
    picture,
    refused,
    state,
    working,
)
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db


def test_the_straight_way(served: County) -> None:
    first = filed()
    assert first.code
    view = application_by_code(first.number, first.code)
    assert view
    assert view.item.said.name == "老年人高龄津贴申领"
    assert view.answers == ANSWERS
    assert view.proposed_unit == served.unit("housing")
    application_id = first.loop_id
    handler = served.actor("housing-handler")
    assert application_for(handler, application_id) is None  # nothing to do with it yet
    assign(
        application_id=application_id,
        event="assign",
        unit_id=served.unit("housing"),
        by=served.actor("dispatcher"),
        at=hours(0.5),
    )
    handle(application_id=application_id, event="sign", by=handler, at=hours(1))
    make_contact(application_id=application_id, note="电话核实。", by=handler, at=hours(1.5))
    grant(application_id=application_id, reasons="年满80周岁。", by=handler, at=hours(3))
    confirm(application_id=application_id, received=True, by=RESIDENT, at=days(1))
    rate(application_id=application_id, grade=Grade.VERY_GOOD, by=RESIDENT, at=days(1))
    row = loop_row(application_id)
    assert row
    assert (row.state, row.end_kind) == ("granted", "fulfilled")
    assert list(check_replay()) == []


def test_the_limit_is_the_promise_of_the_item(served: County) -> None:
    row = loop_row(filed().loop_id)
    assert row
    assert row.limit_class == "10WD"
    assert row.first_due_at
    # Monday 2 March, ten working days after: Monday 16 March, when the office closes.
    assert row.first_due_at.astimezone(START.tzinfo).isoformat().startswith("2026-03-16T17:30")


def test_filing_again_with_the_same_key_files_nothing(served: County) -> None:
    once = uuid4()
    first, second = filed(once=once), filed(once=once)
    assert first == second
    assert Application.objects.count() == 1


def test_a_missing_paper_turns_nobody_away(served: County) -> None:
    view = resident_application(filed(materials={"id-card": Given(How.COUNTER)}).loop_id)
    assert view
    assert view.states == {"id-card": MaterialState.PROMISED, "bank-card": MaterialState.MISSING}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"person": Person(name="王桂芳")}, "applications.phone_missing"),
        ({"person": Person(filer=Filer.HELPER, phone="1380")}, "applications.helper_missing"),
        ({"item": "nothing"}, "applications.no_item"),
        ({"situation": "other"}, "applications.no_item"),
        ({"answers": {}}, "applications.field_missing"),
        ({"answers": {**ANSWERS, "born-on": "2.5.1944"}}, "applications.field_malformed"),
        ({"answers": {**ANSWERS, "living": "moon"}}, "applications.field_malformed"),
        ({"answers": {**ANSWERS, "income": "1"}}, "applications.field_unknown"),
        ({"materials": {"photo": Given(How.COUNTER)}}, "applications.material_unknown"),
        ({"item": "sole-trader-registration", "answers": {"trader-name": "王", "business": "菜"}, "materials": {}},
         "applications.no_office"),
    ],
)  # fmt: skip
def test_filing_refused(served: County, more: dict[str, object], code: str) -> None:
    with refused(code):
        filed(**more)
    assert not Application.objects.exists()
    assert not ApplicationMaterial.objects.exists()


def test_only_the_counter_files_for_somebody(served: County) -> None:
    with refused("loops.not_entitled"):
        filed(by=served.actor("housing-handler"), channel=Channel.COUNTER)
    view = resident_application(
        filed(
            by=served.actor("operator"),
            channel=Channel.PHONE,
            person=helper(),
            materials={"id-card": Given(How.HELD), "bank-card": Given(How.COUNTER)},
        ).loop_id
    )
    assert view
    assert (view.channel, view.filer) == ("PHONE", "HELPER")
    assert set(view.states.values()) == {MaterialState.GIVEN}  # the window saw what it took


def test_power_before_work(served: County) -> None:
    with refused("organization.no_duty"):
        assign(
            application_id=filed().loop_id,
            event="assign",
            unit_id=served.unit("water"),
            by=served.actor("dispatcher"),
            at=hours(1),
        )


def test_asking_once_for_everything(served: County) -> None:
    application_id = asked(served)
    handler = served.actor("housing-handler")
    row = loop_row(application_id)
    assert row
    assert row.paused_until  # the office's clock stands still
    view = resident_application(application_id)
    assert view
    assert view.materials["bank-card"].state is MaterialState.MISSING
    assert view.materials["bank-card"].reason == "没有银行卡照片。"
    assert [(each.key, each.in_version) for each in view.asks] == [("bank-card", True)]
    with refused("applications.material_open"):
        grant(application_id=application_id, reasons="好。", by=handler, at=hours(2.5))
    supply(application_id=application_id, materials={"bank-card": photo()}, by=RESIDENT, at=days(1))
    row = loop_row(application_id)
    assert row
    assert row.paused_until is None
    with refused("applications.asked_already"):
        ask(application_id=application_id, missing={"id-card": "看不清。"}, by=handler, at=days(2))
    grant(application_id=application_id, reasons="年满80周岁。", by=handler, at=days(2))
    view = resident_application(application_id)
    assert view
    assert set(view.states.values()) == {MaterialState.CHECKED}
    assert list(check_replay()) == []


def test_what_the_item_does_not_list_is_counted(served: County) -> None:
    application_id = working(served)
    ask(
        application_id=application_id,
        missing={},
        extra="请再带户口本。",
        by=served.actor("housing-handler"),
        at=hours(2),
    )
    make_contact(
        application_id=application_id,
        note="请来一趟核对。",
        trip=True,
        by=served.actor("housing-handler"),
        at=hours(2),
    )
    view = resident_application(application_id)
    assert view
    assert [(each.kind, each.in_version) for each in view.asks] == [("MATERIAL", False), ("TRIP", False)]
    assert list(check_replay()) == []


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({}, "applications.nothing_asked"),
        ({"id-card": " "}, "applications.reason_missing"),
        ({"photo": "要。"}, "applications.material_unknown"),
    ],
)
def test_asking_refused(served: County, missing: dict[str, str], code: str) -> None:
    application_id = working(served)
    with refused(code):
        ask(application_id=application_id, missing=missing, by=served.actor("housing-handler"), at=hours(2))
    row = loop_row(application_id)
    assert row
    assert row.paused_until is None


def test_a_trip_needs_its_reason(served: County) -> None:
    with refused("applications.reason_missing"):
        make_contact(
            application_id=working(served),
            note="",
            trip=True,
            by=served.actor("housing-handler"),
            at=hours(2),
        )


def test_the_window_takes_what_is_brought(served: County) -> None:
    application_id = asked(served)
    given = {"bank-card": Given(How.COUNTER)}
    for login in ("housing-handler", "operator"):  # no power; another unit
        with refused("applications.not_yours"):
            supply(application_id=application_id, materials=given, by=served.actor(login), at=days(1))
    supply(application_id=application_id, materials=given, by=served.actor("dispatcher"), at=days(1))
    view = resident_application(application_id)
    assert view
    assert view.materials["bank-card"].state is MaterialState.GIVEN
    assert view.loop.paused_until is None


def test_supplying_refused(served: County) -> None:
    application_id = asked(served)
    with refused("applications.nothing_supplied"):
        supply(application_id=application_id, materials={}, by=RESIDENT, at=days(1))
    with refused("applications.material_unknown"):
        supply(application_id=application_id, materials={"x": photo()}, by=RESIDENT, at=days(1))
    with refused("applications.text_too_long"):
        supply(application_id=application_id, materials={}, text="长" * 20_001, by=RESIDENT, at=days(1))
    with refused("applications.decided_already"):
        supply(application_id=granted(served), materials={"id-card": photo()}, by=RESIDENT, at=days(1))


def test_files_stay_with_the_application_and_not_without_it(served: County) -> None:
    application_id = filed().loop_id
    view = resident_application(application_id)
    assert view
    assert resident_material_file(application_id, view.materials["id-card"].id) == picture()
    other = filed(answers={**ANSWERS, "applicant-name": "李"}).loop_id
    assert resident_material_file(other, view.materials["id-card"].id) is None


def test_not_taken_up_with_reason_and_where_to_go(served: County) -> None:
    application_id, clerk = filed().loop_id, served.actor("dispatcher")
    with refused("applications.where_to_go_missing"):
        refuse(application_id=application_id, reason="不属本县。", where_to_go="", by=clerk, at=hours(1))
    with refused("applications.reason_missing"):
        refuse(application_id=application_id, reason="", where_to_go="邻县", by=clerk, at=hours(1))
    refuse(
        application_id=application_id, reason="不属本县。", where_to_go="邻县民政局", by=clerk, at=hours(1)
    )
    assert state(application_id) == "not_taken"


def test_who_applied_is_opened_for_a_reason_to_who_works_on_it(served: County) -> None:
    application_id, once = working(served), uuid4()
    with refused("applications.not_yours"):
        reveal(application_id=application_id, wish=WISH, by=served.actor("water-handler"), at=hours(2))
    handler = served.actor("housing-handler")
    with refused("people.reason_missing"):
        reveal(application_id=application_id, wish=replace(WISH, reason=""), by=handler, at=hours(2))
    asked = [
        reveal(application_id=application_id, wish=WISH, by=handler, at=hours(2), once=once)
        for _again in range(2)
    ]
    assert asked[0] == asked[1]
    assert asked[0].until == hours(2.5)


def test_a_retry_changes_nothing(served: County) -> None:
    handler, keys = served.actor("housing-handler"), [uuid4() for _ in range(4)]
    application_id = working(served, materials={"id-card": photo()})
    for _again in range(2):
        ask(
            application_id=application_id,
            missing={"bank-card": "没有。"},
            by=handler,
            at=hours(2),
            once=keys[0],
        )
    for _again in range(2):
        supply(
            application_id=application_id,
            materials={"bank-card": photo()},
            by=RESIDENT,
            at=hours(3),
            once=keys[1],
        )
    for _again in range(2):
        grant(application_id=application_id, reasons="年满80周岁。", by=handler, at=hours(4), once=keys[2])
    for _again in range(2):
        confirm(application_id=application_id, received=True, by=RESIDENT, at=hours(5), once=keys[3])
    kinds = [fact.kind for fact in story_of(application_id)]
    assert kinds.count("applications.resident_asked") == 1
    assert kinds.count("applications.material_given") == 3
    assert kinds.count("applications.decided") == 1
    assert state(application_id) == "granted"


def test_another_town_is_served_by_the_same_counter(served: County) -> None:
    row = loop_row(filed(division=TOWNSHIP).loop_id)
    assert row
    assert row.division == TOWNSHIP
