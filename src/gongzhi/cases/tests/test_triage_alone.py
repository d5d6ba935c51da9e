"""What a program may do without a person, how that is undone, and what counts as right in the end."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import COUNTY, START, County

from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.facts import Finding
from gongzhi.cases.public import (
    Place,
    answer,
    erase_contact,
    erase_words,
    handle,
    judge,
    labelled,
    propose_about,
    resident_story,
    undo,
    verify_about,
)
from gongzhi.cases.tests.steps import days, filed, hours, refused, state
from gongzhi.cases.tests.test_triage import (
    all_is_as_the_facts_say,
    dispatch_by_hand,
    loop_of,
    proposed,
    uses,
    verified_before,
)
from gongzhi.cases.verified import is_verified
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.public import proposal_of
from gongzhi.diagnosis.tests.readers import DIGEST, PURPOSES, in_force, offered, reads, warns
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with offered({"triage.model": reads, "triage.words": reads, "safety.words": warns}):
        yield


# -- by itself -----------------------------------------------------------------------------------------


def test_a_program_dispatches_where_it_was_measured_to_be_right(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="").loop_id
    verified_before(120)
    found = proposed(case_id)
    assert (found.why_not, state(case_id)) == ((), "dispatched")
    loop = loop_of(case_id)
    assert loop.matter == "city.waste.street"
    after = proposal_of(case_id)
    assert after
    assert (after.decider, after.dispatched_at is not None) == ("RULES", True)
    assert [use.agreed for use in uses()] == [None]
    fact = next(fact for fact in facts_about([case_id]) if fact.kind == "diagnosis.dispatched")
    assert (fact.data["right"], fact.data["verified"]) == (120, 120)
    assert {"diagnosis.dispatched", "diagnosis.decided"} <= {f.kind for f in resident_story(case_id)}


@pytest.mark.parametrize(
    ("verified", "wrong", "code"), [(98, 0, "FEW_VERIFIED"), (120, 2, "NOT_PRECISE"), (0, 0, "FEW_VERIFIED")]
)
def test_a_program_waits_where_it_was_not(county: County, verified: int, wrong: int, code: str) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="").loop_id
    verified_before(verified, wrong)
    assert proposed(case_id).why_not == (code,)
    assert state(case_id) == "registered"


def test_a_confidential_case_is_never_dispatched_by_a_program(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="", confidential=True).loop_id
    verified_before(120)
    assert proposed(case_id).why_not == ("CONFIDENTIAL",)


def test_a_pilot_suggests_and_does_not_act(county: County) -> None:
    in_force(at=START, model=None)
    put_in_force("triage.model", Tier.ACTS, DIGEST, at=START, purposes=PURPOSES, until=Stage.PILOT)
    verified_before_first = filed(matter="").loop_id
    verified_before(120)
    with transaction.atomic(durable=True):
        propose_about(case_id=verified_before_first, at=hours(0.1))
    found = proposal_of(verified_before_first)
    assert found
    assert found.why_not[0] in ("NOT_ENTERED", "NOTHING_PROPOSED")  # drawn for people alone, or suggested
    assert state(verified_before_first) == "registered"


def test_a_person_sends_it_elsewhere_in_one_step(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="").loop_id
    verified_before(120)
    proposed(case_id)
    desk, once = county.actor("dispatcher"), new_id()
    for _ in range(2):
        undo(case_id=case_id, matter="water.burst", by=desk, at=hours(1), once=once)
    loop = loop_of(case_id)
    assert (loop.state, loop.matter) == ("dispatched", "water.burst")
    assert [(use.agreed, use.decided) for use in uses()] == [(False, "water.burst")]
    handle(case_id=case_id, event="sign", by=county.actor("water-handler"), at=hours(2))
    with refused("loops.not_now"):
        undo(case_id=case_id, matter="city.waste.street", by=desk, at=hours(2))


def test_only_the_desk_takes_back_and_only_in_time(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="").loop_id
    verified_before(120)
    proposed(case_id)
    for login in ("town-handler", "leader", "operator"):
        with refused("loops.not_entitled"):
            undo(case_id=case_id, matter="water.burst", by=county.actor(login), at=hours(1))
    desk = county.actor("dispatcher")
    handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=hours(2))
    with refused("loops.not_now"):
        undo(case_id=case_id, matter="water.burst", by=desk, at=hours(3))


def test_what_is_sent_elsewhere_goes_to_a_unit_with_the_power(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="", text="水管又爆了。", place=Place(division=COUNTY)).loop_id
    verified_before(120, matter="water.burst")
    assert proposed(case_id).why_not == ()
    desk = county.actor("dispatcher")
    with refused("cases.no_unit"):
        undo(case_id=case_id, matter="consult", by=desk, at=hours(1))
    with refused("organization.duty_cooperates"):
        undo(case_id=case_id, matter="water.burst", unit_id=county.unit("town"), by=desk, at=hours(1))
    assert (state(case_id), loop_of(case_id).matter) == ("dispatched", "water.burst")


def test_what_the_desk_dispatched_it_takes_back_as_well(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    proposed(case_id)
    dispatch_by_hand(county, case_id)
    undo(case_id=case_id, matter="water.burst", by=county.actor("dispatcher"), at=hours(2))
    assert (state(case_id), loop_of(case_id).matter) == ("dispatched", "water.burst")
    assert [(use.agreed, use.decided) for use in uses()] == [(False, "water.burst")], "the last word counts"
    assert all_is_as_the_facts_say()


# -- verified ------------------------------------------------------------------------------------------


def closed(county: County, case_id: UUID) -> None:
    town = county.actor("town-handler")
    handle(case_id=case_id, event="sign", by=town, at=hours(2))
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=town, at=hours(5))
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=hours(6), drawn=999)
    with transaction.atomic(durable=True):
        verify_about(case_id=case_id, at=hours(6))


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"end_kind": "unconfirmed"}, True),
        ({"counts": {"answer": 1, "return": 1, "redispatch": 1}}, True),
        ({"counts": {"answer": 1, "decide": 1}}, True),
        ({"end_kind": "denied"}, False),
        ({"end_kind": "refused"}, False),
        ({"end_kind": "transferred"}, False),
        ({"end_kind": "withdrawn"}, False),
        ({"matter": ""}, False),
        ({"lead": None}, False),
        ({"counts": {"answer_at_once": 1}}, False),
        ({"counts": {"answer": 1, "deny_return": 1}}, False),
        ({"parent": new_id()}, False),
    ],
)
def test_which_cases_say_what_they_were_about(changed: dict[str, object], counts: bool) -> None:
    said = {
        "end_kind": "fulfilled",
        "matter": "water",
        "lead": new_id(),
        "counts": {"answer": 1},
        "parent": None,
    }
    assert is_verified(**said | changed) is counts  # type: ignore[arg-type]


def test_a_closed_case_says_what_it_was_about(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    proposed(case_id)
    dispatch_by_hand(county, case_id)
    closed(county, case_id)
    row = MatterProposal.objects.get(loop=case_id)
    assert row.verified == "city.waste.street"
    assert [use.turned_out for use in uses()] == [True]
    assert all_is_as_the_facts_say()


def test_learning_reads_closed_cases_without_personal_data(county: County) -> None:
    known = filed(text="垃圾没人收，请打13800138000。").loop_id
    secret = filed(text="保密的垃圾。", confidential=True).loop_id
    open_ = filed(text="还没办的垃圾。").loop_id
    for case_id in (known, secret):
        dispatch_by_hand(county, case_id)
        closed(county, case_id)
    assert state(open_) == "registered"
    (row,) = labelled(until=days(2), scope=COUNTY)
    assert row.path == ("city", "city.waste", "city.waste.street")
    assert "13800138000" not in row.text
    assert row.groups["channel"] == "PORTAL"
    assert not list(labelled(until=days(2), scope="888801000000"))
    assert not list(labelled(until=hours(1)))


def test_erasure_takes_places_and_needs_with_the_words(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="", text="垃圾没人收，请打13800138000，请用手语。").loop_id
    proposed(case_id)
    dispatch_by_hand(county, case_id)
    closed(county, case_id)
    erase_contact(case_id=case_id, because="TIME_OVER", by=SYSTEM, at=days(400))
    row = MatterProposal.objects.get(loop=case_id)
    assert (row.needs, bool(row.reasons)) == ("", True)
    erase_words(case_id=case_id, because="TIME_OVER", by=SYSTEM, at=days(1200))
    row.refresh_from_db()
    assert (row.reasons, row.urgent_reasons, row.data) == ([], [], {})
    assert all(each["marks"] == [] for each in row.others)
    assert all_is_as_the_facts_say()
