"""The operator's page over HTTP, without a script: what is seen at once, what is filed, what is kept, who may."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import COUNTY, IN_WEST, POSTS, WEST, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.models import Case, CaseAge
from gongzhi.cases.public import case_story
from gongzhi.channels.hotline.actions.take_event import take_event
from gongzhi.channels.hotline.facts import CallEvent, Told
from gongzhi.kernel.ids import new_id
from gongzhi.knowledge.facts import ArticleText, OutageTold
from gongzhi.knowledge.public import note_outage, publish_article, versions_of, write_article
from gongzhi.people.models import Contact, DataUse
from gongzhi.people.public import contacts_by_phone
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

PHONE = "13800000001"


def rings(*, agent: str = "operator", caller: str = PHONE) -> None:
    at = timezone.now() - timedelta(minutes=1)
    for event in (CallEvent.RINGING, CallEvent.ANSWERED):
        told = Told(call="c1", event=event, at=at, queue="12345", agent=agent, caller=caller)
        take_event(source=new_id(), division=COUNTY, told=told, at=at)


def article(county: County, matter: str = "water") -> int:
    made, by, at = new_id(), county.actor("dispatcher"), timezone.now()
    text = ArticleText(
        title="停水怎么办", body="先看停水公告。", sources="供水条例", matters=(matter, "water.burst"),
        review_on=timezone.localdate() + timedelta(days=200), valid_from=timezone.localdate(),
    )  # fmt: skip
    write_article(article_id=made, unit_id=county.unit("water"), text=text, by=by, at=at)
    publish_article(article_id=made, by=by, at=at)
    return versions_of(made)[0].id


def outage(county: County) -> None:
    at = timezone.now()
    outage = OutageTold("water.burst", WEST, True, at, None, "西街检修停水", county.unit("water"))
    note_outage(outage_id=new_id(), told=outage, by=county.actor("dispatcher"), at=at)


def form(**more: Any) -> dict[str, Any]:
    said = {
        "once": str(new_id()),
        "text": "我家停水了",
        "address": "西街社区3号楼",
        "division": COUNTY,
        "filer": "NAMED",
    }
    return said | {"name": "王小满", "phone": "", **more}


Do = Callable[..., Any]


def shown(client: Client, **data: Any) -> str:
    response = client.post("/hotline/", data, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_who_opens_which_page(county: County) -> None:
    readers = {
        *(
            "dispatcher",
            "arbiter",
            "other-arbiter",
            "leader",
            "supervisor",
            "steward",
            "town-head",
            "township-head",
        ),
        "housing-head",
    }
    for login in (*POSTS, ""):
        client = client_of(login) if login else Client()
        takes = 200 if login == "operator" else 403 if login else 302
        assert client.get("/hotline/").status_code == takes, login
        assert client.get("/hotline/line/").status_code == takes, login
        assert client.get("/hotline/service/").status_code == (200 if login in readers else takes), login
        assert (client.post("/hotline/aside/", form()).status_code == 200) is (takes == 200), login
        looked = client.post("/hotline/", form(do="look")).headers.get("Location")
        assert (looked == "/hotline/") is (takes == 200), login
    assert not Case.objects.exists()


def test_the_hotline_is_where_an_operator_begins(county: County) -> None:
    assert client_of("operator").get("/start/").headers["Location"] == "/hotline/"
    assert 'href="/hotline/"' not in client_of("grid-worker").get("/file/").content.decode()


def test_what_is_known_is_shown_beside_the_words(county: County) -> None:
    article(county)
    outage(county)
    other = staff.filed("water.burst", text="西街口水管爆了，没有水。")
    client = client_of("operator")
    page = shown(client, **form(matter="water.burst", do="look"))
    assert "西街检修停水" in page
    assert "停水怎么办" in page
    assert f"/loop/{other}/" in page
    assert f'value="{WEST}" selected' in page, "the place that the address names is chosen"
    piece = client.post("/hotline/aside/", form(text="路灯坏了", address="", matter="")).content.decode()
    assert "西街检修停水" not in piece
    assert "0 reported already" in piece
    assert "<html" not in piece


def test_a_confidential_case_is_no_duplicate_to_be_seen(county: County) -> None:
    from gongzhi.cases.public import set_confidential

    other = staff.filed("water.burst", text="西街口水管爆了。")
    set_confidential(case_id=other, confidential=True, by=county.actor("operator"), at=timezone.now())
    assert str(other) not in shown(client_of("operator"), **form(matter="water.burst", do="look"))


def test_a_draft_outlives_a_reload_and_ends_with_the_filing(county: County) -> None:
    client, said = client_of("operator"), form(confidential="on", phone=PHONE)
    client.post("/hotline/aside/", said)
    page = client.get("/hotline/").content.decode()
    assert "我家停水了" in page
    assert said["once"] in page
    assert re.search(r'name="confidential"[^>]*checked', page)
    assert "我家停水了" not in client_of("dispatcher").get("/file/").content.decode()
    receipt = shown(client, **said, do="file")
    assert "我家停水了" not in client.get("/hotline/").content.decode()
    client.post("/hotline/aside/", said)  # a keystroke that was on its way
    after = client.get("/hotline/").content.decode()
    assert "我家停水了" not in after
    assert said["once"] not in after
    assert shown(client, **said, do="file") == receipt or "Code" in shown(client, **said, do="file")
    assert Case.objects.count() == 1, "sent again it is the same case"


@pytest.mark.django_db(transaction=True)
def test_the_number_of_the_call_goes_into_the_case_and_on_no_page(county: County) -> None:
    rings()
    client = client_of("operator")
    page = client.get("/hotline/").content.decode()
    assert "number ending in 0001" in page
    assert PHONE not in page
    assert re.search(r'name="number_of_call"[^>]*checked', page)
    receipt = shown(client, **form(number_of_call="on", confidential="on"), do="file")
    assert PHONE not in receipt
    case = Case.objects.get()
    assert (case.channel, case.confidential) == (Channel.HOTLINE, True)
    assert contacts_by_phone(PHONE) == [case.contact_id]
    assert "number ending in 0001" not in client_of("operator", language="en").get("/file/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_number_of_the_next_call_is_not_that_of_the_last_one(county: County) -> None:
    client, said = client_of("operator"), form(number_of_call="on")
    rings()
    client.post("/hotline/aside/", said)
    rings(caller="13800000009")  # the next one rings before the last one is filed
    assert "number ending in 0009" in client.get("/hotline/").content.decode()
    shown(client, **said, do="file")
    case = Case.objects.get()
    assert contacts_by_phone(PHONE) == [case.contact_id]
    assert contacts_by_phone("13800000009") == []


def test_a_call_at_an_extension_is_whose_telephone_it_is(county: County) -> None:
    rings(agent="801")
    client = client_of("operator")
    assert "No call on your telephone" in client.get("/hotline/").content.decode()
    assert "On the line" in shown(client, **form(), do="sit", extension="801")
    assert "On the line" in client.get("/hotline/line/").content.decode()


def test_the_caller_is_found_and_that_is_on_record(county: County) -> None:
    mine, other = staff.filed(), staff.filed(phone="13800000009")
    client = client_of("operator")
    page = shown(client, **form(), do="find", caller_phone="138 0000 0001")
    assert f"/loop/{mine}/" in page
    assert f"/loop/{other}/" not in page
    use = DataUse.objects.get()
    assert (use.subject, use.what, use.purpose) == (mine, "CALLER", "HANDLE")
    shown(client, **form(), do="find", caller_phone=PHONE)
    assert DataUse.objects.count() == 1, "the same reader on the same day is one line"
    assert "No case was found" in shown(client, **form(), do="find", caller_phone="13911112222")
    assert "No case was found" in shown(client, **form(), do="find", case_number="260302-1", case_code="XXXX")
    assert "Type the number and the code" in shown(client, **form(), do="find")
    assert "Type the number and the code" in shown(client, **form(), do="find_call"), "there is no call"
    assert "138 0000 0001" not in client.get("/hotline/").content.decode(), (
        "what was searched for is not kept"
    )


@pytest.mark.django_db(transaction=True)
def test_the_caller_is_found_by_the_number_of_the_call(county: County) -> None:
    mine = staff.filed()
    rings()
    page = shown(client_of("operator"), **form(), do="find_call")
    assert f"/loop/{mine}/" in page
    assert PHONE not in page


def test_a_case_is_found_by_number_and_code(county: County) -> None:
    client = client_of("operator")
    receipt = shown(client, **form(phone=PHONE), do="file")
    number, code = re.findall(r'receipt__code">([^<]+)<', receipt)
    page = shown(client, **form(), do="find", case_number=number, case_code=code)
    assert number in page
    assert f'value="{code}"' not in shown(client, **form(), do="look")


def test_an_article_answers_on_the_spot(county: County) -> None:
    version = article(county)
    client, said = client_of("operator"), form(name="")
    receipt = shown(client, **said, do=f"yes:{version}")
    assert "Your answer is on record" in receipt
    shown(client, **said, do=f"yes:{version}")  # a retry
    case = Case.objects.select_related("loop").get()
    assert (case.filer, case.loop.state, case.loop.matter) == ("ANONYMOUS", "answered", "water.burst")
    texts = " ".join(" ".join((fact.texts or {}).values()) for fact in case_story(case.loop_id))
    assert "先看停水公告。" in texts
    assert "停水怎么办" in texts
    view = versions_of_one(version)
    assert (view.yes, view.no, view.further) == (1, 0, 0)


def versions_of_one(version: int) -> Any:
    from gongzhi.knowledge.public import version_by_id

    return version_by_id(version)


def test_an_article_that_did_not_help_is_counted_once_for_a_call(county: County) -> None:
    version = article(county)
    client, said = client_of("operator"), form()
    for _time in range(2):
        assert "aria-pressed" in shown(client, **said, do=f"no:{version}")
    assert versions_of_one(version).no == 1
    shown(client, **said, do=f"further:{version}")
    view = versions_of_one(version)
    assert (view.no, view.further) == (0, 1)
    assert client.post("/hotline/", form() | {"do": "yes:999999"}).status_code == 422
    assert client.post("/hotline/", form() | {"do": "yes:²"}).status_code == 422
    assert not Case.objects.exists()


def test_an_expert_is_asked_for_by_a_note_to_the_desk(county: County) -> None:
    unit = county.unit("water")
    said = form(phone=PHONE, expert=str(unit))
    receipt = shown(client_of("operator"), **said, do="file")
    shown(client_of("operator"), **said, do="file")
    assert "an expert of Water bureau" in receipt
    notes = [fact for fact in case_story(Case.objects.get().loop_id) if fact.kind == "cases.noted"]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Write a few words first."),
        ({"phone": ""}, "phone"),
        ({"filer": "HELPER"}, "helper"),
        ({"text": "长" * 20_001, "phone": PHONE}, "characters"),
    ],
)
def test_what_cannot_be_filed_comes_back_with_what_was_typed(
    county: County, wrong: dict[str, str], said: str
) -> None:
    response = client_of("operator").post("/hotline/", form(needs_note="说慢一点") | wrong | {"do": "file"})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "说慢一点" in page
    assert "field__wrong" in page
    assert not Case.objects.exists()
    assert not Contact.objects.exists()


def test_a_point_on_the_map_says_where_and_an_age_group_is_counted_only(county: County) -> None:
    client = client_of("operator")
    said = form(address="", phone=PHONE, lon=str(IN_WEST[0]), lat=str(IN_WEST[1]), age="FROM_60")
    aside = client.post("/hotline/aside/", said).content.decode()
    assert "West Street" in aside
    page = client.get("/hotline/").content.decode()
    assert f'value="{IN_WEST[0]}"' in page, "a draft keeps its point"
    assert client.post("/hotline/", said | {"do": "file", "lon": "400"}).status_code == 422
    assert client.post("/hotline/", said | {"do": "file"}).status_code == 200
    case = Case.objects.get()
    assert (case.place_kind, case.grid, case.longitude_e6) == ("POINT", "999901100001001", 110005000)
    assert CaseAge.objects.get().band == "FROM_60"
    assert (
        client.post("/hotline/", form(do="file", lon="110.005", address="西街", phone=PHONE)).status_code
        == 200
    )
    assert Case.objects.get(place_kind="ADDRESS").longitude_e6 is None, "half a point is none"


def test_the_figures_say_number_and_interval(county: County) -> None:
    at = timezone.now() - timedelta(hours=2)
    for number in range(30):
        for event, after in ((CallEvent.RINGING, 0), (CallEvent.ANSWERED, 5 if number else 40)):
            told = Told(call=f"n{number}", event=event, at=at + timedelta(seconds=after))
            take_event(source=COUNTY_SOURCE, division=COUNTY, told=told, at=at)
    page = client_of("steward").get("/hotline/service/?days=7").content.decode()
    assert "29 / 30" in page
    assert "96.7 %" in page
    assert "30 / 30" in page
    assert "GB/T 33358-2016" in page
    assert re.findall(r"<dd>(\d+) seconds</dd>", page) == ["5", "5", "5"]
    assert "known of 30 calls" in page
    assert client_of("steward").get("/hotline/service/?days=x").status_code == 200
    empty = client_of("township-head").get("/hotline/service/").content.decode()
    assert "No calls in these days" in empty, "a county's calls are no town's"


COUNTY_SOURCE = new_id()
