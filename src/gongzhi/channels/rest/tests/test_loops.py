"""Loops, notices and the organization by the interface."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import COUNTY, EAST, START, TOWN, TOWNSHIP, WEST, County

from gongzhi.cases.public import Place, case_story, classify, dispatch
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.tests.conftest import Program, filed
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.notices.facts import NewNotice
from gongzhi.notices.models import Notice
from gongzhi.notices.public import enqueue
from gongzhi.patrol.tests import steps as patrol

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Program]
READING = (Scope.LOOPS_READ, Scope.LOOPS_READ_TEXT)


def dispatched(county: County) -> UUID:
    """File a case about a burst pipe, and give it to the water bureau."""
    case_id, desk = (
        filed("水管爆裂，联系13812345678。", matter="water.burst").loop_id,
        county.actor("dispatcher"),
    )
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("water"), by=desk, at=START)
    return case_id


def test_a_matter_is_told_with_duties_clocks_and_story(program: Made, county: County) -> None:
    case_id = dispatched(county)
    reader = program(*READING)
    told = reader.get(f"/loops/{case_id}").json()
    assert (told["kind"], told["state"]) == ("case", "dispatched")
    assert told["holders"]["lead"] == [str(county.unit("water"))]
    owed = [each for each in told["obligations"] if each["unit"] == str(county.unit("water"))]
    assert owed[0]["status"] == "OPEN"
    assert told["clocks"]["office"]["party"] == "lead"
    assert told["clocks"]["waiting"]["until"] is None
    assert len(told["story"]) >= 2
    assert "13812345678" not in str(told)
    plain = program(Scope.LOOPS_READ).get(f"/loops/{case_id}").json()
    assert "title" not in plain
    assert not any("words" in each or "sentence" in each for each in plain["story"])
    listed = reader.get("/loops?kind=case").json()["items"]
    assert [each["id"] for each in listed] == [str(case_id)]
    assert reader.get("/loops?kind=none").json()["items"] == []


def test_a_unit_does_what_it_can_do_now(program: Made, county: County) -> None:
    case_id = dispatched(county)
    water = program(Scope.LOOPS_READ, Scope.LOOPS_ACT, unit="water")
    path = f"/loops/{case_id}/acts"
    offered = {each["event"]: each for each in water.get(path).json()["acts"]}
    assert offered["sign"] | {"label": ""} == {
        "event": "sign", "label": "", "refusal": None, "why": None, "parameters": [],
    }  # fmt: skip
    tag = water.tag(path)
    assert water.tag(f"/loops/{case_id}").partition(".")[0] == tag.partition(".")[0]
    signed = water.post(path, {"event": "sign"}, once="s", If_Match=tag)
    assert signed.status_code == 200, signed.content
    assert signed.json()["state"] == "working"
    assert water.post(path, {"event": "sign"}, once="s", If_Match=tag).json() == signed.json()
    assert [fact.data.get("event") for fact in case_story(case_id)].count("sign") == 1
    stale = water.post(path, {"event": "sign"}, If_Match=tag)
    assert stale.json()["code"] == "channels.tag_stale"
    tag = signed.json()["etag"]
    missing = water.post(path, {"event": "answer", "parameters": {"finding": "SOLVED"}}, If_Match=tag)
    assert (missing.status_code, missing.json()["code"]) == (422, "channels.not_valid")
    assert missing.json()["errors"][0]["where"] == "body.parameters.text"
    unknown = water.post(path, {"event": "reveal", "parameters": {}}, If_Match=tag)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "channels.act_unknown")
    answer = {"event": "answer", "parameters": {"text": "已经修好，水压正常。", "finding": "SOLVED"}}
    answered = water.post(path, answer, If_Match=tag)
    assert answered.status_code == 200, answered.content
    assert answered.json()["state"] == "answered"
    # A key of another unit of the same county sees it, and can do nothing with it.
    other = program(Scope.LOOPS_READ, Scope.LOOPS_ACT, unit="housing")
    refused = other.post(path, {"event": "sign"}, If_Match=other.tag(path))
    assert refused.status_code in (404, 409)


def test_matters_of_another_kind_need_the_scope_of_their_kind(program: Made, county: County) -> None:
    path = f"/loops/{patrol.filed(county, start=now() - timedelta(hours=2))}/acts"
    plain = program(Scope.LOOPS_READ, Scope.LOOPS_ACT, Scope.LOOPS_ACT_DIRECTIVES, unit="water")
    told = plain.get(path)
    assert "sign" not in {each["event"] for each in told.json()["acts"]}
    assert plain.post(path, {"event": "sign"}, If_Match=told.headers["ETag"]).status_code == 404
    water = program(Scope.LOOPS_READ, Scope.LOOPS_ACT, Scope.LOOPS_ACT_PATROL, unit="water")
    signed = water.post(path, {"event": "sign"}, If_Match=water.tag(path))
    assert (signed.status_code, signed.json().get("state")) == (200, "working"), signed.content
    assert program(Scope.LOOPS_ACT_PATROL, unit="water").get(path).status_code == 403, "not a door by itself"


def test_a_unit_reads_what_it_owes(program: Made, county: County) -> None:
    first, second = dispatched(county), dispatched(county)
    water = program(Scope.LOOPS_READ, unit="water")
    page = water.get("/obligations?limit=1").json()
    rest = water.get(f"/obligations?limit=1&cursor={page['next']}").json()
    found = [page["items"][0]["loop"]["id"], rest["items"][0]["loop"]["id"]]
    assert sorted(found) == sorted(map(str, (first, second)))
    assert rest["next"] is None
    assert program(Scope.LOOPS_READ, unit="township").get("/obligations").json()["items"] == []


def test_a_matter_of_another_tree_is_not_there(program: Made, county: County) -> None:
    case = filed(place=Place(TOWNSHIP)).loop_id
    town = program(*Scope, unit="town")
    for path in (f"/loops/{case}", f"/loops/{case}/acts", f"/cases/{case}"):
        assert town.get(path).status_code == 404
    said = {"event": "sign"}
    assert town.post(f"/loops/{case}/acts", said, If_Match='"x"').status_code == 404
    assert town.get("/loops").json()["items"] == []


def noticed(county: County, unit: str, days: int) -> None:
    for day in range(days):
        case = filed()
        told = {
            "unit_id": county.unit(unit),
            "fact_id": story_of(case.loop_id)[0].id,
            "code": "owed",
            "subject": case.loop_id,
            "number": case.number,
            "title": "路灯",
            "at": now() - timedelta(days=day),
        }
        with transaction.atomic(durable=True):
            enqueue([NewNotice(**told)])


def test_notices_are_read_once(program: Made, county: County) -> None:
    noticed(county, "water", 3)
    noticed(county, "housing", 1)
    water = program(Scope.NOTICES_READ, unit="water")
    page = water.get("/notices?limit=2").json()
    assert len(page["items"]) == 2
    assert page["items"][0]["sentence"] == "The next step is yours."
    assert "title" not in page["items"][0]
    assert len(water.get(f"/notices?limit=2&cursor={page['next']}").json()["items"]) == 1
    standing = water.get("/notices/standing")
    assert standing.json()["unread"] == 3
    said: dict[str, Any] = {"up_to": now().isoformat()}
    assert water.post("/notices/read", said).status_code == 428
    tag = standing.headers["ETag"]
    read = water.post("/notices/read", said, once="r", If_Match=tag)
    assert read.json()["marked"] == 3
    assert water.post("/notices/read", said, once="r", If_Match=tag).json() == read.json()
    assert water.post("/notices/read", said, If_Match=tag).status_code == 412
    assert water.get("/notices?unread=yes").json()["items"] == []
    assert Notice.objects.filter(read_at=None).count() == 1  # the other unit's


def test_the_organization_of_the_tree_alone(program: Made, county: County) -> None:
    reader = program(Scope.ORGANIZATION_READ, unit="town")
    codes = [each["code"] for each in reader.get("/divisions").json()["items"]]
    assert codes == [TOWN, WEST, EAST]
    assert reader.get(f"/divisions/{TOWN}").json()["name"] == "桥头镇"
    for path in (f"/divisions/{COUNTY}", f"/divisions/{TOWNSHIP}", f"/units/{county.unit('water')}"):
        assert reader.get(path).status_code == 404
    unit = reader.get(f"/units/{county.unit('town')}")
    assert unit.json()["code"] == "town"
    again = reader.get(f"/units/{county.unit('town')}", **{"If-None-Match": unit.headers["ETag"]})
    assert again.status_code == 304
    assert [each["code"] for each in reader.get("/units").json()["items"]] == ["property", "town"]
    assert {each["unit"] for each in reader.get("/posts").json()["items"]} == {
        str(county.unit("town")),
        str(county.unit("property")),
    }
    grids = [each["code"] for each in reader.get("/grids?limit=3").json()["items"]]
    assert grids == [f"{WEST}001", f"{WEST}002", f"{EAST}001"]
    assert reader.get(f"/grids/{WEST}001").json()["division"] == WEST
    assert reader.get("/matters/water.burst").json()["parent"] == "water"
    seen, cursor = [], ""
    while True:
        page = reader.get(f"/matters?limit=3{cursor}").json()
        seen += [each["code"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(seen)
    assert len(seen) == 10


def test_a_desk_sets_the_matter_by_its_own_hand(program: Made, county: County) -> None:
    """What a system reads changes its tag, whoever changed it."""
    case = filed()
    reader = program(Scope.CASES_READ)
    before = reader.tag(f"/cases/{case.loop_id}")
    classify(case_id=case.loop_id, matter="water.burst", by=county.actor("dispatcher"), at=START)
    assert reader.tag(f"/cases/{case.loop_id}") != before
