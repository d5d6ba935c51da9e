"""What was decided about a result does not outlive it."""

import pytest
from tests.small_county import County

from gongzhi.cases.facts import EffectState, ExclusionState
from gongzhi.cases.models import Case, EffectCheck, Exclusion
from gongzhi.cases.public import (
    check_fair_replay,
    check_replay,
    object_to_exclusion,
    open_effect_checks,
    record_effect,
    reopen,
)
from gongzhi.cases.scores import proposal_refusal, shares
from gongzhi.cases.tests.fair_steps import solved
from gongzhi.cases.tests.steps import days, state
from gongzhi.cases.tests.test_scores import decide, proposed
from gongzhi.loops.models import Obligation
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how_far", ["proposed", "in force", "objected"])
def test_a_reopening_lets_what_was_left_out_lapse(county: County, how_far: str) -> None:
    case_id = proposed(county)
    if how_far != "proposed":
        decide(case_id, county, "arbiter")
        decide(case_id, county, "leader")
    if how_far == "objected":
        object_to_exclusion(case_id=case_id, text="我说的是实情。", by=RESIDENT, at=days(4))
    reopen(case_id=case_id, why="又来了。", by=RESIDENT, at=days(5))
    row = Exclusion.objects.select_related("loop").get(loop=case_id)
    assert row.state == ExclusionState.LAPSED
    assert not Obligation.objects.filter(loop=case_id, what="exclusion", settled_at=None).exists()
    assert shares("999901000000", at=days(6), days=30) == []
    assert not [*check_replay(), *check_fair_replay()]


def test_the_next_result_may_be_proposed_once_it_was_judged(county: County) -> None:
    case_id = proposed(county)
    reopen(case_id=case_id, why="又来了。", by=RESIDENT, at=days(5))
    case = Case.objects.select_related("loop").get(loop=case_id)
    refusal = proposal_refusal(case, county.actor("town-handler"))
    assert refusal is not None
    assert refusal.code == "cases.not_judged_yet"
    case.solved = True
    assert proposal_refusal(case, county.actor("town-handler")) is None


def test_a_look_that_came_too_late_says_what_was_seen(county: County) -> None:
    case_id = solved(county, later=0)
    open_effect_checks(by=SYSTEM, at=days(32))
    record_effect(case_id=case_id, lasts=False, note="又堆满了。", by=county.actor("verifier"), at=days(90))
    assert EffectCheck.objects.get(loop=case_id).state == EffectState.BROKEN
    assert state(case_id) == "closed"  # sixty days are over
    assert not Obligation.objects.filter(loop=case_id, settled_at=None).exists()
    assert not [*check_replay(), *check_fair_replay()]
