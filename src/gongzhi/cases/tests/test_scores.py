"""A result is left out of scores by two people, and nobody decides on an objection to the own decision."""

from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.cases.facts import ExclusionGround, ExclusionState
from gongzhi.cases.models import Case, Exclusion
from gongzhi.cases.public import (
    check_fair_replay,
    check_replay,
    decide_exclusion,
    decide_exclusion_objection,
    dispatch,
    handle,
    object_to_exclusion,
    propose_exclusion,
    reopen,
)
from gongzhi.cases.tests.fair_steps import solved
from gongzhi.cases.tests.steps import answered, days, hours, refused, state, working
from gongzhi.loops.models import Obligation
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def replayed():
    """Whatever a test did, the tables say what the facts say."""
    yield
    assert not [*check_replay(), *check_fair_replay()]


# Scores


def proposed(county: County) -> UUID:
    case_id = solved(county)
    propose_exclusion(
        case_id=case_id,
        ground=ExclusionGround.NOTHING_NEW,
        evidence="同一地址三次反映，均已答复。",
        by=county.actor("town-handler"),
        at=days(2),
    )
    return case_id


def decide(case_id: UUID, county: County, login: str, *, agreed: bool = True) -> str:
    return decide_exclusion(
        case_id=case_id, agreed=agreed, reason="核对了三次记录。", by=county.actor(login), at=days(3)
    )


def test_two_different_people_one_level_up_leave_a_result_out_of_scores(county: County) -> None:
    case_id = proposed(county)
    assert Obligation.objects.get(loop=case_id, settled_at=None).what == "exclusion"
    assert decide(case_id, county, "arbiter") == ExclusionState.PROPOSED
    with refused("cases.decided_it_yourself"):
        decide(case_id, county, "arbiter")
    assert decide(case_id, county, "leader") == ExclusionState.IN_FORCE
    assert not Obligation.objects.filter(loop=case_id, settled_at=None).exists()
    case = Case.objects.select_related("loop").get(loop=case_id)
    assert (case.solved, case.finding, case.loop.end_kind) == (
        True,
        "SOLVED",
        "fulfilled",
    )  # statistics stand


def test_one_no_is_enough(county: County) -> None:
    case_id = proposed(county)
    decide(case_id, county, "arbiter")
    assert decide(case_id, county, "leader", agreed=False) == ExclusionState.DENIED
    with refused("cases.exclusion_asked_before"):
        propose_exclusion(
            case_id=case_id,
            ground=ExclusionGround.ABUSIVE,
            evidence="再提一次。",
            by=county.actor("town-head"),
            at=days(4),
        )


@pytest.mark.parametrize("login", ["water-handler", "township-head", "dispatcher", "arbiter", "caller"])
def test_only_who_answered_proposes(county: County, login: str) -> None:
    case_id = solved(county)
    with pytest.raises(Exception, match=r"^(cases.not_yours|loops.not_entitled)$"):
        propose_exclusion(
            case_id=case_id,
            ground=ExclusionGround.ABUSIVE,
            evidence="恶意。",
            by=county.actor(login),
            at=days(2),
        )


@pytest.mark.parametrize(
    "login", ["town-head", "town-handler", "dispatcher", "verifier", "supervisor", "admin"]
)
def test_only_two_of_the_arbiters_unit_decide(county: County, login: str) -> None:
    case_id = proposed(county)
    with pytest.raises(Exception, match=r"^loops.not_entitled$"):
        decide(case_id, county, login)


def test_nothing_is_left_out_before_it_was_judged(county: County) -> None:
    with refused("cases.not_judged_yet"):
        propose_exclusion(
            case_id=answered(county),
            ground=ExclusionGround.UNLAWFUL,
            evidence="违法。",
            by=county.actor("town-handler"),
            at=days(1),
        )


def test_the_resident_objects_and_a_third_person_decides(county: County) -> None:
    case_id = proposed(county)
    with refused("loops.not_now"):
        object_to_exclusion(case_id=case_id, text="不是一回事。", by=RESIDENT, at=days(3))
    decide(case_id, county, "arbiter")
    decide(case_id, county, "leader")
    with refused("cases.objection_over"):
        object_to_exclusion(case_id=case_id, text="不是一回事。", by=RESIDENT, at=days(30))
    with refused("loops.not_entitled"):
        object_to_exclusion(case_id=case_id, text="替他说。", by=county.actor("caller"), at=days(4))
    object_to_exclusion(case_id=case_id, text="这次是新的垃圾点。", by=RESIDENT, at=days(4))
    with refused("cases.objected_already"):
        object_to_exclusion(case_id=case_id, text="再说一次。", by=RESIDENT, at=days(4))
    assert Obligation.objects.get(loop=case_id, settled_at=None).what == "exclusion"
    for login in ("arbiter", "leader"):
        with refused("cases.decided_it_yourself"):
            decide_exclusion_objection(
                case_id=case_id, upheld=True, reason="属实。", by=county.actor(login), at=days(5)
            )
    decide_exclusion_objection(
        case_id=case_id, upheld=True, reason="属实。", by=county.actor("other-arbiter"), at=days(5)
    )
    row = Exclusion.objects.get(loop=case_id)
    assert (row.state, row.objection_upheld) == ("DENIED", True)


# Objections to a decision


def objected(county: County, login: str) -> UUID:
    case_id = working(county)
    by = county.actor("town-handler")
    handle(case_id=case_id, event="ask_up", reason="权责不清。", by=by, at=hours(3))
    handle(case_id=case_id, event="conclude", reason="已按标准。", by=county.actor(login), at=hours(4))
    reopen(case_id=case_id, why="不服。", by=RESIDENT, at=days(1))
    assert state(case_id) == "arbitration"
    return case_id


def test_nobody_decides_on_an_objection_to_the_own_decision(county: County) -> None:
    case_id, town = objected(county, "arbiter"), county.unit("town")
    own, other = county.actor("arbiter"), county.actor("other-arbiter")
    with refused("cases.decided_it_yourself"):
        handle(case_id=case_id, event="conclude", reason="维持。", by=own, at=days(2))
    with refused("cases.decided_it_yourself"):
        dispatch(case_id=case_id, event="decide", unit_id=town, reason="重办。", by=own, at=days(2))
    dispatch(case_id=case_id, event="decide", unit_id=town, reason="重办。", by=other, at=days(2))
    assert state(case_id) == "dispatched"


def test_an_arbiter_who_only_named_the_unit_may_decide_again(county: County) -> None:
    """What is decided anew is an objection only when an office's decision had ended the case."""
    case_id, by = working(county), county.actor("town-handler")
    arbiter, town = county.actor("arbiter"), county.unit("town")
    handle(case_id=case_id, event="ask_up", reason="权责不清。", by=by, at=hours(3))
    dispatch(case_id=case_id, event="decide", unit_id=town, reason="归镇里。", by=arbiter, at=hours(4))
    handle(case_id=case_id, event="sign", by=by, at=hours(5))
    handle(case_id=case_id, event="ask_up", reason="还是不清。", by=by, at=hours(6))
    handle(case_id=case_id, event="conclude", reason="按标准已到位。", by=arbiter, at=hours(7))
