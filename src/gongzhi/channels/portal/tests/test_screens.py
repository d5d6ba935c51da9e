"""The resident's start page and report, by Django's client: nothing typed is lost."""

import re
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import IN_WEST, WEST, County, county_files, install_rules

from gongzhi.cases.public import case_by_code, resident_case
from gongzhi.channels.portal.tests.resident import PHONE, TEXT, filed, report
from gongzhi.kernel.instants import now
from gongzhi.organization.public import import_file, import_files
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_can_be_done_and_how_to_reach_a_person(
    client: Client, county: County
) -> None:
    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        "hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,0999-12345,桥县政务中心一楼,2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())
    page = client.get("/").content.decode()
    assert 'action="/report"' in page  # the first question stands here already
    assert '<textarea name="text"' in page
    assert 'href="/follow"' in page
    assert page.count("0999-12345") >= 2
    assert "桥县政务中心一楼" in page
    english = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "What is the matter?" in english


def test_an_empty_installation_still_shows_the_start_page(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/report").status_code == 200


def test_three_screens_and_a_receipt(client: Client, county: County) -> None:
    assert client.get("/report").status_code == 200
    assert client.post("/report", {"text": TEXT}).headers["Location"] == "/report/place"
    assert "西街社区" in client.get("/report/place").content.decode()
    to_person = client.post("/report/place", {"address": "西街12号", "division": WEST})
    assert to_person.headers["Location"] == "/report/person"
    check = client.get("/report/person").content.decode()
    assert TEXT in check
    assert "西街12号" in check
    done = client.post("/report/person", {"filer": "NAMED", "phone": "１３８ 0000-0001", "name": "王小满"})
    assert done.headers["Location"] == "/report/receipt"
    receipt = client.get("/report/receipt").content.decode()
    number, code = (re.sub(r"\s", "", found) for found in re.findall(r'receipt__code">([^<]+)<', receipt))
    case = case_by_code(number, code)
    assert case
    assert case.text == TEXT
    assert case.address == "西街12号"
    assert case.loop.division == WEST
    assert case.filer == "NAMED"
    assert case.has_contact
    assert TEXT in receipt
    assert "最迟" in receipt  # the date by which
    assert PHONE not in receipt
    # The draft is gone: the next report starts empty.
    assert TEXT not in client.get("/report").content.decode()


def test_a_point_on_the_map_finds_its_grid(client: Client, county: County) -> None:
    lon, lat = IN_WEST
    case = resident_case(filed(client, place={"lon": str(lon), "lat": str(lat)}))
    assert case
    assert case.grid == "999901100001001"


def test_no_particular_place_goes_to_the_county(client: Client, county: County) -> None:
    case = resident_case(filed(client, place={"nowhere": "on"}))
    assert case
    assert case.place_kind == "NONE"


def test_a_helper_names_both(client: Client, county: County) -> None:
    who = {"filer": "HELPER", "helper_name": "李梅", "helper_phone": "13900000002", "name": "王奶奶"}
    case = resident_case(filed(client, who=who))
    assert case
    assert case.filer == "HELPER"


def test_what_was_typed_for_another_choice_is_not_kept(client: Client, county: County) -> None:
    case = resident_case(filed(client, who={"filer": "ANONYMOUS", "phone": PHONE, "name": "王小满"}))
    assert case
    assert case.has_contact is False


@pytest.mark.parametrize(
    ("address", "fields", "said"),
    [
        ("/report", {"text": "  \n "}, "还没有写内容"),
        ("/report", {"text": "长" * 20_001}, "20001 字"),
        ("/report/place", {}, "请写明在哪里"),
        ("/report/place", {"address": "路" * 201}, "最多写 200 字"),
        ("/report/place", {"address": "西街", "division": "123456789012"}, "123456789012"),
        ("/report/place", {"lon": "110.0"}, "位置不完整"),
        ("/report/place", {"lon": "abc", "lat": "1"}, "位置不完整"),
        ("/report/person", {}, "请选一项"),
        ("/report/person", {"filer": "NAMED"}, "需要一个电话"),
        ("/report/person", {"filer": "NAMED", "phone": "请打我电话"}, "不是有效的电话"),
        ("/report/person", {"filer": "HELPER", "name": "王奶奶"}, "代办人"),
        ("/report/person", {"filer": "SOMEBODY"}, "SOMEBODY"),
    ],
)
def test_each_refusal_in_words_with_what_was_typed(
    client: Client, county: County, address: str, fields: dict[str, str], said: str
) -> None:
    if address != "/report":
        client.post("/report", {"text": TEXT})
    if address == "/report/person":
        client.post("/report/place", {"nowhere": "on"})
    response = client.post(address, fields)
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    for value in fields.values():
        if value.strip() and value not in ("123456789012", "SOMEBODY"):
            assert value in page


def test_a_point_outside_the_earth_is_refused_with_everything_kept(client: Client, county: County) -> None:
    page = report(client, place={"lon": "200", "lat": "95"}).content.decode()
    assert "这个位置不存在" in page
    assert TEXT in page


def test_a_megabyte_comes_back_and_more_is_413(client: Client, county: County) -> None:
    text = "长" * 340_000  # 1.02 MB of UTF-8
    page = client.post("/report", {"text": text})
    assert page.status_code == 200
    assert text in page.content.decode()
    assert "340000 字" in page.content.decode()
    assert text in client.get("/report").content.decode()
    assert client.post("/report", {"text": "长" * 400_000}).status_code == 413


def test_line_ends_of_browsers_do_not_count_twice(client: Client, county: County) -> None:
    text = "字\r\n" * 10_000  # 20,000 characters as people count them
    assert client.post("/report", {"text": text}).status_code == 302


def test_control_characters_are_refused_not_a_crash(client: Client, county: County) -> None:
    assert client.post("/report", {"text": "a\x00b"}).status_code == 200


def test_a_lost_session_loses_nothing(client: Client, county: County) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/place", {"address": "西街12号", "division": WEST})
    page = client.get("/report/person").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    client.cookies.clear()
    sent = client.post("/report/person", hidden | {"filer": "ANONYMOUS"})
    assert sent.headers["Location"] == "/report/receipt"
    case = resident_case(UUID(client.session["portal.case"]))
    assert case
    assert (case.text, case.address) == (TEXT, "西街12号")


def test_a_failed_csrf_check_gives_the_words_back(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/report", {"text": TEXT}, headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert TEXT in response.content.decode()


def test_sent_twice_it_is_filed_once_and_both_see_the_code(client: Client, county: County) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/place", {"nowhere": "on"})
    page = client.get("/report/person").content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {
        "filer": "ANONYMOUS"
    }
    client.post("/report/person", fields)
    first, receipt = client.session["portal.case"], client.session["portal.receipt"]
    client.post("/report/person", fields)
    assert client.session["portal.case"] == first
    assert client.session["portal.receipt"] == receipt
    # The same page with other words is another report, not a retry.
    client.post("/report/person", fields | {"text": "另一件事：路灯不亮。"})
    assert client.session["portal.case"] != first


def test_pages_out_of_order_lead_back(client: Client, county: County) -> None:
    assert client.get("/report/place").headers["Location"] == "/report"
    assert client.get("/report/person").headers["Location"] == "/report"
    client.post("/report", {"text": TEXT})
    assert client.get("/report/person").headers["Location"] == "/report/place"
    assert client.get("/report/receipt").headers["Location"] == "/follow"


def test_a_draft_can_be_thrown_away(client: Client, county: County) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/clear")
    assert TEXT not in client.get("/report").content.decode()


def test_a_county_without_desks_says_so_and_keeps_the_words(client: Client) -> None:
    import_files(files={n: f for n, f in county_files().items() if n != "desks"}, by=SYSTEM, at=now())
    install_rules()
    page = report(client).content.decode()
    assert "还没有设置受理台" in page
    assert TEXT in page


def test_why_we_ask_stands_beside_each_personal_field(client: Client, county: County) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/place", {"nowhere": "on"})
    page = client.get("/report/person").content.decode()
    assert page.count("个人信息保护法") >= 4
    assert "办结后 1 年" in page
    english = client.get("/report/person", headers={"accept-language": "en"}).content.decode()
    assert "Personal Information Protection Law" in english


def test_grids_for_the_map(client: Client, county: County) -> None:
    found = client.get("/report/grids.geojson").json()
    assert len(found["features"]) == 6


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What is not good yet"), ("zh-hans", "还没有做好的")], ids=("en", "zh")
)
def test_the_foot_of_each_page_leads_to_what_is_done_for_everybody(
    client: Client, county: County, language: str, words: str
) -> None:
    for path in ("/", "/report", "/follow", "/services/"):
        page = client.get(path, headers={"accept-language": language}).content.decode()
        assert 'href="/accessibility"' in page.partition("<footer")[2], path
    page = client.get("/accessibility", headers={"accept-language": language}).content.decode()
    assert words in page
    assert 'href="/forms/"' in page
