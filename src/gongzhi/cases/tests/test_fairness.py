"""What keeps a result fair: grades, longer once, parking, scores by two people, objections, second looks, signals."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from tests.small_county import BEIJING_TIME, START, County

from gongzhi.cases.actions.signals import LOOKED_AT
from gongzhi.cases.facts import (
    DeclineReason,
    Destination,
    EffectState,
    Finding,
    ParkReason,
    Satisfaction,
)
from gongzhi.cases.models import Case, EffectCheck
from gongzhi.cases.public import (
    answer,
    answer_at_once,
    approve,
    check_fair_replay,
    check_replay,
    confirm_withdrawal,
    decline,
    dispatch,
    handle,
    join,
    judge,
    open_effect_checks,
    park,
    record_effect,
    reopen,
    resident_story,
    review_came_round,
    withdraw,
)
from gongzhi.cases.tests.fair_steps import finding, kinds, solved
from gongzhi.cases.tests.steps import answered, days, filed, hours, refused, state, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Loop, Obligation
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def replayed():
    """Whatever a test did, the tables say what the facts say."""
    yield
    assert not [*check_replay(), *check_fair_replay()]


# Grades


def test_an_answer_is_graded_beside_the_residents_judgement(county: County) -> None:
    case_id, by = working(county), county.actor("town-handler")
    answer(case_id=case_id, finding=Finding.PARTLY, text="先清运了一半。", by=by, at=hours(4))
    assert finding(case_id) == "PARTLY"
    assert Case.objects.get(loop=case_id).solved is None
    judge(
        case_id=case_id, solved=True, satisfied=Satisfaction.DISSATISFIED, by=RESIDENT, at=days(1), drawn=999
    )
    case = Case.objects.get(loop=case_id)
    assert (case.finding, case.solved, case.satisfied) == ("PARTLY", True, "DISSATISFIED")
    reopen(case_id=case_id, why="又满了。", by=RESIDENT, at=days(2))
    assert finding(case_id) == ""


def test_a_disputed_answer_has_no_grade_any_more(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=False, satisfied=None, by=RESIDENT, at=days(1))
    assert state(case_id) == "working"
    assert finding(case_id) == ""


def test_not_possible_needs_its_reason(county: County) -> None:
    case_id, by = working(county), county.actor("town-handler")
    with refused("cases.why_not_missing"):
        answer(case_id=case_id, finding=Finding.NOT_POSSIBLE, text="办不了。", reason=" ", by=by, at=hours(4))
    answer(
        case_id=case_id,
        finding=Finding.NOT_POSSIBLE,
        text="办不了。",
        reason="权属不清。",
        by=by,
        at=hours(4),
    )
    assert finding(case_id) == "NOT_POSSIBLE"
    operator, other = county.actor("operator"), filed().loop_id
    with refused("cases.why_not_missing"):
        answer_at_once(case_id=other, finding=Finding.NOT_POSSIBLE, text="不行。", by=operator, at=hours(1))
    answer_at_once(case_id=other, finding=Finding.EXPLAINED, text="周三收运。", by=operator, at=hours(1))
    assert finding(other) == "EXPLAINED"


def test_a_draft_keeps_its_grade_until_the_head_sends_it(county: County) -> None:
    case_id = filed("housing.leak").loop_id
    desk, handler = county.actor("dispatcher"), county.actor("housing-handler")
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("housing"), by=desk, at=hours(0.5))
    handle(case_id=case_id, event="sign", by=handler, at=hours(1))
    answer(
        case_id=case_id,
        finding=Finding.NOT_POSSIBLE,
        text="修不了。",
        reason="违建。",
        by=handler,
        at=hours(2),
    )
    assert finding(case_id) == ""
    approve(case_id=case_id, by=county.actor("housing-head"), at=hours(3))
    assert finding(case_id) == "NOT_POSSIBLE"
    said = [fact for fact in story_of(case_id) if fact.data.get("event") == "answer"][-1]
    assert said.texts == {"text": "修不了。", "reason": "违建。"}


# Longer, once


def test_an_extension_comes_once_in_time_and_moves_the_date_by_no_more_than_the_limit(county: County) -> None:
    case_id, by = working(county), county.actor("town-handler")
    before = Loop.objects.get(id=case_id)
    assert before.due_at
    handle(case_id=case_id, event="extend", reason="等配件，周五到货。", by=by, at=hours(20))
    after = Loop.objects.get(id=case_id)
    assert after.due_at
    assert after.first_due_at == before.first_due_at
    assert before.due_at < after.due_at <= START + 2 * (before.due_at - START) + timedelta(days=3)
    with refused("loops.used_up"):
        handle(case_id=case_id, event="extend", reason="再等等。", by=by, at=hours(22))
    late = working(county)
    due = Loop.objects.get(id=late).due_at
    assert due
    with refused("loops.extension_too_late"):
        handle(case_id=late, event="extend", reason="来不及。", by=by, at=due - timedelta(hours=1))


# Parked


def parked(county: County) -> UUID:
    case_id = working(county)
    again(case_id, county, on=date(2026, 4, 1), at=hours(3))
    return case_id


def again(case_id: UUID, county: County, *, on: date, at: datetime, **more: object) -> None:
    said = {
        "words": "加装电梯要全体业主同意。",
        "solvable": "还差三户签字。",
        "by": county.actor("town-handler"),
    }
    park(case_id=case_id, reason_code=ParkReason.CONSENT, review_on=on, at=at, **{**said, **more})  # type: ignore[arg-type]


def test_what_is_parked_has_an_owner_a_reason_and_a_date_within_the_profile(county: County) -> None:
    case_id = working(county)
    with refused("cases.reason_missing"):
        again(case_id, county, on=date(2026, 4, 1), at=hours(3), words=" ")
    with refused("cases.solvable_missing"):
        again(case_id, county, on=date(2026, 4, 1), at=hours(3), solvable="")
    with refused("cases.review_past"):
        again(case_id, county, on=date(2026, 3, 1), at=hours(3))
    with refused("cases.review_too_late"):
        again(case_id, county, on=date(2026, 7, 1), at=hours(3))  # the profile says 90 days
    again(case_id, county, on=date(2026, 5, 20), at=hours(3))
    owed = Obligation.objects.get(loop=case_id, settled_at=None)
    assert (owed.what, owed.unit_id) == ("parked", county.unit("town"))
    assert timezone.localtime(owed.due_at, BEIJING_TIME).isoformat() == "2026-05-20T17:30:00+08:00"


def test_nobody_but_the_lead_parks_and_nothing_ends_by_it(county: County) -> None:
    case_id = working(county)
    for login in ("water-handler", "arbiter", "dispatcher"):
        with pytest.raises(Exception, match=r"^loops\."):
            again(case_id, county, on=date(2026, 4, 1), at=hours(3), by=county.actor(login))
    again(case_id, county, on=date(2026, 4, 1), at=hours(3))
    fire_due(at=days(200))
    assert state(case_id) == "parked"  # late is told upward; silence ends nothing
    row = loop_row(case_id)
    assert row
    assert row.supervised


def test_parked_again_is_told_each_time_and_in_the_end_the_arbiter_decides(county: County) -> None:
    case_id = parked(county)
    for turn, on in enumerate((date(2026, 5, 1), date(2026, 6, 1)), start=1):
        again(case_id, county, on=on, at=days(29 + 30 * (turn - 1)))
    assert kinds(case_id).count("cases.parked") == 3
    with refused("cases.parked_too_often"):
        again(case_id, county, on=date(2026, 7, 1), at=days(90))
    by = county.actor("town-handler")
    handle(case_id=case_id, event="take_up_again", by=by, at=days(90))
    with refused("cases.parked_too_often"):
        again(case_id, county, on=date(2026, 7, 1), at=days(90))
    handle(case_id=case_id, event="ask_up", reason="仍缺三户。", by=by, at=days(90))
    assert state(case_id) == "arbitration"


def test_whoever_goes_along_hears_that_the_day_has_come(county: County) -> None:
    child, case_id = filed().loop_id, working(county)
    join(case_ids=[child], parent_id=case_id, by=county.actor("dispatcher"), at=hours(2))
    again(case_id, county, on=date(2026, 4, 1), at=hours(3))
    review_came_round(case_id=case_id, by=SYSTEM, at=days(31))
    for each in (case_id, child):
        facts = [fact for fact in resident_story(each) if fact.kind == "cases.review_came_round"]
        assert [fact.data["unit_id"] for fact in facts] == [str(county.unit("town"))]


def test_whoever_has_the_answer_already_hears_of_no_day(county: County) -> None:
    child, case_id, by = filed().loop_id, working(county), county.actor("town-handler")
    join(case_ids=[child], parent_id=case_id, by=county.actor("dispatcher"), at=hours(2))
    answer(case_id=case_id, text="已清运。", finding=Finding.SOLVED, by=by, at=hours(3))
    judge(case_id=case_id, solved=False, satisfied=None, by=RESIDENT, at=hours(4))
    again(case_id, county, on=date(2026, 4, 1), at=hours(5))
    review_came_round(case_id=case_id, by=SYSTEM, at=days(31))
    assert "cases.review_came_round" in kinds(case_id)
    assert (state(child), "cases.review_came_round" in kinds(child)) == ("answered", False)


def test_a_request_to_park_sent_twice_parks_once(county: County) -> None:
    case_id, once = working(county), new_id()
    for _turn in range(2):
        again(case_id, county, on=date(2026, 4, 1), at=hours(3), once=once)
    assert kinds(case_id).count("cases.parked") == 1


# Where else to go


def test_a_refusal_says_where_to_go(county: County) -> None:
    case_id, dispatcher = filed().loop_id, county.actor("dispatcher")
    with refused("cases.where_to_go_missing"):
        decline(
            case_id=case_id,
            event="refuse",
            reason_code=DeclineReason.OTHER_PROCEDURE,
            destination=Destination.COURT,
            reason="已在诉讼中。",
            where_to_go="",
            by=dispatcher,
            at=hours(1),
        )
    decline(
        case_id=case_id,
        event="refuse",
        reason_code=DeclineReason.OTHER_PROCEDURE,
        destination=Destination.COURT,
        reason="已在诉讼中。",
        where_to_go="县法院诉讼服务中心 12368",
        by=dispatcher,
        at=hours(1),
    )
    row = loop_row(case_id)
    assert row
    assert row.end_kind == "refused"
    reopen(case_id=case_id, why="不是同一件事。", by=RESIDENT, at=hours(2))
    assert state(case_id) == "arbitration"


def test_a_refusal_keeps_its_ground_and_the_unit_to_go_to(county: County) -> None:
    from gongzhi.organization.public import import_files

    line = b"office,division,unit,valid_from\nPETITION,999901000000,recheck,2020-01-01\n"
    reports = import_files(files={"desks": line}, by=SYSTEM, at=START)
    assert not [report.rejected for report in reports if report.rejected]
    case_id = filed().loop_id
    decline(
        case_id=case_id,
        event="transfer",
        reason_code=DeclineReason.IN_PETITION,
        destination=Destination.PETITION,
        reason="已在信访复查期。",
        where_to_go="信访接待大厅",
        by=county.actor("dispatcher"),
        at=hours(1),
    )
    fact = next(each for each in story_of(case_id) if each.kind == "cases.declined")
    assert fact.data["reason_code"] == "IN_PETITION"
    assert fact.data["unit_id"] == str(county.unit("recheck"))


# A second look


def test_a_sample_of_what_was_solved_is_looked_at_again_after_its_time(county: County) -> None:
    case_id, verifier = solved(county, later=0), county.actor("verifier")
    assert open_effect_checks(by=SYSTEM, at=days(30)) == 0
    assert open_effect_checks(by=SYSTEM, at=days(32)) == 1
    assert open_effect_checks(by=SYSTEM, at=days(32)) == 0
    owed = Obligation.objects.get(loop=case_id, settled_at=None)
    assert (owed.what, owed.unit_id, owed.beside) == ("effect_check", county.unit("recheck"), True)
    with refused("loops.not_entitled"):
        record_effect(case_id=case_id, lasts=True, note="", by=county.actor("town-head"), at=days(33))
    record_effect(case_id=case_id, lasts=True, note="现场干净。", by=verifier, at=days(33))
    assert EffectCheck.objects.get(loop=case_id).state == EffectState.LASTS
    assert state(case_id) == "closed"


def test_broken_again_opens_the_first_case(county: County) -> None:
    case_id, verifier = solved(county, later=0), county.actor("verifier")
    open_effect_checks(by=SYSTEM, at=days(32))
    with refused("cases.reason_missing"):
        record_effect(case_id=case_id, lasts=False, note=" ", by=verifier, at=days(33))
    record_effect(case_id=case_id, lasts=False, note="又堆满了。", by=verifier, at=days(33))
    loop = Loop.objects.get(id=case_id)
    assert (loop.state, loop.counts["reopen"]) == ("working", 1)
    assert Case.objects.get(loop=case_id).solved is None


def test_a_reopening_in_between_drops_the_look(county: County) -> None:
    waiting, due = solved(county, later=0), solved(county, later=0)
    reopen(case_id=waiting, why="又来了。", by=RESIDENT, at=days(5))
    open_effect_checks(by=SYSTEM, at=days(32))
    reopen(case_id=due, why="又来了。", by=RESIDENT, at=days(33))
    assert {row.state for row in EffectCheck.objects.all()} == {EffectState.DROPPED}
    assert not Obligation.objects.filter(what="effect_check", settled_at=None).exists()
    with refused("cases.no_effect_check"):
        record_effect(case_id=due, lasts=True, note="", by=county.actor("verifier"), at=days(34))


def test_what_was_not_drawn_is_on_record_and_not_looked_at(county: County) -> None:
    case_id = solved(county, later=999)
    fact = next(each for each in story_of(case_id) if each.kind == "cases.effect_drawn")
    assert (fact.data["drawn"], fact.data["check_id"]) == (999, None)
    assert not EffectCheck.objects.exists()


# What a call says


def called(county: County, words: str, **more: object) -> UUID:
    case_id = answered(county)
    due = Loop.objects.get(id=case_id).due_at
    assert due
    fire_due(at=due + timedelta(minutes=1))
    judge(
        case_id=case_id,
        solved=True,
        satisfied=Satisfaction.SATISFIED,
        words=words,
        by=county.actor("caller"),
        at=due + timedelta(days=1),
        drawn=999,
        drawn_later=999,
        **more,  # type: ignore[arg-type]
    )
    return case_id


def test_pressure_goes_on_record_without_a_word_about_whom(county: County) -> None:
    case_id = called(county, "解决了。", pressed=True)
    fact = next(each for each in story_of(case_id) if each.kind == "cases.pressure_asked")
    assert fact.data == {"pressed": True}
    other = working(county)
    withdraw(case_id=other, why="算了。", by=RESIDENT, at=days(1))
    confirm_withdrawal(
        case_id=other, meant=False, note="不想撤。", pressed=True, by=county.actor("caller"), at=days(2)
    )
    assert "cases.pressure_asked" in kinds(other)
    assert state(other) == "working"


def test_the_same_words_about_one_unit_are_a_signal(county: County) -> None:
    assert LOOKED_AT >= 3
    first, second, third, fourth = (
        called(county, words) for words in ("非常满意！", "非常 满意", "还行", "非常满意。")
    )
    assert all("cases.answers_alike" not in kinds(each) for each in (first, second, third))
    fact = next(each for each in story_of(fourth) if each.kind == "cases.answers_alike")
    assert fact.data == {"unit_id": str(county.unit("town")), "alike": 3, "among": 4}
    assert not fact.texts
