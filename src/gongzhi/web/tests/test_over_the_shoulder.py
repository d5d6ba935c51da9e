"""What those who only work beside a case read of it: no room, and nobody an answer names; and whom a call connects."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import case_for
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.people.public import running_call
from gongzhi.web.tests.reporting import THIRD_PARTY, reported, resident_reads
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = "和顺家园6号楼1单元402"
NAMED = "王桂英女士电话13812345678，已修好。"
CALL = {"purpose": "VISIT", "desk_phone": "0571-88001234"}


def in_room(county: County) -> UUID:
    case_id = reported(county).loop_id
    Case.objects.filter(loop=case_id).update(address=ROOM)
    return case_id


def test_a_third_party_reads_the_building_and_no_room(county: County) -> None:
    case_id = in_room(county)
    ways = (
        "/loop/{}/",
        "/loop/{}/place.geojson",
        "/loop/{}/how/",
        "/work/",
        "/list/",
        "/board/",
        "/find/?q=402",
    )
    seen = ""
    for way in ways:
        response = client_of(THIRD_PARTY).get(way.format(case_id))
        assert response.status_code in (200, 403, 404), way
        assert "单元" not in response.content.decode(), way
        seen += response.content.decode()
    assert "和顺家园6号楼〔" in seen
    assert ROOM in client_of("town-handler").get(f"/loop/{case_id}/").content.decode()
    handler = replace(county.actor("town-handler"), third_party=True)
    view = case_for(handler, case_id, at=now())
    assert view is not None
    assert view.address.startswith("和顺家园6号楼〔"), "whoever leads the case as well"


def test_whom_an_answer_names_is_read_by_the_resident_alone(county: County) -> None:
    filed = reported(county, helpers=())
    by = county.actor("town-handler")
    cases.answer(case_id=filed.loop_id, text=NAMED, finding=Finding.SOLVED, by=by, at=long_ago(1))
    if (view := case_for(by, filed.loop_id)) and view.draft:
        head = county.actor("town-head")
        cases.approve(case_id=filed.loop_id, by=head, at=long_ago(0.9))
    for login in ("town-handler", "dispatcher", "caller", "leader", "supervisor"):
        for page in (f"/loop/{filed.loop_id}/", f"/callback/{filed.loop_id}/"):
            text = client_of(login).get(page).content.decode()
            assert "13812345678" not in text, (login, page)
            assert "王桂英" not in text, (login, page)
    assert NAMED in resident_reads(filed)


def test_an_answer_that_comes_back_says_what_it_holds(county: County) -> None:
    case_id, client = reported(county, helpers=()).loop_id, client_of("town-handler")
    says = "The answer holds: "
    assert says not in client.get(f"/loop/{case_id}/").content.decode()
    back = post(client, f"/loop/{case_id}/answer/", text=NAMED)  # what became of it is not said
    assert back.status_code == 422
    assert says in back.content.decode()
    assert says not in post(client, f"/loop/{case_id}/answer/", text="已修好。").content.decode()


def test_a_draft_says_it_to_whoever_approves_it_and_masks_it_for_others(county: County) -> None:
    case_id = reported(county).loop_id
    Case.objects.filter(loop=case_id).update(draft=NAMED)
    head = client_of("town-head").get(f"/loop/{case_id}/").content.decode()
    assert NAMED in head
    assert "The answer holds: " in head
    for login in (THIRD_PARTY, "leader", "dispatcher"):
        text = client_of(login).get(f"/loop/{case_id}/").content.decode()
        assert "13812345678" not in text, login
        assert "The answer holds: " not in text, login


def test_a_call_stands_on_the_sheet_until_it_lapses(county: County, settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_RELAY_FILE = tmp_path / "calls.jsonl"
    settings.GONGZHI_EXCHANGE_PHONE = "0571-12300"
    case_id, client = reported(county).loop_id, client_of("town-handler")
    by = county.actor("town-handler")
    assert running_call(case_id, by, at=now()) is None
    post(client, f"/loop/{case_id}/call_resident/", **CALL)
    code = json.loads(settings.GONGZHI_RELAY_FILE.read_text())["code"]
    client.get("/work/")  # what is said once is over
    for _look in range(2):
        page = client.get(f"/loop/{case_id}/").content.decode()
        assert f"Dial the exchange at 0571-12300 and enter {code}." in page
    settings.GONGZHI_EXCHANGE_PHONE = ""
    assert f"Dial the exchange and enter {code}." in client.get(f"/loop/{case_id}/").content.decode()
    for login in ("town-head", "water-handler", THIRD_PARTY, "dispatcher", "leader"):
        assert code not in client_of(login).get(f"/loop/{case_id}/").content.decode(), login
    assert running_call(case_id, by, at=now() + timedelta(minutes=10)) is None
    (fact,) = (each for each in story_of(case_id) if each.kind == "people.call_relayed")
    assert code not in str(fact)


def test_a_retry_connects_the_telephone_on_record(county: County, settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_RELAY_FILE = tmp_path / "calls.jsonl"
    filed = reported(county)
    case_id, client = filed.loop_id, client_of("town-handler")
    once = "0190a1b2-0000-7000-8000-00000000000a"
    for phone in ("0571-88001234", "13900000000"):
        client.post(f"/loop/{case_id}/call_resident/", {**CALL, "desk_phone": phone, "once": once})
    lines = [json.loads(line) for line in settings.GONGZHI_RELAY_FILE.read_text().splitlines()]
    assert {line["desk_phone"] for line in lines} == {"0571-88001234"}
    (fact,) = (each for each in story_of(case_id) if each.kind == "people.call_relayed")
    assert fact.texts == {"desk_phone": "0571-88001234"}
    assert "88001234" not in str(fact.data), "it can be erased"
    assert "88001234" not in resident_reads(filed)
