"""Many callers, one problem: joined, answered once, judged by each; and what is solved and comes back."""

import pytest
from tests.small_county import County

from gongzhi.cases.codes import DeclineReason, Destination
from gongzhi.cases.facts import CameWith, Finding, ParkReason, WhistleGround
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    Task,
    answer,
    answer_at_once,
    approve,
    ask,
    clean_photo,
    conclude_whistle,
    decline,
    dispatch,
    finish_part,
    handle,
    join,
    judge,
    park,
    photos_of,
    reopen,
    resident_photo,
    resident_story,
    separate,
    whistle,
    withdraw,
)
from gongzhi.cases.tests.callers import ANSWER, caller, joined, parent_of, replayed, told
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import answered, days, dispatched, filed, hours, refused, state, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db


def test_one_answer_goes_to_all_and_each_judges_for_himself(county: County) -> None:
    parent, handler = working(county), county.actor("town-handler")
    one, two, three = (caller(each) for each in (1, 2, 3))
    joined(county, parent, one, two, three)
    assert {state(each) for each in (one, two, three)} == {"joined"}
    assert state(parent) == "working"
    answer(case_id=parent, text=ANSWER, finding=Finding.SOLVED, by=handler, at=hours(5))
    assert {state(each) for each in (parent, one, two, three)} == {"answered"}
    for each in (one, two, three):
        assert Case.objects.get(loop=each).finding == Finding.SOLVED
        assert Case.objects.get(loop=each).lead_id == county.unit("town")
        assert any(ANSWER in line for line in told(each))
    judge(case_id=one, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    judge(case_id=two, solved=False, satisfied=None, by=RESIDENT, at=days(1))
    assert state(one) == "closed"
    assert state(two) == "working"
    assert (parent_of(two), parent_of(three)) == (None, parent)
    assert {state(parent), state(three)} == {"answered"}
    answer(case_id=two, text="另派一组上门。", finding=Finding.SOLVED, by=handler, at=days(2))
    assert state(two) == "answered"
    assert "另派一组" not in str(told(three))
    replayed()


def test_children_keep_their_own_number_limit_and_code(county: County) -> None:
    parent = working(county)
    child = caller(1, at=hours(1))
    before = loop_row(child)
    joined(county, parent, child)
    after = loop_row(child)
    assert before
    assert after
    assert (after.number, after.first_due_at) == (before.number, before.first_due_at)
    assert after.due_at == before.first_due_at  # the limit counts from filing, joined or not


def test_approval_by_the_head_answers_all(county: County) -> None:
    parent = dispatched(county, unit="housing", matter="housing.leak")
    handler, head = county.actor("housing-handler"), county.actor("housing-head")
    handle(case_id=parent, event="sign", by=handler, at=hours(1))
    child = caller(1, matter="housing.leak")
    joined(county, parent, child)
    assert answer(case_id=parent, text=ANSWER, finding=Finding.PARTLY, by=handler, at=hours(3)) is False
    assert state(child) == "joined"
    approve(case_id=parent, by=head, at=hours(4))
    assert (state(parent), state(child)) == ("answered", "answered")
    assert Case.objects.get(loop=child).finding == Finding.PARTLY
    replayed()


def test_an_answer_on_the_spot_goes_to_all_and_a_dispute_to_the_desk(county: County) -> None:
    parent, child = filed(matter="consult").loop_id, caller(1, matter="consult")
    joined(county, parent, child)
    operator = county.actor("operator")
    answer_at_once(case_id=parent, text="明早八点恢复。", finding=Finding.EXPLAINED, by=operator, at=hours(3))
    assert (state(parent), state(child)) == ("answered", "answered")
    assert any("明早八点" in line for line in told(child))
    judge(case_id=child, solved=False, satisfied=None, by=RESIDENT, at=days(1))
    assert (state(child), parent_of(child)) == ("registered", None)
    replayed()


def test_who_may_be_a_parent(county: County) -> None:
    dispatcher = county.actor("dispatcher")
    done, open_, child, other = answered(county), working(county), caller(1), caller(2)
    joined(county, open_, child)
    with refused("cases.parent_answered"):
        joined(county, done, other)
    with refused("cases.parent_joined"):
        joined(county, child, other)
    with refused("cases.joined_to_itself"):
        joined(county, other, other)
    with refused("cases.no_such_case"):
        joined(county, new_id(), other)
    with refused("cases.other_matter"):
        joined(county, open_, caller(3, matter="housing.leak"))
    with refused("loops.not_now"):
        joined(county, open_, done)
    with refused("loops.not_entitled"):
        join(case_ids=[other], parent_id=open_, by=county.actor("town-handler"), at=hours(2))
    with refused("loops.reason_missing"):
        separate(case_id=child, reason="", by=dispatcher, at=hours(3))
    replayed()


def test_who_went_along_with_a_case_goes_with_it(county: County) -> None:
    first, second, child, old = working(county), working(county), caller(1), caller(2)
    joined(county, second, child, old)
    joined(county, first, second)
    assert {parent_of(each) for each in (second, child, old)} == {first}
    assert parent_of(first) is None
    answer(case_id=first, text=ANSWER, finding=Finding.SOLVED, by=county.actor("town-handler"), at=hours(5))
    assert {state(each) for each in (first, second, child, old)} == {"answered"}
    replayed()


def test_what_has_no_matter_takes_the_parents(county: County) -> None:
    parent, child = working(county), caller(1, matter="")
    joined(county, parent, child)
    row = loop_row(child)
    assert row
    assert row.matter == "city.waste.street"
    nothing, also_nothing = caller(2, matter=""), caller(3, matter="")
    with refused("cases.matter_missing"):
        joined(county, nothing, also_nothing)
    replayed()


def test_separating_puts_it_back_to_the_desk_with_a_reason(county: County) -> None:
    parent, child = working(county), caller(1)
    joined(county, parent, child)
    key = new_id()
    for _ in range(2):
        separate(
            case_id=child,
            reason="地下室另有一根管子。",
            by=county.actor("dispatcher"),
            at=hours(3),
            once=key,
        )
    assert (state(child), parent_of(child)) == ("registered", None)
    assert "地下室" not in str(told(child))  # between offices
    assert "by itself again" in str(told(child))
    left = [fact for fact in story_of(child) if fact.kind == "cases.left"]
    assert [(fact.texts or {})["reason"] for fact in left] == ["地下室另有一根管子。"]
    replayed()


@pytest.mark.parametrize("end", ["withdraw", "refuse", "transfer", "conclude"])
def test_nothing_ends_because_another_case_ended(county: County, end: str) -> None:
    parent = working(county) if end in ("withdraw", "conclude") else filed().loop_id
    one, two = caller(1), caller(2)
    joined(county, parent, one, two)
    if end == "withdraw":
        withdraw(case_id=parent, why="算了。", by=RESIDENT, at=hours(3))
    elif end == "conclude":
        handle(case_id=parent, event="ask_up", reason="权责。", by=county.actor("town-handler"), at=hours(3))
        assert state(one) == "joined"
        handle(case_id=parent, event="conclude", reason="依法。", by=county.actor("arbiter"), at=hours(4))
    else:
        decline(
            case_id=parent,
            event=end,
            reason_code=DeclineReason.OTHER_PROCEDURE,
            destination=Destination.COURT,
            reason="在诉讼中。",
            where_to_go="法院",
            by=county.actor("dispatcher"),
            at=hours(3),
        )
    for each in (one, two):
        assert (state(each), parent_of(each)) == ("registered", None)
        assert [fact.data["why"] for fact in story_of(each) if fact.kind == "cases.left"] == [end]
    replayed()


def test_withdrawing_ones_own_touches_nobody_else(county: County) -> None:
    parent, one, two = working(county), caller(1), caller(2)
    joined(county, parent, one, two)
    withdraw(case_id=one, why="不用了。", by=RESIDENT, at=hours(3))
    assert state(one) == "withdrawal_check"
    answer(case_id=parent, text=ANSWER, finding=Finding.SOLVED, by=county.actor("town-handler"), at=hours(5))
    assert (state(one), state(two)) == ("withdrawal_check", "answered")
    assert ANSWER not in str(told(one))
    replayed()


def test_opening_one_again_touches_nobody_else(county: County) -> None:
    parent, one, two = working(county), caller(1), caller(2)
    joined(county, parent, one, two)
    answer(case_id=parent, text=ANSWER, finding=Finding.SOLVED, by=county.actor("town-handler"), at=hours(5))
    for each in (parent, one, two):
        judge(case_id=each, solved=True, satisfied=None, by=RESIDENT, at=days(1), drawn=999)
    reopen(case_id=one, why="又没水了。", by=RESIDENT, at=days(2))
    assert (state(one), parent_of(one)) == ("working", None)
    reopen(case_id=parent, why="又没水了。", by=RESIDENT, at=days(2))
    assert (state(parent), state(two)) == ("working", "closed")
    assert parent_of(two) == parent  # it was answered with it, and that stays
    joined(county, parent, one, at=days(3))
    assert state(one) == "joined"
    replayed()


def test_residents_read_what_is_theirs_and_what_the_office_does(county: County) -> None:
    parent = dispatched(county)
    child = caller(1, at=hours(0.6))
    joined(county, parent, child, at=hours(0.8))
    handler = county.actor("town-handler")
    handle(case_id=parent, event="sign", by=handler, at=hours(1))
    ask(case_id=parent, question="是哪一户的阀门？", by=handler, at=hours(2))
    handle(case_id=parent, event="extend", reason="等配件，厂家周五到。", by=handler, at=days(1))
    mine, theirs = str(told(child)), str(told(parent))
    assert "第1户" not in theirs
    assert "1 more times" in theirs
    assert "垃圾桶" not in mine
    assert "Bridgehead" in mine or "桥头镇政府" in mine
    for words in ("took the problem on", "asked one of those", "needs longer"):
        assert words in mine
    for private in ("阀门", "配件"):
        assert private not in mine
        assert private not in str(resident_story(child))
    number = loop_row(parent)
    assert number
    assert number.number not in mine


def test_whoever_goes_along_hears_of_parking_and_of_a_whistle(county: County) -> None:
    parent, child = working(county), caller(1)
    joined(county, parent, child)
    handler, head = county.actor("town-handler"), county.actor("town-head")
    tasks = [Task(county.unit("water"), "请关阀。")]
    ground = WhistleGround.EMERGENCY
    whistle(case_id=parent, ground=ground, text="现场联合处理。", tasks=tasks, by=head, at=hours(3))
    with refused("cases.others_help"):  # the departments' part must not get lost
        joined(county, working(county), parent, at=hours(4))
    finish_part(case_id=parent, text="已关阀。", by=county.actor("water-handler"), at=hours(5))
    conclude_whistle(case_id=parent, text="先关阀，换管另排。", by=head, at=hours(6))
    park(
        case_id=parent,
        reason_code=ParkReason.PLAN,
        words="街面改造明年三月开工。",
        solvable="改造开工。",
        review_on=days(20).date(),
        by=handler,
        at=days(1),
    )
    mine = str(told(child))
    assert "Other departments were called" in mine
    assert "a project that is planned will cover it" in mine
    assert "It looks at it again by" in mine
    for private in ("请关阀", "换管另排", "明年三月"):
        assert private not in mine
    assert state(child) == "joined"
    replayed()


def test_the_photos_of_the_answer_are_for_all_and_no_others(county: County) -> None:
    own, after = clean_photo(picture(size=(40, 30))), clean_photo(picture(size=(60, 30)))
    parent, child = filed(photos=[own]).loop_id, caller(1)
    by, town = county.actor("dispatcher"), county.unit("town")
    dispatch(case_id=parent, event="dispatch", unit_id=town, by=by, at=hours(0.5))
    handle(case_id=parent, event="sign", by=county.actor("town-handler"), at=hours(1))
    joined(county, parent, child)
    (theirs,) = photos_of(parent)
    answer(
        case_id=parent,
        text=ANSWER,
        finding=Finding.SOLVED,
        photos=[after],
        by=county.actor("town-handler"),
        at=hours(5),
    )
    (shared,) = photos_of(parent, CameWith.ANSWER)
    assert photos_of(child, CameWith.ANSWER) == (shared,)
    assert photos_of(child, CameWith.FILING, CameWith.ADDED) == ()
    assert resident_photo(child, shared) == after
    assert resident_photo(child, theirs) is None
    assert str(shared) in str(resident_story(child))
    assert str(theirs) not in str(resident_story(child))
    stranger = caller(2)
    assert resident_photo(stranger, shared) is None
