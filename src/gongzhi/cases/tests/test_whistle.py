"""Joint work, whistle and supervision: who may, what is owed by when, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.cases.facts import Finding, WhistleGround
from gongzhi.cases.helping import helpers_of
from gongzhi.cases.public import (
    Task,
    answer,
    call_help,
    check_replay,
    check_whistles,
    finish_part,
    refuse_part,
    urge_helper,
    whistle,
)
from gongzhi.cases.tests.steps import hours, refused, working
from gongzhi.ledger.public import story_of
from gongzhi.loops import public as loops
from gongzhi.loops.models import Obligation

pytestmark = pytest.mark.django_db


def whistled(
    county: County,
    *,
    units: Sequence[str] = ("water", "housing"),
    ground: WhistleGround = WhistleGround.ENFORCEMENT,
    at: datetime = hours(2),
) -> UUID:
    """A case the town works on, with these departments called to the place."""
    case_id = working(county)
    tasks = [Task(county.unit(unit), f"请{unit}到现场处理。") for unit in units]
    head = county.actor("town-head")
    whistle(case_id=case_id, ground=ground, text="需要到现场联合处理。", tasks=tasks, by=head, at=at)
    return case_id


def differences() -> list[object]:
    return [*check_replay(), *check_whistles(), *loops.check_replay()]


def owed(case_id: UUID, unit_id: UUID) -> dict[str, datetime]:
    return {
        clock.what: clock.due_at
        for clock in loops.clocks_of([case_id], at=hours(3))[case_id]
        if Obligation.objects.filter(
            loop=case_id, unit=unit_id, settled_at=None, due_at=clock.due_at
        ).exists()
        or clock.what == "arrive"
    }


def test_a_unit_is_called_in_and_the_answer_waits_for_its_part(county: County) -> None:
    case_id = working(county)
    handler, water = county.actor("town-handler"), county.actor("water-handler")
    common = {"case_id": case_id, "by": handler, "at": hours(2)}
    call_help(unit_id=county.unit("water"), text="请查下水道是否堵塞。", **common)
    with refused("loops.co_handler_already"):
        call_help(unit_id=county.unit("water"), text="再查一次。", **common)
    with refused("loops.parts_open"):
        answer(case_id=case_id, text="已处理。", finding=Finding.SOLVED, by=handler, at=hours(3))
    urge_helper(case_id=case_id, unit_id=county.unit("water"), by=handler, at=hours(3))
    (helper,) = helpers_of(case_id)
    assert (helper.task, helper.status) == ("请查下水道是否堵塞。", "OPEN")
    finish_part(case_id=case_id, text="已疏通。", by=water, at=hours(4))
    with refused("loops.no_open_part"):
        finish_part(case_id=case_id, text="已疏通。", by=water, at=hours(4))
    answer(case_id=case_id, text="已处理。", finding=Finding.SOLVED, by=handler, at=hours(5))
    assert differences() == []


def test_the_citation_comes_from_the_duty_table_where_it_knows_the_unit(county: County) -> None:
    case_id = working(county)  # waste in the street: the water bureau has no duty in it
    by = county.actor("town-handler")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请帮忙。", by=by, at=hours(2))
    (called,) = [fact for fact in story_of(case_id) if fact.kind == "loops.co_handler_called"]
    assert called.data["citation"] == ""
    call_help(case_id=case_id, unit_id=county.unit("township"), text="请帮忙。", by=by, at=hours(2))
    last = [fact for fact in story_of(case_id) if fact.kind == "loops.co_handler_called"][-1]
    assert last.data["citation"] == "履职清单第12项"


def test_not_ours_needs_a_reason_and_the_unit_may_be_called_again(county: County) -> None:
    case_id = working(county)
    by, water = county.actor("town-handler"), county.actor("water-handler")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请查。", by=by, at=hours(2))
    with refused("cases.reason_missing"):
        refuse_part(case_id=case_id, reason=" ", by=water, at=hours(3))
    refuse_part(case_id=case_id, reason="属于环卫。", citation="三定方案第6条", by=water, at=hours(3))
    settled = story_of(case_id)[-1]
    assert (settled.kind, settled.data["citation"]) == ("loops.obligation_settled", "三定方案第6条")
    call_help(case_id=case_id, unit_id=county.unit("water"), text="请看管网图。", by=by, at=hours(4))
    assert [helper.status for helper in helpers_of(case_id)] == ["OPEN"]
    assert differences() == []
