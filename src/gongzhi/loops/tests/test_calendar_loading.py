"""A year's notice is loaded: deadlines that had to guess it move, with the old and the new value on record."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import BEIJING_TIME, County

from gongzhi.cases.public import ask, dispatch, handle, reply
from gongzhi.cases.tests.steps import filed
from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.loops.public import Words, call_in, check_replay, load_calendar, move, recompute_deadlines
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db

YEAR_END = datetime(2026, 12, 21, 9, 0, tzinfo=BEIJING_TIME)  # a Monday
NOTICE = """year,status,source,date,working,name
2027,official,假日通知,2027-01-01,no,元旦
2027,official,假日通知,2027-01-04,no,元旦
2027,official,假日通知,2027-01-05,no,元旦
2027,official,假日通知,2027-01-09,yes,元旦
"""


def later(days: float) -> datetime:
    return YEAR_END + timedelta(days=days)


def at_work(county: County) -> UUID:
    """A matter of 15 working days: counted by the provisional 2027 they end on Tuesday 12 January."""
    case_id = filed(matter="housing.leak", at=YEAR_END).loop_id
    housing = county.unit("housing")
    dispatch(
        case_id=case_id, event="dispatch", unit_id=housing, by=county.actor("dispatcher"), at=later(0.01)
    )
    handle(case_id=case_id, event="sign", by=county.actor("housing-handler"), at=later(0.02))
    return case_id


def own(case_id: UUID) -> Deadline:
    return Deadline.objects.get(
        obligation__loop=case_id, what="working", cancelled_at=None, obligation__party="lead"
    )


def notice_comes(at: datetime) -> int:
    assert load_calendar(text=NOTICE, by=SYSTEM, at=at)
    return recompute_deadlines(since=date(2026, 12, 31), because="2027", at=at)


def test_a_provisional_deadline_moves_with_the_notice_and_both_values_stay(county: County) -> None:
    case_id = at_work(county)
    before, first_due = own(case_id), Loop.objects.get(id=case_id).first_due_at
    assert before.provisional
    assert before.due_at == datetime(2027, 1, 12, 17, 30, tzinfo=BEIJING_TIME)

    assert notice_comes(later(2)) == 1

    after, loop = own(case_id), Loop.objects.get(id=case_id)
    # Two days off more, one Saturday worked.
    assert after.due_at == datetime(2027, 1, 13, 17, 30, tzinfo=BEIJING_TIME)
    assert not after.provisional
    assert loop.due_at == after.due_at == Obligation.objects.get(loop=case_id, settled_at=None).due_at
    assert loop.first_due_at == first_due, "the first deadline stays on record"
    (fact,) = [each for each in story_of(case_id) if each.kind == "loops.deadlines_recomputed"]
    assert from_text(fact.data["old"][str(after.id)]) == before.due_at
    new = {each["id"]: each["due_at"] for each in fact.data["changes"]["moved"]}
    assert from_text(new[str(after.id)]) == after.due_at
    assert list(check_replay()) == []


def test_the_same_notice_again_changes_nothing(county: County) -> None:
    at_work(county)
    notice_comes(later(2))
    assert load_calendar(text=NOTICE, by=SYSTEM, at=later(3)) is False
    assert recompute_deadlines(since=date(2026, 12, 31), because="2027", at=later(3)) == 0


def test_what_is_settled_before_the_year_stays(county: County) -> None:
    case_id = filed(at=YEAR_END).loop_id  # at the dispatch desk: two working hours, long before the new year
    due = Loop.objects.get(id=case_id).due_at
    assert notice_comes(later(0.05)) == 0
    assert Loop.objects.get(id=case_id).due_at == due


def test_a_clock_that_stands_still_goes_on_standing(county: County) -> None:
    case_id, handler = at_work(county), county.actor("housing-handler")
    ask(case_id=case_id, question="哪一间？", by=handler, at=later(1))
    assert notice_comes(later(2)) == 1
    assert own(case_id).next_at is None
    assert list(check_replay()) == []
    reply(case_id=case_id, text="西侧卧室。", by=RESIDENT, at=later(3))
    resumed = own(case_id)
    assert resumed.next_at == resumed.amber_at
    assert resumed.due_at > datetime(2027, 1, 13, 17, 30, tzinfo=BEIJING_TIME)
    assert list(check_replay()) == []


def test_an_extension_during_a_pause_does_not_start_the_clock(county: County) -> None:
    case_id, handler = at_work(county), county.actor("housing-handler")
    ask(case_id=case_id, question="哪一间？", by=handler, at=later(1))
    handle(case_id=case_id, event="extend", reason="等材料。", by=handler, at=later(2))
    assert own(case_id).next_at is None
    assert list(check_replay()) == []


def test_a_pause_of_the_lead_does_not_lengthen_a_helpers_part(county: County) -> None:
    case_id, handler = at_work(county), county.actor("housing-handler")
    with transaction.atomic():
        call_in(loop_id=case_id, unit_id=county.unit("water"), text="", by=handler, at=later(1))
    part = Obligation.objects.get(loop=case_id, party="co")
    ask(case_id=case_id, question="哪一间？", by=handler, at=later(1))
    reply(case_id=case_id, text="西侧卧室。", by=RESIDENT, at=later(3))
    notice_comes(later(3))
    assert Obligation.objects.get(id=part.id).due_at == part.due_at
    assert list(check_replay()) == []


def test_a_review_date_somebody_named_stays(county: County) -> None:
    case_id, handler = at_work(county), county.actor("housing-handler")
    review = datetime(2027, 2, 1, 9, 0, tzinfo=BEIJING_TIME)
    with transaction.atomic():
        move(
            loop_id=case_id,
            event="park",
            by=handler,
            at=later(1),
            words=Words(reason="等汛期过后。"),
            review_at=review,
        )
    notice_comes(later(2))
    assert Loop.objects.get(id=case_id).due_at == review
    assert list(check_replay()) == []


def test_a_stranger_loads_no_calendar(county: County) -> None:
    with pytest.raises(Refused, match=r"loops\.not_entitled"):
        load_calendar(text=NOTICE, by=county.actor("town-handler"), at=later(0))
