"""The story in sentences, and what a screen offers."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils.translation import override
from tests.small_county import START, County

from gongzhi.cases.facts import Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    add,
    answer,
    ask,
    case_story,
    dispatch,
    draw_callback,
    handle,
    judge,
    make_contact,
    note,
    offers_for,
    offers_for_resident,
    reopen,
    reply,
    resident_story,
    reveal,
    urge,
    withdraw,
)
from gongzhi.cases.sentences import MOVES
from gongzhi.cases.sentences import OTHERS as OWN
from gongzhi.cases.story import SENTENCES
from gongzhi.cases.tests.steps import WISH, answered, days, dispatched, hours, working
from gongzhi.loops.public import fire_due, tell
from gongzhi.loops.sentences import NO_LINE
from gongzhi.loops.sentences import OTHERS as SHARED
from gongzhi.people.facts import RESIDENT

OTHERS = {**SHARED, **OWN}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    with override("zh-hans"):
        yield


def names(county: County) -> dict[UUID, str]:
    return {county.unit(code): name for code, name in (("town", "桥头镇政府"), ("centre", "县治理中心"))}


def told(county: County, case_id: UUID, audience: str = "resident") -> list[str]:
    facts = resident_story(case_id) if audience == "resident" else case_story(case_id)
    return [
        line.sentence
        for line in tell(facts, audience, SENTENCES, names(county), {"city.waste.street": "街面垃圾"})
    ]


def test_the_straight_way_in_sentences(county: County) -> None:
    case_id = answered(county)
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=days(1), drawn=999)
    assert told(county, case_id) == [
        "您在网上反映了此事。",
        "案件已派给桥头镇政府办理。",
        "桥头镇政府已接下案件，正在办理。",
        "桥头镇政府已答复。请告诉我们问题是否解决。",
        "承办单位的结论：已解决。您的评价另行计算。",
        "您表示问题已解决，案件办结。",
        "您对办理表示满意。",
    ]
    lines = tell(resident_story(case_id), "resident", SENTENCES, names(county), {})
    assert lines[1].citation == "履职清单第12项"
    assert lines[1].who == "县治理中心"
    assert lines[3].text == "已清运，并增加一次晚间收运。"
    assert lines[-1].who == "您"
    with override("en"):
        assert told(county, case_id)[5] == "You said it is solved. The case is closed."


def test_residents_read_nothing_of_the_inside(county: County) -> None:
    person = Person(filer=Filer.NAMED, name="王小满", phone="13800000001")
    case_id = dispatched(county, person=person)
    handler, dispatcher = county.actor("town-handler"), county.actor("dispatcher")
    reveal(case_id=case_id, wish=WISH, by=handler, at=hours(1))
    note(case_id=case_id, text="环卫公司人手不够。", by=handler, at=hours(1))
    handle(case_id=case_id, event="return", reason="不在本镇职责内。", by=handler, at=hours(1))
    handle(case_id=case_id, event="deny_return", reason="在职责内。", by=dispatcher, at=hours(2))
    # Even the whole story, passed by mistake, tells a resident nothing internal.
    lines = tell(case_story(case_id), "resident", SENTENCES, names(county), {})
    text = str(lines)
    for inside in ("到现场查看", "环卫公司", "不在本镇职责内", "在职责内。", "town-handler"):
        assert inside not in text
    assert any("查看了您的姓名和联系方式，用途：约时间上门或到现场。" in line.sentence for line in lines)
    staff = str(
        tell(case_story(case_id), "staff", SENTENCES, names(county), {}, {handler.account_id: "林晓云"})
    )
    for inside in ("到现场查看", "环卫公司", "不在本镇职责内", "林晓云"):
        assert inside in staff


def test_an_overruled_dispatch_cites_no_ground(county: County) -> None:
    case_id = dispatched(county, unit="housing", matter="housing.leak")
    handler = county.actor("housing-handler")
    handle(case_id=case_id, event="sign", by=handler, at=hours(1))
    handle(case_id=case_id, event="ask_up", reason="须属地先行。", by=handler, at=hours(1))
    dispatch(
        case_id=case_id,
        event="decide",
        unit_id=county.unit("town"),
        by=county.actor("arbiter"),
        at=hours(2),
        overrule=True,
        reason="先行处置。",
    )
    line = tell(resident_story(case_id), "resident", SENTENCES, names(county), {})[-1]
    assert line.sentence == "上级单位指定由桥头镇政府办理此案（职责清单未列该单位）。"
    assert line.citation == ""
    assert "此为指定管辖，计入统计。" in told(county, case_id, "staff")


def test_bends_in_sentences(county: County) -> None:
    case_id = working(county)
    handler = county.actor("town-handler")
    make_contact(case_id=case_id, note="约了下午。", by=handler, at=hours(1))
    ask(case_id=case_id, question="哪一个垃圾桶？", by=handler, at=hours(2))
    reply(case_id=case_id, text="菜场门口。", by=RESIDENT, at=hours(3))
    urge(case_id=case_id, by=RESIDENT, at=hours(3))
    add(case_id=case_id, text="又多了一车。", by=RESIDENT, at=hours(3))
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=hours(4))
    judge(case_id=case_id, solved=False, satisfied=None, by=RESIDENT, at=hours(5))
    withdraw(case_id=case_id, why="", by=RESIDENT, at=hours(6))
    sentences = told(county, case_id)
    assert "桥头镇政府有问题想问您。" in sentences
    assert any(s.startswith("在您回答之前暂停计时，最迟到3月") for s in sentences)
    assert sentences[-1].startswith("您申请撤回。")
    assert all("%(" not in s for s in sentences + told(county, case_id, "staff"))


def test_silence_and_reopening_in_sentences(county: County) -> None:
    from django.db import transaction

    case_id = answered(county)
    fire_due(at=days(9))
    with transaction.atomic():
        draw_callback(case_id=case_id, at=days(9), drawn=1)
    fire_due(at=days(40))
    reopen(case_id=case_id, why="一直没解决。", by=RESIDENT, at=days(41))
    staff, resident = told(county, case_id, "staff"), told(county, case_id)
    assert "须回访：随机抽中。" in staff
    assert "须回访：随机抽中。" not in resident
    assert resident[-1] == "您已申请重办，将继续办理。"


def test_every_event_and_every_fact_of_a_case_has_a_sentence() -> None:
    from pathlib import Path

    import gongzhi.cases.facts as cases
    import gongzhi.loops.facts as loops
    from gongzhi.loops.rules.definition_file import read_definition

    folder = Path(loops.__file__).parent
    definition = read_definition((folder / "definitions/case.yaml").read_text())
    events = {t.event for s in definition.states for t in definition.from_state(s)}
    known = {key.partition(":")[0] for key in MOVES}
    assert events | {"reopen", "silence"} == known
    kinds = {
        value.kind
        for module in (cases, loops)
        for value in vars(module).values()
        if isinstance(getattr(value, "kind", None), str)
    }
    said = {key.partition(":")[0] for key in OTHERS} | NO_LINE | {"loops.moved"}
    assert kinds <= said


def test_offers_are_the_rules_that_stop_the_action(county: County) -> None:
    case_id = working(county)
    at = hours(2)
    offers = {o.event: o.refusal for o in offers_for(county.actor("town-handler"), case_id, at=at)}
    assert offers["answer"] is None
    assert offers["return"] is None
    assert "dispatch" not in offers
    assert offers_for(county.actor("water-handler"), case_id, at=at) == ()
    mine = {o.event: o.refusal and o.refusal.code for o in offers_for_resident(case_id, at=at)}
    assert mine == {"withdraw": None, "reply": "loops.no_question", "add": None, "urge": None}
    late = {
        o.event: o.refusal
        for o in offers_for(county.actor("town-handler"), case_id, at=START + timedelta(days=5))
    }
    assert late["return"] is not None
    assert late["return"].code == "loops.window_over"
