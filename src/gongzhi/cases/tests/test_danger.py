"""Danger to life in a report: a clock of its own for a person to look, and what follows from what is said."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import START, County

from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    check_replay,
    classify,
    correct_filing,
    dispatch,
    handle,
    look_at_danger,
    propose_after_return,
    undo,
)
from gongzhi.cases.tests.steps import filed, hours, refused
from gongzhi.cases.tests.test_triage import all_is_as_the_facts_say, loop_of, proposed
from gongzhi.diagnosis.facts import Proposed, Reading, Reason
from gongzhi.diagnosis.public import life_waiting, proposal_of
from gongzhi.diagnosis.rules import result_of
from gongzhi.diagnosis.tests.readers import in_force, offered, reads, warns
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import facts_about, follow, sequence
from gongzhi.loops.public import clocks_of, duties_of
from gongzhi.web.reactions import react

pytestmark = pytest.mark.django_db
TEXT = "学校门口的井盖没了，孩子差点掉下去。"


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with offered({"triage.model": reads, "safety.words": warns}):
        yield


def warned() -> UUID:
    in_force(at=START)
    case_id = filed(matter="", text=TEXT).loop_id
    proposed(case_id)
    return case_id


def runs() -> None:
    sequence()
    while follow("reactions", react):
        sequence()


def minutes(case_id: UUID, what: str) -> float | None:
    """Return how long after filing something is due."""
    clock = next((each for each in clocks_of([case_id], at=START)[case_id] if each.what == what), None)
    return (clock.due_at - START).total_seconds() / 60 if clock else None


def test_the_desk_owes_a_look_by_a_clock_of_its_own(county: County) -> None:
    case_id = warned()
    assert minutes(case_id, "danger_look") == 10 + 6  # the program spoke six minutes after filing
    assert clocks_of([case_id], at=START)[case_id][0].what == "danger_look", "the first that is shown"
    assert list(duties_of(case_id, "danger_look").values()) == [county.unit("centre")]
    assert loop_of(case_id).limit_class == "general"
    plain = filed(matter="").loop_id
    proposed(plain)
    assert not duties_of(plain, "danger_look")
    assert all_is_as_the_facts_say()


def test_confirmed_the_limits_of_danger_hold_whatever_the_matter(county: County) -> None:
    case_id, desk, once = warned(), county.actor("dispatcher"), new_id()
    for _ in range(2):  # the same request again
        look_at_danger(case_id=case_id, danger=True, by=desk, at=hours(0.2), once=once)
    assert loop_of(case_id).limit_class == "life_safety"
    assert not duties_of(case_id, "danger_look")
    assert minutes(case_id, "danger_dispatch") == 12 + 10
    assert duties_of(case_id, "danger_dispatch")
    assert life_waiting(["registered"]) == [case_id], "it stays on top until it is sent on"
    classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(0.3))
    assert loop_of(case_id).limit_class == "life_safety"
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(0.3))
    handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=hours(0.35))
    runs()  # only now: the unit was quicker than the worker
    assert not duties_of(case_id, "danger_dispatch")
    settled = [fact.data for fact in facts_about([case_id], only=("loops.duty_settled",))]
    assert {each["what"]: each["status"] for each in settled} == {
        "danger_look": "DONE",
        "danger_dispatch": "DONE",
    }
    kinds = [fact.kind for fact in facts_about([case_id])]
    assert kinds.count("diagnosis.danger_said") == 1
    (use,) = AlgorithmUse.objects.filter(version__algorithm__code="safety.words")
    assert (use.agreed, use.decided) == (True, "LIFE")
    assert all_is_as_the_facts_say()


def test_taken_back_it_takes_its_turn_and_the_words_were_wrong(county: County) -> None:
    case_id, desk = warned(), county.actor("dispatcher")
    look_at_danger(case_id=case_id, danger=True, by=desk, at=hours(0.2))
    look_at_danger(case_id=case_id, danger=False, by=desk, at=hours(0.3))
    assert loop_of(case_id).limit_class == "general"
    assert not duties_of(case_id, "danger_look")
    assert not duties_of(case_id, "danger_dispatch")
    assert life_waiting(["registered"]) == []
    (use,) = AlgorithmUse.objects.filter(version__algorithm__code="safety.words")
    assert (use.agreed, use.decided) == (False, "PLAIN")
    assert all_is_as_the_facts_say()


def test_who_says_it_and_when(county: County) -> None:
    case_id, desk = warned(), county.actor("dispatcher")
    for login in ("town-handler", "leader", "operator"):
        with refused("loops.not_entitled"):
            look_at_danger(case_id=case_id, danger=True, by=county.actor(login), at=hours(0.2))
    plain = filed(matter="").loop_id
    with refused("cases.no_danger"):
        look_at_danger(case_id=plain, danger=True, by=desk, at=hours(0.2))
    classify(case_id=case_id, matter="safety.cover", by=desk, at=hours(0.3))
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(0.3))
    with refused("loops.not_now"):
        look_at_danger(case_id=case_id, danger=True, by=desk, at=hours(0.4))
    runs()
    assert not duties_of(case_id, "danger_look"), "who dispatches has looked"
    assert not list(check_replay())


# After a return, and after a key pressed too soon.


def test_after_a_return_nobody_is_proposed_who_said_no(county: County) -> None:
    """The best guess belongs to who returned it: the next one that has another unit is shown, and judged as shown."""
    seen = []

    def reads_reason(message, *, version: str):  # type: ignore[no-untyped-def]
        seen.append(message.text)
        best = Proposed("city.waste.street", 0.7, (Reason("垃圾", 2.0), Reason("水管", 1.0)), 3)
        return result_of(Reading((best,), (Proposed("water.burst", 0.3, (Reason("水管", 1.0),), 2),)))

    desk, town = county.actor("dispatcher"), county.actor("town-handler")
    with offered({"triage.model": reads_reason}):
        in_force(at=START)
        case_id = filed(matter="").loop_id
        proposed(case_id)
        classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(1))
        dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(1))
        handle(case_id=case_id, event="return", reason="是水管破了。", by=town, at=hours(2))
        runs()
    assert seen[-1].endswith("\n是水管破了。")
    found = proposal_of(case_id)
    assert found is not None
    assert found.matter == "city.waste.street", "what was proposed at filing stays on record"
    assert found.again is not None
    assert found.again.best is not None
    assert (found.again.best.matter, found.again.unit_id) == ("water.burst", county.unit("water"))
    assert found.again.without == (county.unit("town"),)
    # The words stand in the unit's reason, which is not the resident's text.
    assert found.again.best.marks == ()
    fact = next(fact for fact in facts_about([case_id]) if fact.kind == "diagnosis.proposed_again")
    assert "水管" not in str(fact.data)
    classify(case_id=case_id, matter="water.burst", by=desk, at=hours(3))
    dispatch(case_id=case_id, event="redispatch", unit_id=county.unit("water"), by=desk, at=hours(3))
    uses = AlgorithmUse.objects.filter(version__algorithm__code="triage.model").order_by("id")
    assert [use.agreed for use in uses] == [False, True]
    assert all_is_as_the_facts_say()


def test_after_a_return_each_entry_is_judged_by_its_own_word(county: County) -> None:
    def says(code: str, level: int):  # type: ignore[no-untyped-def]
        return lambda message, *, version: result_of(Reading((Proposed(code, 0.9, level=level),), ()))

    desk, town = county.actor("dispatcher"), county.actor("town-handler")
    with offered({"triage.model": says("water.burst", 2), "triage.words": says("housing.leak", 2)}):
        in_force(at=START, words=True)
        case_id = filed(matter="").loop_id
        proposed(case_id)
        classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(1))
        dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(1))
        handle(case_id=case_id, event="return", reason="不归我们。", by=town, at=hours(2))
        runs()
    classify(case_id=case_id, matter="water.burst", by=desk, at=hours(3))
    dispatch(case_id=case_id, event="redispatch", unit_id=county.unit("water"), by=desk, at=hours(3))
    agreed = {
        code: AlgorithmUse.objects.filter(version__algorithm__code=code).latest("id").agreed
        for code in ("triage.model", "triage.words")
    }
    assert agreed == {"triage.model": True, "triage.words": False}


def test_words_put_right_take_the_places_of_reasons_with_them(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="", text="街口的垃圾没人收。").loop_id
    assert proposed(case_id).marks
    with transaction.atomic(durable=True):
        correct_filing(case_id=case_id, text="街口的水管漏水。", by=county.actor("dispatcher"), at=hours(1))
    found = proposal_of(case_id)
    assert found is not None
    assert (found.matter, found.marks) == ("city.waste.street", ())
    Case.objects.filter(loop=case_id).update(text="")  # erased since
    with transaction.atomic(durable=True):
        correct_filing(case_id=case_id, text="街口的水管。", by=county.actor("dispatcher"), at=hours(2))
    assert Case.objects.get(loop=case_id).text == ""
    assert [each.kind for each in facts_about([case_id])].count("cases.filing_corrected") == 1


def test_without_an_algorithm_a_return_is_as_before(county: County) -> None:
    desk, town = county.actor("dispatcher"), county.actor("town-handler")
    case_id = filed().loop_id
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=desk, at=hours(1))
    handle(case_id=case_id, event="return", reason="不归我们。", by=town, at=hours(2))
    with transaction.atomic(durable=True):
        propose_after_return(case_id=case_id, at=hours(2))
    assert proposal_of(case_id) is None


def test_what_others_decided_the_desk_does_not_take_back(county: County) -> None:
    desk = county.actor("dispatcher")
    case_id = filed().loop_id
    dispatch(
        case_id=case_id,
        event="dispatch",
        unit_id=county.unit("water"),
        by=county.actor("leader"),
        at=hours(1),
        overrule=True,
        reason="指定办理。",
    )
    with refused("cases.not_the_desks"):
        undo(case_id=case_id, matter="city.waste.street", by=desk, at=hours(1.1))
