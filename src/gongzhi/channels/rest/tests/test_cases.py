"""Cases by the interface: lists, one, filing, adding; what a key may know, and what happens once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from tests.small_county import COUNTY, START, TOWN, TOWNSHIP, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, case_by_code, case_story
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.models import KeptAnswer
from gongzhi.channels.rest.tests.conftest import Program, filed

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]
READING = (Scope.CASES_READ, Scope.CASES_READ_TEXT, Scope.CASES_READ_PLACE)
SAID = {"text": "井盖没了，很危险。", "place": {"address": "西街1号"}}


def numbers(reader: Program, filters: str = "") -> list[str]:
    return [item["number"] for item in reader.get(f"/cases?{filters}").json()["items"]]


def test_a_list_goes_on_from_the_last_row(program: Made) -> None:
    filed_numbers = [filed(day=day).number for day in range(5)]
    reader, seen, cursor = program(Scope.CASES_READ), [], ""
    while True:
        body = reader.get(f"/cases?limit=2{cursor}").json()
        seen += [item["number"] for item in body["items"]]
        filed(day=9)  # what comes meanwhile moves nothing
        if body["next"] is None:
            break
        cursor = f"&cursor={body['next']}"
    assert seen == filed_numbers[::-1]


def test_filters_say_what_is_wanted(program: Made) -> None:
    town, township = (filed(place=Place(code)).number for code in (TOWN, TOWNSHIP))
    late = filed(day=3, place=Place(TOWN)).number
    reader = program(Scope.CASES_READ)
    after = (START + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert numbers(reader, f"division={TOWN}") == [late, town]
    assert numbers(reader, f"division={TOWN}&opened_before={after}") == [town]
    assert numbers(reader, f"opened_from={after}") == [late]
    assert numbers(reader, f"number={township}") == [township]
    assert numbers(reader, "ended=yes") == []
    assert len(numbers(reader, "ended=no&state=registered")) == 3
    assert numbers(reader, "matter=water") == []


def test_a_key_of_a_town_sees_its_own_tree_alone(program: Made) -> None:
    here, elsewhere = filed(place=Place(TOWN)), filed(place=Place(TOWNSHIP))
    reader = program(Scope.CASES_READ, unit="town")
    assert numbers(reader) == [here.number]
    assert numbers(reader, f"division={TOWNSHIP}") == []
    assert reader.get(f"/cases/{here.loop_id}").status_code == 200
    assert reader.get(f"/cases/{elsewhere.loop_id}").status_code == 404


def test_fields_of_a_scope_the_key_lacks_are_absent(program: Made) -> None:
    case = filed("我叫张三，手机13812345678，路灯不亮。", place=Place(COUNTY, address="西街1号2单元301室"))
    plain = program(Scope.CASES_READ).get(f"/cases/{case.loop_id}").json()
    assert not {"title", "text", "place"} & plain.keys()
    everything = program(*READING)
    for told in (
        everything.get(f"/cases/{case.loop_id}").json(),
        everything.get("/cases").json()["items"][0],
    ):
        assert "13812345678" not in str(told)
        assert "路灯不亮" in told["text"]
        assert told["place"]["address"] == "西街1号2单元301室"
    company = program(*READING, unit="property")
    assert company.get(f"/cases/{case.loop_id}").status_code == 404


def test_a_confidential_case_tells_a_reader_of_the_area_no_word(program: Made) -> None:
    case = filed("领导亲戚占道经营。", confidential=True, place=Place(COUNTY, address="西街1号"))
    reader = program(*READING, unit="recheck")
    for told in (reader.get(f"/cases/{case.loop_id}").json(), reader.get("/cases").json()["items"][0]):
        assert (told["text"], told["place"]["address"], told["confidential"]) == ("", "", True)
        assert "占道" not in str(told)


def test_nobody_is_named_to_a_system(program: Made) -> None:
    case = filed(person=Person(Filer.NAMED, name="张小三", phone="13912345678"))
    reader = program(*Scope)
    told = str(reader.get(f"/cases/{case.loop_id}").json()) + str(reader.get(f"/loops/{case.loop_id}").json())
    assert "13912345678" not in told
    assert "张小三" not in told
    events = {each["event"] for each in reader.get(f"/loops/{case.loop_id}/acts").json()["acts"]}
    assert not events & {"reveal", "call_resident"}


def test_a_tag_says_whether_it_is_still_the_same(program: Made) -> None:
    case = filed()
    reader = program(Scope.CASES_READ)
    first = reader.get(f"/cases/{case.loop_id}")
    again = reader.get(f"/cases/{case.loop_id}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_case_is_filed_once(program: Made, county: County) -> None:
    writer = program(Scope.CASES_FILE, unit="hotline")
    first = writer.post("/cases", SAID, once="a-1")
    assert first.status_code == 201, first.content
    told = first.json()
    assert first.headers["Location"] == f"/api/v1/cases/{told['id']}"
    assert writer.post("/cases", SAID, once="a-1").json() == told
    other = writer.post("/cases", {**SAID, "text": "另一件事。"}, once="a-1")
    assert (other.status_code, other.json()["code"]) == (409, "channels.write_other")
    assert writer.post("/cases", SAID, once=None).status_code == 422
    case = Case.objects.get()
    assert (case.channel, case.text, str(case.loop_id)) == (Channel.SYSTEM, SAID["text"], told["id"])
    assert case_by_code(told["number"], told["code"]) is not None
    assert told["code"] not in str(KeptAnswer.objects.values())
    (fact,) = [fact for fact in case_story(case.loop_id) if fact.kind == "cases.filed"]
    assert fact.actor.startswith("client:")


def test_a_filed_case_has_the_deadline_of_any_other(program: Made) -> None:
    told = program(Scope.CASES_FILE, unit="hotline").post(
        "/cases", {"text": "路灯不亮。", "matter": "city.waste"}
    )
    assert told.status_code == 201
    loop = Case.objects.select_related("loop").get(loop=told.json()["id"]).loop
    portal = filed("路灯不亮。", matter="city.waste")
    other = Case.objects.select_related("loop").get(loop=portal.loop_id).loop
    assert (loop.limit_class, loop.state, loop.definition_id) == (
        other.limit_class,
        other.state,
        other.definition_id,
    )
    assert loop.first_due_at is not None


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"text": "   "}, 422, "channels.not_valid"),
    ({"text": "x" * 20_001}, 422, "channels.not_valid"),
    ({"text": "路灯", "matter": "none.such"}, 409, "channels.matter_unknown"),
    ({"text": "路灯", "place": {"division": "999902000000"}}, 409, "channels.division_unknown"),
    ({"text": "路灯", "place": {"division": "999901999000"}}, 409, "channels.division_unknown"),
    ({"text": "路灯", "place": {"point": {"longitude": 110.0}}}, 422, "channels.not_valid"),
    ({"text": "路灯", "person": {"reached": {"name": "张三"}}}, 422, "channels.not_valid"),
]


def test_what_does_not_fit_is_refused_and_files_nothing(program: Made) -> None:
    writer = program(Scope.CASES_FILE, unit="hotline")
    for said, status, code in REFUSED:
        answer = writer.post("/cases", said)
        assert (answer.status_code, answer.json()["code"]) == (status, code), said
    assert not Case.objects.exists()


def test_two_at_once_have_one_effect_and_one_answer(program: Made) -> None:
    writer, answers = program(Scope.CASES_FILE, unit="hotline"), []
    ready = threading.Barrier(4)

    def send() -> None:
        ready.wait()
        answers.append(Program(writer.key).post("/cases", SAID, once="at-once"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_words_are_added_by_whoever_filed_it(program: Made) -> None:
    writer = program(Scope.CASES_FILE, Scope.CASES_READ, unit="hotline")
    case = writer.post("/cases", SAID).json()["id"]
    path = f"/cases/{case}/words"
    tag = writer.tag(f"/cases/{case}")
    assert writer.post(path, {"text": "还没修。"}).json()["code"] == "channels.tag_missing"
    added = writer.post(path, {"text": "还没修。"}, once="w", If_Match=tag)
    assert added.status_code == 200, added.content
    assert writer.post(path, {"text": "还没修。"}, once="w", If_Match=tag).json() == added.json()
    stale = writer.post(path, {"text": "又坏了。"}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "channels.tag_stale")
    assert writer.post(path, {"text": "又坏了。"}, If_Match=added.json()["etag"]).status_code == 200
    assert [fact.kind for fact in case_story(UUID(case))].count("cases.added") == 2
    other = program(Scope.CASES_FILE, Scope.CASES_READ, unit="hotline")
    refused = other.post(path, {"text": "不是我的。"}, If_Match=other.tag(f"/cases/{case}"))
    assert (refused.status_code, refused.json()["code"]) == (403, "loops.not_entitled")
