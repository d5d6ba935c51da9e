"""What an algorithm proposes about a case, what people make of it, and what a program may do without them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import COUNTY, START, County

from gongzhi.algorithms.facts import Result, Stage, Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.public import (
    accept,
    check_replay,
    classify,
    dispatch,
    handle,
    propose_about,
)
from gongzhi.cases.tests.steps import filed, hours, refused, state
from gongzhi.diagnosis.facts import Proposed, Reading
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.public import ProposalView, check_proposals, life_waiting, proposal_of, verify_matter
from gongzhi.diagnosis.queries import measured, served_since
from gongzhi.diagnosis.rules import result_of
from gongzhi.diagnosis.tests.readers import DIGEST, PURPOSES, in_force, offered, reads, warns
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import facts_about, follow, sequence
from gongzhi.loops.models import Loop
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import SYSTEM
from gongzhi.web.reactions import react

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with offered({"triage.model": reads, "triage.words": reads, "safety.words": warns}):
        yield


def proposed(case_id: UUID, hour: float = 0.1) -> ProposalView:
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(hour))
    found = proposal_of(case_id)
    assert found is not None
    return found


def loop_of(case_id: UUID):  # type: ignore[no-untyped-def]
    row = loop_row(case_id)
    assert row is not None
    return row


def uses(code: str = "triage.model") -> list[AlgorithmUse]:
    return list(AlgorithmUse.objects.filter(version__algorithm__code=code).order_by("id"))


def all_is_as_the_facts_say() -> bool:
    return not [*check_proposals(), *check_replay(), *check_loops()]


def verified_before(number: int, wrong: int = 0, *, matter: str = "city.waste.street") -> None:
    """Lay down recent verified cases a version proposed one matter for: copies of a case that ended."""
    made = []
    for index in range(number):
        loop = Loop.objects.create(
            number=f"V{index:05d}",
            subject_kind="case",
            definition=Loop.objects.first().definition,  # type: ignore[union-attr]
            title="旧案",
            state="closed",
            division=COUNTY,
            matter=matter,
            limit_class="general",
            opened_at=START - timedelta(days=20),
            entered_at=START - timedelta(days=10),
            ended_at=START - timedelta(days=10),
            end_kind="fulfilled",
        )
        made.append(
            MatterProposal(
                loop=loop,
                made_at=START - timedelta(days=20),
                entry="triage.model",
                version=DIGEST,
                matter=matter,
                confidence=9600,
                decided=matter,
                decided_at=START - timedelta(days=19),
                decider="DESK",
                verified="housing.leak" if index < wrong else matter,
                verified_at=START - timedelta(days=10),
            )
        )
    MatterProposal.objects.bulk_create(made)


# -- proposing -----------------------------------------------------------------------------------------


def test_without_an_entry_nothing_is_proposed_and_all_goes_as_before(county: County) -> None:
    case_id = filed(matter="").loop_id
    before = len(list(facts_about([case_id])))
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(0.1))
    assert proposal_of(case_id) is None
    assert len(list(facts_about([case_id]))) == before
    desk = county.actor("dispatcher")
    classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(0.2))
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(0.3))
    assert state(case_id) == "dispatched"
    assert all_is_as_the_facts_say()


def test_a_filed_case_is_read_by_what_is_in_force(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    found = proposed(case_id)
    assert (found.entry, found.version) == ("triage.model", DIGEST)
    assert (found.matter, found.confidence) == ("city.waste.street", 0.96)
    assert found.unit_id == county.unit("town")
    assert [each.matter for each in found.levels] == ["city", "city.waste.street"]
    assert len(found.others) == 2
    assert found.why_not == ("NOT_ENTERED",)
    text = "西街口的垃圾桶满了三天没人收。晚上有老鼠。"
    assert [(text[start:end], side) for start, end, _weight, side in found.marks] == [
        ("垃圾", "FOR"),
        ("没人", "AGAINST"),
    ]
    assert state(case_id) == "registered"
    assert all_is_as_the_facts_say()
    fact = next(fact for fact in facts_about([case_id]) if fact.kind == "diagnosis.proposed")
    assert "垃圾" not in str(fact.data)
    assert not fact.texts


def test_it_is_proposed_once(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    proposed(case_id)
    proposed(case_id, 0.2)
    assert len(uses()) == 1


def test_the_worker_proposes_what_was_filed(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    sequence()
    while follow("reactions", react):
        sequence()
    assert proposal_of(case_id) is not None


def test_plain_rules_stand_in_where_no_model_is_in_force(county: County) -> None:
    in_force(at=START, model=None, words=True, safety=False)
    found = proposed(filed(matter="").loop_id)
    assert (found.entry, found.matter) == ("triage.words", "city.waste.street")


def test_a_shadow_is_run_and_judged_and_not_shown(county: County) -> None:
    in_force(at=START, model=None, words=True)
    put_in_force("triage.model", Tier.SUGGESTS, DIGEST, at=START, purposes=PURPOSES, until=Stage.SHADOW)
    case_id = filed(matter="").loop_id
    assert proposed(case_id).entry == "triage.words"
    (behind,) = uses()
    assert (behind.outcome, behind.value) == ("SHADOW", "city.waste.street")
    desk = county.actor("dispatcher")
    accept(
        case_id=case_id,
        event="dispatch",
        matter="water.burst",
        unit_id=county.unit("water"),
        by=desk,
        at=hours(1),
    )
    assert [use.agreed for use in (*uses(), *uses("triage.words"))] == [False, False]


def test_who_filed_it_may_have_named_another_matter(county: County) -> None:
    in_force(at=START)
    found = proposed(filed(matter="water.burst").loop_id)
    assert "SET_ALREADY" in found.why_not


def test_what_may_cost_a_life_waits_for_a_person_on_top(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="", text="学校门口的井盖没了，孩子差点掉下去。").loop_id
    found = proposed(case_id)
    assert found.life
    assert "LIFE_SAFETY" in found.why_not
    assert life_waiting(["registered"]) == [case_id]
    accept(
        case_id=case_id,
        event="dispatch",
        matter="safety.cover",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=hours(0.2),
    )
    assert life_waiting(["registered"]) == []
    assert [use.agreed for use in uses("safety.words")] == [True]


def test_needs_are_heard_and_kept_out_of_the_facts(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="", text="垃圾没人收，我听不见，请用手语。").loop_id
    assert proposed(case_id).needs == ("HEARING",)
    assert not any("HEARING" in str(fact.data) for fact in facts_about([case_id]))


def test_of_personal_data_kinds_and_numbers_are_kept(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="", text="垃圾没人收，请打13800138000或13900139000。").loop_id
    assert proposed(case_id).data == {"MOBILE": 2}
    assert not any("13800138000" in str(fact.data) for fact in facts_about([case_id]))


def test_a_question_is_pointed_to_its_article(county: County) -> None:
    article = new_id()

    def points(message: object, *, version: str) -> Result:
        return Result(str(article))

    in_force(at=START)
    put_in_force("answers.words", Tier.RULES, at=START, purposes=PURPOSES)
    with offered({"answers.words": points}):
        case_id = filed(matter="", text="请问垃圾几点收？").loop_id
        assert proposed(case_id).article == article
    dispatch_by_hand(county, case_id)
    assert [use.agreed for use in uses("answers.words")] == [None]  # nobody decided about it
    assert all_is_as_the_facts_say()


def test_a_failing_algorithm_is_no_obstacle(county: County) -> None:
    def breaks(message: object, *, version: str) -> None:
        raise RuntimeError

    in_force(at=START)
    with offered({"triage.model": breaks}):
        case_id = filed(matter="").loop_id
        found = proposed(case_id)
    assert (found.matter, found.why_not) == ("", ("NOTHING_PROPOSED",))
    dispatch_by_hand(county, case_id)


def dispatch_by_hand(county: County, case_id: UUID) -> None:
    desk = county.actor("dispatcher")
    classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(1))
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(1))
    assert state(case_id) == "dispatched"


def test_switched_off_the_next_message_goes_the_manual_way(county: County) -> None:
    in_force(at=START)
    proposed(filed(matter="").loop_id)
    for code in ("triage.model", "safety.words"):
        switch_off(code=code, reason="试停", by=who("gate-board-1", at=START), at=hours(0.2))
    case_id = filed(matter="", at=hours(0.3)).loop_id
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(0.4))
    assert proposal_of(case_id) is None
    dispatch_by_hand(county, case_id)


# -- deciding ------------------------------------------------------------------------------------------


def test_accepting_is_the_normal_dispatch(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    found = proposed(case_id)
    assert found.unit_id
    once = new_id()
    for _ in range(2):
        accept(
            case_id=case_id,
            event="dispatch",
            matter=found.matter,
            unit_id=found.unit_id,
            by=county.actor("dispatcher"),
            at=hours(1),
            looked_ms=4000,
            once=once,
        )
    loop = loop_of(case_id)
    assert (loop.state, loop.matter) == ("dispatched", "city.waste.street")
    kinds = [fact.kind for fact in facts_about([case_id])]
    assert kinds.count("cases.lead_named") == 1
    (use,) = uses()
    assert (use.agreed, use.decided, use.looked_ms) == (True, "city.waste.street", 4000)
    after = proposal_of(case_id)
    assert after
    assert (after.decided, after.decider) == ("city.waste.street", "DESK")
    assert all_is_as_the_facts_say()


def test_a_proposal_carries_no_power(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    found = proposed(case_id)
    given = {"case_id": case_id, "event": "dispatch", "matter": found.matter, "at": hours(1)}
    for login in ("town-handler", "operator", "leader", "arbiter", "admin"):
        with refused("loops.not_entitled"):
            accept(unit_id=county.unit("town"), by=county.actor(login), **given)  # type: ignore[arg-type]
    with refused("organization.no_duty"):
        accept(unit_id=county.unit("housing"), by=county.actor("dispatcher"), **given)  # type: ignore[arg-type]
    assert (state(case_id), loop_of(case_id).matter) == ("registered", "")


def test_a_correction_is_told_to_the_register(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    proposed(case_id)
    desk = county.actor("dispatcher")
    classify(case_id=case_id, matter="water.burst", by=desk, at=hours(1))
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("water"), by=desk, at=hours(1))
    assert [(use.agreed, use.decided) for use in uses()] == [(False, "water.burst")]


def test_what_stands_above_the_matter_is_right_as_far_as_it_went(county: County) -> None:
    coarse = Reading((Proposed("city", 0.97), Proposed("city.waste", 0.9, level=2)))
    with offered({"triage.model": lambda given, *, version: result_of(coarse)}):
        in_force(at=START)
        case_id = filed(matter="").loop_id
        assert proposed(case_id).matter == "city.waste"
    desk = county.actor("dispatcher")
    classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(1))
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(1))
    assert [(use.agreed, use.decided) for use in uses()] == [(True, "city.waste.street")]
    with transaction.atomic(durable=True):
        verify_matter(subject=case_id, matter="city.waste.street", well=True, by=SYSTEM, at=hours(2))
    assert [case.wrong for case in served_since(START, until=hours(9))] == [False]
    found = measured("city.waste", entry="triage.model", version=DIGEST, confidence_at_least=0, since=START)
    assert (found.right, found.verified) == (0, 1), "a program would have dispatched by it"
    assert all_is_as_the_facts_say()


def test_a_return_and_the_arbiter_have_the_last_word(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    found = proposed(case_id)
    desk, town = county.actor("dispatcher"), county.actor("town-handler")
    assert found.unit_id
    accept(
        case_id=case_id,
        event="dispatch",
        matter=found.matter,
        unit_id=found.unit_id,
        by=desk,
        at=hours(1),
    )
    handle(case_id=case_id, event="return", reason="是水管的事。", by=town, at=hours(2))
    assert [use.agreed for use in uses()] == [True]
    classify(case_id=case_id, matter="water.burst", by=desk, at=hours(3))
    dispatch(case_id=case_id, event="redispatch", unit_id=county.unit("water"), by=desk, at=hours(3))
    assert [use.agreed for use in uses()] == [False]
    water = county.actor("water-handler")
    handle(case_id=case_id, event="return", reason="是街面的事。", by=water, at=hours(4))
    handle(case_id=case_id, event="deny_return", reason="是水管。", by=desk, at=hours(5))
    handle(case_id=case_id, event="sign", by=water, at=hours(5.5))
    handle(case_id=case_id, event="ask_up", reason="请裁定。", by=water, at=hours(6))
    dispatch(
        case_id=case_id,
        event="decide",
        unit_id=county.unit("water"),
        reason="水务局办。",
        by=county.actor("arbiter"),
        at=hours(7),
    )
    after = proposal_of(case_id)
    assert after
    assert (after.decided, after.decider) == ("water.burst", "ARBITER")
    assert all_is_as_the_facts_say()
