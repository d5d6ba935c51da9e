"""Staff act for a person under a mandate: it is on record who typed, and the person can object."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.small_county import COUNTY, START, County

from gongzhi.cases.actions.file_case import file_case
from gongzhi.cases.facts import SUBJECT_KIND, Channel, Filer, Satisfaction
from gongzhi.cases.public import (
    SENTENCES,
    Person,
    Place,
    add,
    check_replay,
    judge,
    object_to_help,
    resident_case,
    resident_story,
    withdraw,
)
from gongzhi.cases.tests.steps import answered, days, hours, state
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import tell
from gongzhi.people.facts import RESIDENT, DisputedVia, HelpedAct, MandateProof, MandateWish
from gongzhi.people.models import Mandate
from gongzhi.people.public import (
    acted_for,
    acting_under,
    check_mandates,
    give_mandate,
    mandates_about,
    revoke_mandate,
)

pytestmark = pytest.mark.django_db

NAMED = Person(filer=Filer.NAMED, name="王小满", phone="13800000001")


def filed_for(county: County, *, login: str = "grid-worker", person: Person = NAMED, channel=Channel.GRID):
    return file_case(
        text="楼道的灯坏了，晚上看不见台阶。",
        place=Place(division=COUNTY),
        channel=channel,
        person=person,
        by=county.actor(login),
        at=START,
    ).loop_id


def mandate(county: County, case_id, *acts: HelpedAct, login: str = "operator", at=START):
    return give_mandate(
        wish=MandateWish(MandateProof.PHONE),
        acts=acts,
        kinds=(SUBJECT_KIND,),
        subject=case_id,
        by=county.actor(login),
        at=at,
    )


@pytest.mark.parametrize(
    ("channel", "login", "proof"),
    [
        (Channel.HOTLINE, "operator", MandateProof.PHONE),
        (Channel.COUNTER, "operator", MandateProof.PRESENT),
        (Channel.PAPER, "operator", MandateProof.PAPER),
        (Channel.GRID, "grid-worker", MandateProof.PRESENT),
    ],
)
def test_who_files_for_somebody_has_a_mandate_of_the_same_moment(county, channel, login, proof) -> None:
    case_id = filed_for(county, login=login, channel=channel)
    [made] = mandates_about(case_id)
    assert made.proof is proof
    assert made.subject == case_id
    assert [(each.act, each.unit) for each in acted_for(case_id)] == [
        (HelpedAct.FILE, county.actor(login).unit_id)
    ]
    assert list(check_mandates()) == []


def test_nobody_is_helped_who_left_no_name(county: County) -> None:
    assert mandates_about(filed_for(county, person=Person())) == []


def test_a_standing_mandate_is_used_and_ends_when_it_is_taken_back(county: County) -> None:
    worker = county.actor("grid-worker")
    standing = give_mandate(
        wish=MandateWish(MandateProof.WITNESS, note="邻居李梅在场"),
        acts=(HelpedAct.FILE,),
        kinds=(SUBJECT_KIND,),
        name="王桂芳",
        phone="13900000002",
        by=worker,
        at=START,
    )
    person = Person(filer=Filer.NAMED, name="王桂芳", phone="13900000002", under=standing.id)
    case_id = filed_for(county, person=person)
    assert [each.mandate for each in acted_for(case_id)] == [standing.id]
    with pytest.raises(Refused) as refused:
        filed_for(county, login="operator", person=person, channel=Channel.HOTLINE)
    assert refused.value.refusal.code == "people.mandate_of_another"
    for somebody in (
        replace(person, phone="13900000009"),
        replace(person, phone="", helper_phone="1390000003"),
    ):
        with pytest.raises(Refused) as refused:
            filed_for(county, person=replace(somebody, filer=Filer.HELPER, helper_name="李梅"))
        assert refused.value.refusal.code == "people.mandate_of_somebody_else"
    revoke_mandate(mandate_id=standing.id, by=RESIDENT, at=hours(1))
    with pytest.raises(Refused) as refused:
        filed_for(county, person=person)
    assert refused.value.refusal.code == "people.mandate_over"
    assert list(check_mandates()) == []


def test_what_a_helper_types_is_said_to_be_typed(county: County) -> None:
    case_id = filed_for(county)
    given = mandate(county, case_id, HelpedAct.ADD)
    helper = acting_under(given.id, county.actor("operator"))
    add(case_id=case_id, text="灯在三楼。", by=helper, at=hours(1))
    said = [fact for fact in story_of(case_id) if fact.kind == "cases.added"]
    assert [fact.actor for fact in said] == [f"mandate:{given.id}"]
    lines = tell(resident_story(case_id), "resident", SENTENCES, {}, {})
    assert [line.who for line in lines if line.kind == "cases.added"] == ["您的代办人"]
    assert any("代您补充" in line.sentence for line in lines)


def test_nobody_judges_or_adds_without_a_mandate_for_it(county: County) -> None:
    case_id = answered(county)
    helper = acting_under(mandate(county, case_id, HelpedAct.ADD).id, county.actor("operator"))
    with pytest.raises(Refused) as refused:
        judge(case_id=case_id, solved=True, satisfied=None, by=helper, at=hours(8))
    assert refused.value.refusal.code == "people.mandate_not_for_this"
    assert state(case_id) == "answered"


def test_who_works_on_it_does_not_say_that_it_is_solved(county: County) -> None:
    case_id = answered(county)
    given = mandate(county, case_id, HelpedAct.JUDGE, login="grid-worker")
    helper = acting_under(given.id, county.actor("grid-worker"))  # of the town, which leads
    with pytest.raises(Refused) as refused:
        judge(case_id=case_id, solved=True, satisfied=None, by=helper, at=hours(8))
    assert refused.value.refusal.code == "people.handles_it_itself"


def judged_for(county: County):
    case_id = answered(county)
    helper = acting_under(mandate(county, case_id, HelpedAct.JUDGE).id, county.actor("operator"))
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=helper, at=hours(8), drawn=999)
    return case_id


def test_a_judgement_typed_for_somebody_is_taken_back(county: County) -> None:
    case_id = judged_for(county)
    view = resident_case(case_id)
    assert view
    assert view.judged_via == "HELPER"
    assert state(case_id) == "closed"
    [act] = acted_for(case_id)
    once = new_id()
    for _twice in range(2):
        assert object_to_help(
            case_id=case_id, acted_id=act.id, via=DisputedVia.WEB, by=RESIDENT, at=days(1), once=once
        )
    view = resident_case(case_id)
    assert view
    assert (view.solved, view.judged_via, state(case_id)) == (None, "", "working")
    [act] = acted_for(case_id)
    assert act.undone
    assert Mandate.objects.filter(subject=case_id, revoked_at=None).count() == 0, (
        "nobody goes on acting by it"
    )
    with pytest.raises(Refused) as refused:
        object_to_help(case_id=case_id, acted_id=act.id, via=DisputedVia.WEB, by=RESIDENT, at=days(1))
    assert refused.value.refusal.code == "people.disputed_already"
    assert list(check_mandates()) == []
    assert list(check_replay()) == []


def test_a_filing_nobody_wanted_goes_to_the_callback_desk(county: County) -> None:
    case_id = filed_for(county)
    [act] = acted_for(case_id)
    assert object_to_help(
        case_id=case_id, acted_id=act.id, via=DisputedVia.PHONE, by=county.actor("operator"), at=hours(2)
    )
    assert state(case_id) == "withdrawal_check"


def test_what_cannot_be_unsaid_goes_to_the_desk(county: County) -> None:
    case_id = filed_for(county)
    helper = acting_under(mandate(county, case_id, HelpedAct.ADD).id, county.actor("operator"))
    add(case_id=case_id, text="还有异味。", by=helper, at=hours(1))
    act, once = acted_for(case_id)[0], new_id()
    for _twice in range(2):
        assert not object_to_help(
            case_id=case_id, acted_id=act.id, via=DisputedVia.SMS, by=RESIDENT, at=hours(2), once=once
        )
    assert acted_for(case_id)[0].undone is False


def test_objecting_has_its_days_and_is_not_for_everybody(county: County) -> None:
    case_id = filed_for(county)
    [act] = acted_for(case_id)

    def objected(by, at):
        with pytest.raises(Refused) as refused:
            object_to_help(case_id=case_id, acted_id=act.id, via=DisputedVia.WEB, by=by, at=at)
        return refused.value.refusal.code

    assert objected(county.actor("town-handler"), hours(2)) == "people.may_not_help"
    assert objected(RESIDENT, START + timedelta(days=31)) == "people.dispute_over"


def test_a_withdrawal_typed_for_somebody_is_asked_about(county: County) -> None:
    case_id = filed_for(county)
    helper = acting_under(mandate(county, case_id, HelpedAct.WITHDRAW).id, county.actor("operator"))
    once = new_id()
    for _twice in range(2):
        withdraw(case_id=case_id, why="", by=helper, at=hours(1), once=once)
    assert state(case_id) == "withdrawal_check"
    assert [each.act for each in acted_for(case_id)] == [HelpedAct.WITHDRAW, HelpedAct.FILE]
