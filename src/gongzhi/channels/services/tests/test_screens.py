"""What can be applied for, and how one applies, by Django's client: nothing typed or chosen is lost."""

import logging
import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.small_county import County

from gongzhi.applications.models import Application, ApplicationMaterial
from gongzhi.applications.public import application_by_code, resident_application
from gongzhi.applications.tests.steps import CATALOGUE_TABLES
from gongzhi.catalogue.public import publish_item, shipped_items
from gongzhi.channels.services.tests.applicant import (
    ANSWERS,
    HERE,
    MYSELF,
    NAME,
    PAPERS,
    PHONE,
    applied,
    apply,
    hidden,
    upload,
)
from gongzhi.kernel.instants import now
from gongzhi.organization.public import import_file
from gongzhi.people.facts import SYSTEM
from gongzhi.ui.photo_drafts import has_photo, kept_photo

pytestmark = pytest.mark.django_db


def test_the_list_shows_what_somebody_here_has_the_power_for(client: Client, served: County) -> None:
    page = client.get("/services/").content.decode()
    assert 'href="/services/old-age-allowance/"' in page
    assert "承诺 10 个工作日办结" in page
    assert "不收费" in page
    # Published, but its matter is not in this county's tree: nobody here could decide about it.
    assert "sole-trader" not in page


def test_the_start_page_leads_to_it(client: Client, served: County) -> None:
    assert 'href="/services/"' in client.get("/").content.decode()


def test_an_empty_catalogue_says_so(client: Client, county: County) -> None:
    assert "还没有可以申请的事项" in client.get("/services/").content.decode()


def test_a_guide_says_materials_times_channels_and_remedy(client: Client, served: County) -> None:
    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        "housing,HOUSING_BUREAU,999901000000,住建局,Housing bureau,1,0999-555,一楼 5 号窗口,2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())
    page = client.get("/services/old-age-allowance/").content.decode()
    for said in (
        *("申请人身份证", "核对年龄和户籍", "申请人银行卡或社保卡"),
        *("承诺时限", "10 个工作日", "法定时限", "20 个工作日"),
        *("打电话", "到窗口", "上门办", "行政复议", "行政诉讼", "《老年人权益保障法》第三十三条"),
        *("0999-555", "一楼 5 号窗口", "不用跑", "不收费", "住建局"),
    ):
        assert said in page, said
    assert f'href="{HERE}/"' in page
    english = client.get("/services/old-age-allowance/", headers={"accept-language": "en"}).content.decode()
    assert "We promise" in english
    assert "The law allows" in english


def test_unknown_items_and_situations_do_not_exist(client: Client, served: County) -> None:
    for address in ("/services/nothing/", "/services/nothing/first/", "/services/old-age-allowance/second/"):
        assert client.get(address).status_code == 404


def test_three_questions_and_a_receipt(client: Client, served: County) -> None:
    assert client.get(f"{HERE}/").status_code == 200
    assert client.post(f"{HERE}/", ANSWERS).headers["Location"] == f"{HERE}/papers"
    papers = client.get(f"{HERE}/papers").content.decode()
    assert "在这里上传照片" in papers
    assert "现在没有" in papers
    assert client.post(f"{HERE}/papers", PAPERS).headers["Location"] == f"{HERE}/person"
    check = client.get(f"{HERE}/person").content.decode()
    for said in (NAME, "1944-05-02", "自己家里", "西街社区", "带到窗口", "现在没有"):
        assert said in check, said
    done = client.post(f"{HERE}/person", {**MYSELF, "phone": "１３８ 0000-0001"})
    assert done.headers["Location"] == "/application/receipt"
    receipt = client.get("/application/receipt").content.decode()
    number, code = (re.sub(r"\s", "", found) for found in re.findall(r'receipt__code">([^<]+)<', receipt))
    view = application_by_code(number, code)
    assert view
    assert view.answers == {"applicant-name": NAME, "born-on": "1944-05-02", "living": "home"}
    assert (view.channel, view.filer, view.has_contact) == ("PORTAL", "SELF", True)
    assert view.materials["id-card"].how == "COUNTER"
    assert "最迟" in receipt
    assert PHONE not in receipt
    assert NAME not in client.get(f"{HERE}/").content.decode()  # the draft is gone


def test_a_helper_names_both(client: Client, served: County) -> None:
    who = {"filer": "HELPER", "helper_name": "李梅", "helper_phone": "13900000002", "phone": ""}
    assert apply(client, **who).status_code == 302
    view = resident_application(UUID(client.session["portal.application"]))
    assert view
    assert view.filer == "HELPER"


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("", {**ANSWERS, "field-applicant-name": ""}, "老人姓名”还没有填写"),
        ("", {**ANSWERS, "field-born-on": "2.5.1944"}, "不是有效的日期"),
        ("", {**ANSWERS, "field-living": "moon"}, "moon"),
        ("", {**ANSWERS, "division": ""}, "请选择所在乡镇或社区"),
        ("", {**ANSWERS, "field-applicant-name": "长" * 501}, "长" * 501),
        ("papers", {"how-id-card": "COUNTER"}, "请选一项"),
        ("papers", {**PAPERS, "how-id-card": "UPLOADED"}, "请选择照片"),
        ("person", {"filer": "SELF", "name": NAME}, "需要一个电话"),
        ("person", {**MYSELF, "phone": "请打我电话"}, "不是有效的电话"),
        ("person", {**MYSELF, "filer": "HELPER"}, "代办人"),
        ("person", {**MYSELF, "filer": ""}, "请选一项"),
    ],
)
def test_each_refusal_in_words_with_what_was_typed(
    client: Client, served: County, page: str, fields: dict[str, str], said: str
) -> None:
    if page:
        client.post(f"{HERE}/", ANSWERS)
    if page == "person":
        client.post(f"{HERE}/papers", PAPERS)
    response = client.post(f"{HERE}/{page}", fields)
    text = response.content.decode()
    assert response.status_code == 200
    assert said in text
    for name, value in fields.items():
        if value and name in ("field-applicant-name", "field-born-on", "name", "phone"):
            assert value in text, name
    assert not Application.objects.exists()


def test_a_county_without_the_power_says_so_and_keeps_everything(client: Client, county: County) -> None:
    import_file(table="matters", data=CATALOGUE_TABLES["matters"].encode(), by=SYSTEM, at=now())
    for file in shipped_items():
        publish_item(text=file.read_text(encoding="utf-8"), by=SYSTEM, at=now())
    page = apply(client).content.decode()
    assert "还没有单位办理这个事项" in page
    assert NAME in page


def test_a_photo_stands_on_the_server_from_the_moment_it_is_chosen(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    # The other paper is not answered, so the page comes back; the photo is kept.
    page = client.post(f"{HERE}/papers", {"photo-id-card": upload()}).content.decode()
    assert "请选一项" in page
    assert "这张照片已经保存" in page
    assert client.get(f"{HERE}/photo/id-card").headers["Content-Type"] == "image/jpeg"
    token = client.session["services.draft"]["file-id-card"]
    assert has_photo(token)
    # Whoever chose a photo means it, and need not choose it twice.
    fields = {"how-id-card": "UPLOADED", "file-id-card": token, "how-bank-card": "NOTHING"}
    assert client.post(f"{HERE}/papers", fields).headers["Location"] == f"{HERE}/person"
    sent = kept_photo(token)
    client.post(f"{HERE}/person", MYSELF)
    row = ApplicationMaterial.objects.get(key="id-card")
    assert (row.how, row.state) == ("UPLOADED", "GIVEN")
    assert client.get(f"/application/material/{row.id}").content == sent
    assert not has_photo(token)  # nothing of the draft stays behind
    assert client.get(f"{HERE}/photo/id-card").status_code == 404


def test_a_refused_photo_does_not_take_the_place_of_a_good_one(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", {"photo-id-card": upload()})
    token = client.session["services.draft"]["file-id-card"]
    bad = SimpleUploadedFile("a.jpg", b"%PDF-1.7 not a photo", "image/jpeg")
    fields = {"how-id-card": "UPLOADED", "file-id-card": token, "photo-id-card": bad, "how-bank-card": "HELD"}
    page = client.post(f"{HERE}/papers", fields).content.decode()
    assert "不是可以识别的照片" in page
    assert client.session["services.draft"]["file-id-card"] == token
    assert has_photo(token)


def test_a_lost_session_loses_nothing(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", {"photo-id-card": upload(), "how-bank-card": "HELD"})
    fields = hidden(client.get(f"{HERE}/person").content.decode())
    client.cookies.clear()
    sent = client.post(f"{HERE}/person", fields | MYSELF)
    assert sent.headers["Location"] == "/application/receipt"
    view = resident_application(UUID(client.session["portal.application"]))
    assert view
    assert view.materials["id-card"].has_file
    assert view.materials["bank-card"].how == "HELD"


def test_a_failed_csrf_check_gives_the_words_back(served: County) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"{HERE}/", ANSWERS, headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert NAME in response.content.decode()


def test_sent_twice_it_is_filed_once_and_both_see_the_code(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", {"photo-id-card": upload(), "how-bank-card": "HELD"})
    fields = hidden(client.get(f"{HERE}/person").content.decode()) | MYSELF
    client.post(f"{HERE}/person", fields)
    first, receipt = client.session["portal.application"], client.session["portal.receipt"]
    client.post(f"{HERE}/person", fields)
    assert client.session["portal.application"] == first
    assert client.session["portal.receipt"] == receipt
    assert Application.objects.count() == 1
    # The same page with another name is another application, not a retry.
    client.post(f"{HERE}/person", fields | {"name": "李大山"})
    assert Application.objects.count() == 2


def test_pages_out_of_order_lead_back(client: Client, served: County) -> None:
    assert client.get(f"{HERE}/papers").headers["Location"] == f"{HERE}/"
    assert client.get(f"{HERE}/person").headers["Location"] == f"{HERE}/"
    client.post(f"{HERE}/", ANSWERS)
    assert client.get(f"{HERE}/person").headers["Location"] == f"{HERE}/papers"
    assert client.get("/application/receipt").headers["Location"] == "/follow"


def test_a_draft_can_be_thrown_away_with_its_photos(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", {"photo-id-card": upload(), "how-bank-card": "HELD"})
    token = client.session["services.draft"]["file-id-card"]
    done = client.post("/services/old-age-allowance/clear")
    assert done.headers["Location"] == "/services/old-age-allowance/"
    assert NAME not in client.get(f"{HERE}/").content.decode()
    assert not has_photo(token)


def test_a_draft_of_one_item_is_not_that_of_another(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    page = client.get("/services/disability-allowance/first/").content.decode()
    assert NAME not in page


def test_why_we_ask_stands_beside_each_personal_field(client: Client, served: County) -> None:
    first = client.get(f"{HERE}/").content.decode()
    assert "看是不是年满 80 周岁" in first
    assert first.count("个人信息保护法") == 3
    client.post(f"{HERE}/", ANSWERS)
    assert client.get(f"{HERE}/papers").content.decode().count("个人信息保护法") == 2
    client.post(f"{HERE}/papers", PAPERS)
    assert client.get(f"{HERE}/person").content.decode().count("个人信息保护法") == 5


def test_no_word_number_or_code_in_addresses_and_logs(
    client: Client, served: County, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        where = [client.post(f"{HERE}/", ANSWERS).headers["Location"]]
        where.append(client.post(f"{HERE}/papers", PAPERS).headers["Location"])
        where.append(client.post(f"{HERE}/person", MYSELF).headers["Location"])
        kept = client.session["portal.receipt"]
        where.append(client.post("/follow", kept).headers["Location"])
    told = caplog.text + " ".join(where)
    for secret in (PHONE, NAME, "1944-05-02", kept["code"]):
        assert secret not in told
    assert kept["number"] not in " ".join(where)


def test_an_application_is_not_kept_by_caches(client: Client, served: County) -> None:
    applied(client)
    for address in ("/application/", "/application/receipt"):
        assert "no-store" in client.get(address).headers["Cache-Control"]
    assert "no-cache" in client.get(f"{HERE}/").headers["Cache-Control"]
    assert client.cookies["sessionid"]["expires"] == ""  # ends with the browser
