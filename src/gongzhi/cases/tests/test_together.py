"""Many callers, one problem: joined, answered once, judged by each; and what is solved and comes back."""

from datetime import datetime
from uuid import UUID

import pytest
from django.utils import translation
from tests.small_county import COUNTY, County

from gongzhi.cases.codes import DeclineReason, Destination
from gongzhi.cases.facts import CameWith, Filer, Finding, ParkReason, WhistleGround
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    Person,
    Place,
    Task,
    answer,
    answer_at_once,
    approve,
    ask,
    case_for,
    check_replay,
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
    recur,
    reopen,
    resident_photo,
    resident_story,
    separate,
    whistle,
    withdraw,
)
from gongzhi.cases.similar import Alike, alike, came_back
from gongzhi.cases.story import SENTENCES
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import answered, days, dispatched, filed, hours, refused, state, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import loop_row, mentioned, tell
from gongzhi.organization.public import units
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.names import name_of

pytestmark = pytest.mark.django_db

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
