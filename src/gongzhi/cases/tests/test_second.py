"""A second opinion from an endpoint: beside the proposal, never in its place, and nobody's turn waits for it.

The other machine is a SIMULATOR without a model, over real HTTP.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from tests.small_county import START, County

from gongzhi.algorithms.facts import Outcome, Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.actions.second import SecondOpinions
from gongzhi.cases.public import accept, propose_about, set_confidential
from gongzhi.cases.tests.steps import filed, hours, state
from gongzhi.diagnosis.endpoint.prompt import digest_of
from gongzhi.diagnosis.endpoint.running import ENTRY
from gongzhi.diagnosis.endpoint.simulator import Behaviour, Simulator
from gongzhi.diagnosis.public import SecondView, check_proposals, proposal_of
from gongzhi.diagnosis.tests.readers import PURPOSES, in_force, offered, reads, warns
from gongzhi.diagnosis.tests.test_endpoint import running
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db
_TEXT = "路口的垃圾没人收，旁边水管爆裂了，水流了一地。"


@pytest.fixture(autouse=True)
def simulator(county: County, settings: Any) -> Iterator[Simulator]:
    readers = {"triage.model": reads, "triage.words": reads, "safety.words": warns}
    with running(Behaviour.GOOD) as found, offered(readers):
        settings.GONGZHI_ENDPOINT_URL, settings.GONGZHI_ENDPOINT_MODEL = found.url, "simulator"
        settings.GONGZHI_ENDPOINT_TIMEOUT = 5.0
        yield found


def endpoint_in_force() -> None:
    put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=PURPOSES)


def came_in(county: County) -> UUID:
    case_id = filed("", text=_TEXT).loop_id
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(0.1))
    return case_id


def asked(seconds: SecondOpinions, hour: float = 0.2) -> None:
    """Ask, wait, and take in what came back."""
    seconds.turn(at=hours(hour))
    seconds.wait(20)
    seconds.turn(at=hours(hour))
    assert seconds.under_way == 0


def second_of(case_id: UUID) -> SecondView | None:
    found = proposal_of(case_id)
    assert found is not None
    return found.second


def uses() -> list[AlgorithmUse]:
    return list(AlgorithmUse.objects.filter(version__algorithm__code=ENTRY))


def test_it_stands_beside_the_proposal_and_what_a_person_decides_is_told_to_it(county: County) -> None:
    in_force(at=START)
    endpoint_in_force()
    case_id = came_in(county)
    before = proposal_of(case_id)
    asked(SecondOpinions())
    after, second = proposal_of(case_id), second_of(case_id)
    assert before is not None
    assert after is not None
    assert second is not None
    assert (after.entry, after.matter, after.why_not) == (before.entry, before.matter, before.why_not)
    assert (second.entry, second.version) == (ENTRY, digest_of("simulator"))
    assert second.best.matter.startswith(("water", "city"))
    assert state(case_id) == "registered"
    assert "diagnosis.second_proposed" in {fact.kind for fact in facts_about([case_id])}
    accept(
        case_id=case_id,
        event="dispatch",
        matter="city.waste.street",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=hours(0.3),
    )
    (use,) = uses()
    assert (use.outcome, use.agreed) == (Outcome.SHOWN, second.best.matter == "city.waste.street")
    assert not [*check_proposals()]


def test_it_is_asked_once_and_where_nothing_else_runs_as_well(county: County, simulator: Simulator) -> None:
    endpoint_in_force()
    case_id, seconds = came_in(county), SecondOpinions()
    asked(seconds)
    asked(seconds, 0.3)
    asked(SecondOpinions(), 0.4)
    assert len(simulator.asked) == len(uses()) == 1
    assert second_of(case_id) is not None
    assert not [*check_proposals()]


def test_two_workers_keep_one_answer(county: County) -> None:
    endpoint_in_force()
    case_id, one, other = came_in(county), SecondOpinions(), SecondOpinions()
    for each in (one, other):
        assert each.turn(at=hours(0.2))
    for each in (one, other):
        each.wait(20)
        each.turn(at=hours(0.2))
    assert len(uses()) == 1
    assert second_of(case_id) is not None


def test_no_turn_waits_for_a_slow_one_and_its_silence_is_a_failure(
    county: County, simulator: Simulator, settings: Any
) -> None:
    simulator.behaviour, settings.GONGZHI_ENDPOINT_TIMEOUT = Behaviour.SLOW, 1.5
    endpoint_in_force()
    case_ids, seconds = [came_in(county) for _ in range(4)], SecondOpinions()
    began = time.perf_counter()
    seconds.turn(at=hours(0.2))
    seconds.turn(at=hours(0.2))
    if time.perf_counter() - began < 1:  # else the machine was too busy to say
        assert seconds.under_way == 2  # and no more at once
    seconds.wait(20)
    seconds.turn(at=hours(0.2))
    assert [use.outcome for use in uses()] == [Outcome.FAILED] * 2
    assert not any(second_of(each) for each in case_ids)
    seconds.wait(20)


def test_a_confidential_case_never_leaves(county: County, simulator: Simulator) -> None:
    in_force(at=START)
    endpoint_in_force()
    case_id = filed("", text=_TEXT).loop_id
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=hours(0.05))
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(0.1))
    later = came_in(county)
    set_confidential(case_id=later, confidential=True, by=RESIDENT, at=hours(0.15))
    asked(SecondOpinions())
    assert not simulator.asked
    assert not uses()


def test_what_became_confidential_meanwhile_is_not_kept(county: County) -> None:
    endpoint_in_force()
    case_id, seconds = came_in(county), SecondOpinions()
    seconds.turn(at=hours(0.2))
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=hours(0.21))
    seconds.wait(20)
    seconds.turn(at=hours(0.22))
    assert second_of(case_id) is None
    assert len(uses()) == 1, "it was asked, and that is on record"


def test_nothing_is_asked_of_what_is_decided_or_old(county: County, simulator: Simulator) -> None:
    in_force(at=START)
    endpoint_in_force()
    old, decided = came_in(county), came_in(county)
    accept(
        case_id=decided,
        event="dispatch",
        matter="city.waste.street",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=hours(0.15),
    )
    seconds = SecondOpinions()
    assert seconds.turn(at=hours(0.1) + timedelta(minutes=61)) == 0
    assert not simulator.asked
    asked(seconds)
    assert second_of(decided) is None
    assert second_of(old) is not None


def test_switched_off_while_it_was_asked_nothing_is_kept(county: County) -> None:
    endpoint_in_force()
    case_id, seconds = came_in(county), SecondOpinions()
    seconds.turn(at=hours(0.2))
    seconds.wait(20)
    switch_off(code=ENTRY, reason="先停。", by=who("gate-owner", at=START), at=hours(0.2))
    seconds.turn(at=hours(0.21))
    assert second_of(case_id) is None
    assert not uses()


def test_without_an_endpoint_nothing_is_read(
    county: County, settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.GONGZHI_ENDPOINT_URL = ""
    with django_assert_num_queries(0):
        assert SecondOpinions().turn(at=hours(0.2)) == 0
