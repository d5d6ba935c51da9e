"""A handler tries each way to the complainant's telephone, and gets nowhere without a reveal on record."""

import json
import logging
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from tests.small_county import County

from gongzhi.cases import public as cases
from gongzhi.cases.tests.steps import WISH, refused
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT, RevealWish
from gongzhi.people.models import DataUse, Reveal
from gongzhi.people.public import close_reveal, identity_of
from gongzhi.web.routes import routes
from gongzhi.web.tests.reporting import (
    CO_HANDLER,
    ENTITLED,
    EVERYBODY,
    HANDLERS,
    NAME,
    PHONE,
    READERS,
    STRANGERS,
    THIRD_PARTY,
    reported,
    resident_reads,
    told,
    work_off,
)
from gongzhi.web.tests.staff import REVEAL, client_of, post

pytestmark = pytest.mark.django_db(transaction=True)

# Every address of staff a telephone number could come out of; {case} is the case, {photo} its photo.
WAYS = (
    "/loop/{case}/",
    "/loop/{case}/how/",
    "/loop/{case}/place.geojson",
    "/case/{case}/photo/{photo}",
    "/case/{case}/whistle/",
    "/desk/",
    "/desk/{case}/",
    "/callback/",
    "/callback/{case}/",
    "/work/",
    "/list/",
    f"/list/?q={PHONE}",
    f"/list/?q={NAME}",
    "/list/export/",
    f"/find/?q={PHONE}",
    f"/find/?q={NAME}",
    "/board/",
    "/board/numbers/",
    "/board/map/",
    "/notices/",
    "/reveals/",
    "/parked/",
    "/left-out/",
    "/accounts/",
    "/organization/",
    "/organization/files/staff",
    "/federation/",
    "/federation/facts",
    "/evidence/",
    "/evidence/checkpoint",
)


def ways(case_id: UUID) -> Iterator[str]:
    (photo,) = cases.photos_of(case_id)
    return (way.format(case=case_id, photo=photo) for way in WAYS)


def test_no_page_list_export_notice_or_file_tells_it(
    county: County, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = reported(county).loop_id
    work_off()
    seen = set()
    for login in EVERYBODY:
        client = client_of(login)
        for way in ways(case_id):
            response = client.get(way)
            assert response.status_code in (200, 302, 401, 403, 404, 405), (login, way, response.status_code)
            if "?q=" in way:  # the page repeats what was typed; it finds nothing by it
                assert f"/loop/{case_id}/" not in response.content.decode(), (login, way)
            else:
                assert not told(response), (login, way)
            if response.status_code == 200:
                seen.add((login, way.replace(str(case_id), "…")))
    for login in (*HANDLERS, CO_HANDLER, THIRD_PARTY, "leader"):
        assert (login, "/loop/…/") in seen, "the test looks at what they see"
    file = post(client_of("leader"), "/list/export/", purpose="周例会用")
    assert file.status_code == 200
    assert not told(file)
    visitor = Client()
    for way in ways(case_id):
        assert "?q=" in way or not told(visitor.get(way)), way
    printed = capfd.readouterr()
    for where in (caplog.text, printed.out, printed.err):
        assert PHONE not in where
        assert NAME not in where


@pytest.mark.parametrize("login", ["town-handler", THIRD_PARTY])
def test_no_address_there_is_tells_it_nor_what_was_typed_of_oneself(county: County, login: str) -> None:
    """Every page of staff that can be asked for, those that come later too: with the case, or with nothing."""
    case_id = reported(county).loop_id
    typed = ("13988776655", "330106197802114416", NAME)
    said = f"我是{NAME}，请打{typed[0]}，身份证{typed[1]}。晚上又有老鼠。"
    cases.add(case_id=case_id, text=said, by=RESIDENT, at=now() - timedelta(hours=1))
    work_off()
    client, opened = client_of(login), 0
    for route in routes():
        way = "/" + re.sub(r"<uuid:\w+>", str(case_id), route.path)
        if route.powers is None or "<" in way:
            continue
        response = client.get(way)
        opened += response.status_code == 200
        assert response.status_code < 500, way
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        assert not [each for each in (*typed, PHONE) if each in text], way
    assert opened > 5, "the test looks at what they see"


def test_no_table_and_no_fact_holds_it(county: County) -> None:
    case_id = reported(county).loop_id
    asked = cases.reveal(case_id=case_id, wish=WISH, by=county.actor("town-handler"), at=now())
    identity_of(asked.id, by=county.actor("town-handler"), at=now())
    work_off()
    looked_through = 0
    for model in apps.get_models():
        for values in model._default_manager.values_list():
            looked_through += 1
            text = " ".join(
                bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
                for value in values
            )
            assert PHONE not in text, model
            assert NAME not in text, model
    assert looked_through > 200


@pytest.mark.parametrize("login", [each for each in (THIRD_PARTY, *READERS, *STRANGERS) if each != "caller"])
def test_who_is_not_entitled_gets_nowhere(county: County, login: str) -> None:
    case_id = reported(county).loop_id
    client, by = client_of(login), county.actor(login)
    before = len(story_of(case_id))
    for path in (f"/loop/{case_id}/reveal/", f"/callback/{case_id}/reveal/"):
        response = post(client, path, **REVEAL)
        assert response.status_code in (403, 404, 409), path
        assert not told(response)
    call = {"purpose": "VISIT", "desk_phone": "0571-88001234"}
    assert post(client, f"/loop/{case_id}/call_resident/", **call).status_code in (404, 409)
    for wish in (WISH, RevealWish("DANGER", "EMERGENCY", 60, "紧急情况需要联系")):
        with refused(r"(people|cases)\.(third_party|contact_not_entitled|not_yours|contact_confidential)"):
            cases.reveal(case_id=case_id, wish=wish, by=by, at=now())
    with refused(r"(people|cases)\.\w+"):
        cases.call_resident(case_id=case_id, purpose="VISIT", desk_phone="8001", by=by, at=now())
    # Nor does what a colleague opened open to them.
    asked = cases.reveal(case_id=case_id, wish=WISH, by=county.actor("town-handler"), at=now())
    assert client.get(f"/reveals/{asked.id}/").status_code == 404
    with refused("people.not_yours"):
        identity_of(asked.id, by=by, at=now())
    mine = [fact for fact in story_of(case_id)[before:] if fact.actor == by.name()]
    assert {fact.data.get("what") for fact in mine} <= {"SHEET"}, "nothing but that they opened the sheet"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"purpose": ""}, 422),
        ({"purpose": "CURIOUS"}, 422),
        ({"basis": "CONSENT"}, 422),
        ({"basis": "EMERGENCY"}, 409),
        ({"minutes": "525600"}, 422),
        ({"minutes": ""}, 422),
        ({"reason": ""}, 422),
        ({"reason": "看"}, 409),
        ({"reason": "长" * 501}, 409),
    ],
)
def test_half_a_reason_opens_nothing(county: County, wrong: dict[str, str], status: int) -> None:
    case_id = reported(county).loop_id
    response = post(client_of("town-handler"), f"/loop/{case_id}/reveal/", **REVEAL | wrong)
    assert response.status_code == status
    assert not told(response)
    assert wrong.get("reason", REVEAL["reason"]) in response.content.decode(), "nothing typed is lost"
    assert not Reveal.objects.exists()
    assert not DataUse.objects.filter(what="IDENTITY").exists()


@pytest.mark.parametrize("login", ENTITLED)
def test_with_a_reveal_it_stands_on_one_page_and_in_the_uses(county: County, login: str) -> None:
    filed = reported(county)
    case_id, client, by = filed.loop_id, client_of(login), county.actor(login)
    where = f"/callback/{case_id}" if login == "caller" else f"/loop/{case_id}"
    once = {"once": "0190a1b2-0000-7000-8000-000000000001"}
    for _again in range(2):
        opened = client.post(f"/loop/{case_id}/reveal/", REVEAL | once)
    page = opened.headers["Location"]
    assert page == f"/reveals/{Reveal.objects.get().id}/"
    shown = client.get(page)
    assert told(shown)
    text = shown.content.decode()
    assert NAME in text
    assert f"tel:{PHONE}" in text
    assert text.count('class="watermark"') == 1
    assert f'<text x="6" y="34">{login} · ' in text
    assert "no-store" in shown.headers["Cache-Control"]
    assert 1795 < int(shown.headers["Refresh"].partition(";")[0]) <= 1801
    # A colleague, the same unit, and every other page: nothing.
    for other in (each for each in EVERYBODY if each != login):
        answer = client_of(other).get(page)
        assert answer.status_code == 404
        assert not told(answer)
    assert not told(client.get(where + "/"))
    assert page in client.get(f"/loop/{case_id}/").content.decode(), "the sheet leads there while it is open"
    line = DataUse.objects.get(subject=case_id, what="IDENTITY")
    assert (line.purpose, line.basis, line.unit, line.account) == ("VISIT", "DUTY", by.unit_id, by.account_id)
    assert line.until == Reveal.objects.get().until
    # The resident reads it, in the same words.
    office = {CO_HANDLER: "Water bureau", "caller": "Callback centre"}.get(
        login, "Bridgehead town government"
    )
    story = resident_reads(filed)
    said = f"{office} saw your name and how to reach you: to arrange a visit. Legal basis: needed for a duty"
    assert said in story
    assert REVEAL["reason"] not in story


def test_it_ends_by_itself_and_earlier_when_closed(county: County) -> None:
    case_id, by = reported(county).loop_id, county.actor("town-handler")
    client = client_of("town-handler")
    soon = now() - timedelta(minutes=10) + timedelta(seconds=3)
    asked = cases.reveal(
        case_id=case_id, wish=RevealWish("VISIT", "DUTY", 10, "约时间到现场"), by=by, at=soon
    )
    assert told(client.get(f"/reveals/{asked.id}/"))
    time.sleep(3.1)
    over = client.get(f"/reveals/{asked.id}/")
    assert over.status_code == 410
    assert not told(over)
    # Not even for a clock that was put back: the vault goes by its own.
    with refused("people.vault_closed"):
        identity_of(asked.id, by=by, at=soon)
    second = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    assert told(client.get(f"/reveals/{second.id}/"))
    for _again in range(2):
        assert post(client, f"/reveals/{second.id}/close/").headers["Location"] == f"/loop/{case_id}/"
    assert client.get(f"/reveals/{second.id}/").status_code == 410
    assert [fact.kind for fact in story_of(case_id)].count("people.reveal_closed") == 1
    with refused("people.not_yours"):
        close_reveal(reveal_id=second.id, by=county.actor("town-head"), at=now())


@pytest.mark.parametrize("confidential", [False, True])
def test_a_call_is_put_through_and_nobody_sees_the_number(
    county: County, settings: Any, tmp_path: Path, confidential: bool
) -> None:
    settings.GONGZHI_RELAY_FILE = tmp_path / "relay" / "calls.jsonl"
    filed = reported(county, confidential=confidential)
    case_id, client = filed.loop_id, client_of("town-handler")
    form = {"purpose": "VISIT", "desk_phone": "0571-88001234", "once": "0190a1b2-0000-7000-8000-000000000002"}
    for _again in range(2):
        response = client.post(f"/loop/{case_id}/call_resident/", form, follow=True)
        assert not told(response)
    lines = [json.loads(line) for line in settings.GONGZHI_RELAY_FILE.read_text().splitlines()]
    assert len({line["call"] for line in lines}) == 1, "a retry is the same call"
    (line, *_same) = lines
    assert (line["desk_phone"], line["resident_phone"]) == ("0571-88001234", PHONE)
    assert f"enter {line['code']}" in response.content.decode()
    assert settings.GONGZHI_RELAY_FILE.stat().st_mode & 0o777 == 0o600
    assert DataUse.objects.get(what="CALL").subject == case_id
    assert not Reveal.objects.exists()
    kinds = [fact.kind for fact in story_of(case_id)]
    assert kinds.count("people.call_relayed") == 1
    story = resident_reads(filed)
    assert "asked the exchange to call you, without seeing your number: to arrange a visit." in story


def test_while_evidence_is_late_nothing_is_given_out(county: County, settings: Any) -> None:
    case_id, by = reported(county).loop_id, county.actor("town-handler")
    asked = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    settings.GONGZHI_EVIDENCE_LIMIT = -1
    shown = client_of("town-handler").get(f"/reveals/{asked.id}/")
    assert shown.status_code == 503
    assert not told(shown)
    with refused("ledger.evidence_late"):
        cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    with refused("ledger.evidence_late"):
        cases.call_resident(case_id=case_id, purpose="VISIT", desk_phone="8001", by=by, at=now())
