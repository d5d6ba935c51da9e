"""What an applicant sees of the own application and does with it: each act, each refusal, once."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.applications.facts import Grade
from gongzhi.applications.models import ApplicationMaterial, Decision, Rating
from gongzhi.applications.public import (
    ask,
    check_replay,
    confirm_withdrawal,
    deny,
    grant,
    rate,
    refuse,
    resident_application,
)
from gongzhi.applications.tests.steps import filed, state
from gongzhi.channels.services.tests.applicant import (
    NAME,
    PHONE,
    applied,
    days_ago,
    kinds,
    once_of,
    send,
    staff,
    upload,
)
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.photo_drafts import has_photo

pytestmark = pytest.mark.django_db


def mine(client: Client) -> str:
    return client.get("/application/").content.decode()


def test_the_page_says_state_next_step_clocks_and_story(client: Client, served: County) -> None:
    application_id = applied(client)
    page = mine(client)
    assert "已收到您的申请，正在转交承办单位。" in page
    assert "县治理中心最迟" in page
    assert page.count('class="clocks__label"') == 2
    staff(served, application_id, until="working")
    page = mine(client)
    assert "您的申请正在审查。" in page
    assert page.index("住建局开始审查") < page.index("已交住建局审查") < page.index("您在网上提出了申请")
    assert "housing-handler" not in page
    assert NAME in page
    assert PHONE not in page


def test_what_is_missing_is_asked_for_once_and_sent_once(client: Client, served: County) -> None:
    application_id = applied(client)
    staff(served, application_id, until="asked")
    page = mine(client)
    assert "还缺材料" in page
    assert "没有银行卡照片。" in page
    assert "只会请您补正这一次" in page
    fields = {"once": once_of(page, "supply"), "how-bank-card": "UPLOADED", "file-bank-card": ""}
    fields |= {"how-id-card": "COUNTER", "file-id-card": ""}
    for _click in range(2):  # a browser sends the file again, and it gets another token
        sent = client.post("/application/supply", fields | {"photo-bank-card": upload()})
        assert sent.headers["Location"] == "/application/"
    assert kinds(application_id).count("loops.clock_resumed") == 1
    assert ApplicationMaterial.objects.filter(key="bank-card", how="UPLOADED").count() == 1
    page = mine(client)
    assert "已提交，承办单位继续办理。" in page
    assert "承办单位恢复计时。" in page
    assert "还缺材料" not in page
    assert list(check_replay()) == []


def test_a_photo_survives_an_error_of_another_paper(client: Client, served: County) -> None:
    application_id = applied(client, papers={"how-id-card": "NOTHING", "how-bank-card": "NOTHING"})
    staff(served, application_id, until="asked")
    page = send(client, "supply", **{"photo-id-card": upload(), "file-id-card": "", "file-bank-card": ""})
    text = page.content.decode()
    assert "请选一项" in text
    assert "这张照片已经保存" in text
    (token,) = re.findall(r'name="file-id-card" value="([0-9a-f]{40})"', text)
    fields = {"how-id-card": "UPLOADED", "file-id-card": token, "how-bank-card": "NOTHING"}
    done = client.post(
        "/application/supply", {"once": once_of(text, "supply"), **fields, "file-bank-card": ""}
    )
    assert done.status_code == 302
    view = resident_application(application_id)
    assert view
    assert view.materials["id-card"].has_file
    assert not has_photo(token)
    assert view.loop.paused_until is None


def test_having_nothing_is_an_answer(client: Client, served: County) -> None:
    application_id = applied(client)
    staff(served, application_id, until="asked")
    papers = {f"{part}-{key}": value for key in ("id-card", "bank-card")
              for part, value in (("how", "NOTHING"), ("file", ""))}  # fmt: skip
    assert send(client, "supply", **papers).status_code == 302
    view = resident_application(application_id)
    assert view
    assert view.loop.paused_until is None
    assert "我没有这些材料。" in mine(client)


def test_what_the_list_does_not_name_is_answered_in_words(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    at = staff(served, application_id, until="working")
    examiner = served.actor("housing-handler")
    ask(application_id=application_id, missing={}, extra="请说明现在由谁照料。", by=examiner, at=at)
    assert "请说明现在由谁照料。" in mine(client)
    assert send(client, "supply").status_code == 200  # nothing said is no answer
    page = mine(client)
    said = {"once": once_of(page, "supply"), "text": "由女儿照料，住在一起。"}
    for _click in range(2):
        assert client.post("/application/supply", said).headers["Location"] == "/application/"
    assert kinds(application_id).count("loops.clock_resumed") == 1
    page = mine(client)
    assert "由女儿照料，住在一起。" in page
    assert "我没有这些材料。" not in page


def test_an_empty_answer_is_refused(client: Client, served: County) -> None:
    application_id = applied(client)
    staff(served, application_id, until="asked")
    assert "请选一项" in send(client, "supply").content.decode()
    view = resident_application(application_id)
    assert view
    assert view.loop.paused_until


def test_a_decision_with_document_is_confirmed_and_rated(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    staff(served, application_id, until="granted")
    page = mine(client)
    assert "已经批准，决定书在这里。" in page
    assert "年满80周岁，每月发放50元。" in page
    decision = Decision.objects.get()
    assert decision.verification in page
    paper = client.get(f"/application/decision/{decision.id}.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert "no-store" in paper.headers["Cache-Control"]
    for _click in range(2):
        client.post("/application/received", {"once": once_of(page, "received")})
    assert state(application_id) == "granted"
    page = mine(client)
    assert "请选一项" in send(client, "rate", text="很快。").content.decode()
    fields = {"once": once_of(page, "rate"), "grade": "5", "text": "很快。"}
    for _click in range(2):
        assert client.post("/application/rate", fields).status_code == 302
    assert kinds(application_id).count("applications.rated") == 1
    page = mine(client)
    assert "您的评价" in page
    assert "非常满意" in page
    assert 'action="/application/rate"' not in page
    again = client.post("/application/rate", {**fields, "once": str(uuid4())})
    assert "每件只评一次" in again.content.decode()


def test_not_right_goes_back_with_words(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    staff(served, application_id, until="granted")
    assert "还没有写内容" in send(client, "not_right", text=" ").content.decode()
    assert send(client, "not_right", text="姓名错了。").status_code == 302
    assert state(application_id) == "working"
    page = mine(client)
    assert "姓名错了。" in page
    assert "先前的决定" in page
    grant(application_id=application_id, reasons="已更正姓名。", by=served.actor("housing-handler"), at=now())
    page = mine(client)
    assert page.count("已更正姓名。") == 1  # in the decision, not in the story as well
    first, second = Decision.objects.order_by("id")
    assert f'href="/application/decision/{second.id}.pdf"' in page
    earlier = page.partition("此前的决定")[2]
    assert f'href="/application/decision/{first.id}.pdf"' in earlier
    assert client.get(f"/application/decision/{first.id}.pdf").status_code == 200


def test_a_denial_says_why_who_and_what_to_do(client: Client, served: County) -> None:
    application_id = applied(client)
    staff(served, application_id, until="proposed")
    page = mine(client)
    assert "户籍不在本县" not in page  # a proposal between offices is not for the applicant
    deny(
        application_id=application_id,
        reasons="户籍不在本县，依法不予批准。",
        by=served.actor("arbiter"),
        at=now(),
    )
    page = mine(client)
    assert "户籍不在本县，依法不予批准。" in page
    assert "县政府办" in page
    assert "行政复议" in page
    assert "60 日内" in page
    assert "6 个月内" in page
    assert send(client, "rate", grade="1", text="没说清楚。").status_code == 302
    assert Rating.objects.get().grade == Grade.VERY_BAD
    assert send(client, "reopen", text="户口本在这里。").status_code == 302
    assert state(application_id) == "arbitration"


def test_not_taken_up_says_where_to_go(client: Client, served: County) -> None:
    application_id = applied(client)
    refuse(
        application_id=application_id,
        reason="不属本县。",
        where_to_go="邻县民政局",
        by=served.actor("dispatcher"),
        at=now(),
    )
    page = mine(client)
    assert "您的申请没有受理。" in page
    assert "邻县民政局" in page
    assert "行政复议" in page


def test_urging_and_withdrawing(client: Client, served: County) -> None:
    application_id = applied(client)
    page = mine(client)
    for _click in range(2):
        client.post("/application/urge", {"once": once_of(page, "urge")})
    assert kinds(application_id).count("loops.urged") == 1
    fields = {"once": once_of(page, "withdraw"), "text": "已在外省领取。"}
    for _click in range(2):
        assert client.post("/application/withdraw", fields).headers["Location"] == "/application/"
    assert state(application_id) == "withdrawal_check"
    page = mine(client)
    assert "正在向您核实" in page
    assert 'action="/application/withdraw"' not in page
    confirm_withdrawal(
        application_id=application_id, meant=True, note="", by=served.actor("caller"), at=now()
    )
    page = mine(client)
    assert 'action="/application/urge"' not in page
    assert "还没有写内容" in send(client, "reopen", text="").content.decode()
    assert send(client, "reopen", text="外省停发了。").status_code == 302
    assert state(application_id) == "filed"


@pytest.mark.parametrize("verb", ["not_right", "reopen", "withdraw"])
def test_endless_words_are_refused_and_kept(client: Client, served: County, verb: str) -> None:
    applied(client)
    text = "长" * 20_001
    page = client.post(f"/application/{verb}", {"text": text, "once": str(uuid4())}).content.decode()
    assert "20001 字" in page
    assert text in page


def test_what_can_be_done_no_more_is_refused_in_words_with_what_was_typed(
    client: Client, served: County
) -> None:
    at = days_ago(100)
    old = filed(at=at)
    staff(served, old.loop_id, until="denied", at=at + timedelta(hours=1))
    client.post("/follow", {"number": old.number, "code": old.code})
    assert 'action="/application/reopen"' not in mine(client)
    page = client.post("/application/reopen", {"text": "还是不服。", "once": str(uuid4())}).content.decode()
    assert "重办期限已过" in page
    assert "还是不服。" in page


def test_number_and_code_open_a_case_or_an_application(client: Client, served: County) -> None:
    application_id = applied(client)
    kept = client.session["portal.receipt"]
    other = Client()
    done = other.post("/follow", {"number": kept["number"].replace("-", ""), "code": kept["code"].lower()})
    assert done.headers["Location"] == "/application/"
    assert UUID(other.session["portal.application"]) == application_id
    wrong = Client().post("/follow", {"number": kept["number"], "code": "AAAAAAAAAA"}).content.decode()
    assert "没有找到" in wrong
    assert 'href="/application/"' in other.get("/").content.decode()


def test_nobody_else_sees_it(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    staff(served, application_id, until="granted")
    material = ApplicationMaterial.objects.get(key="id-card")
    addresses = (
        f"/application/material/{material.id}",
        f"/application/decision/{Decision.objects.get().id}.pdf",
    )
    stranger, neighbour = Client(), Client()
    applied(neighbour)
    for address in addresses:
        assert client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
        assert neighbour.get(address).status_code == 404
    assert stranger.get("/application/").headers["Location"] == "/follow"
    assert stranger.get("/application/receipt").headers["Location"] == "/follow"
    sent = stranger.post("/application/not_right", {"text": "错", "application": str(application_id)})
    assert sent.headers["Location"] == "/application/"
    assert state(application_id) == "granted_out"
    assert str(material.id) not in neighbour.get("/application/").content.decode()
    client.post("/case/leave")
    for address in (*addresses, "/application/", "/application/receipt"):
        assert client.get(address).status_code in (302, 404)


def test_a_session_knows_one_matter_at_a_time(client: Client, served: County) -> None:
    applied(client)
    client.post("/report", {"text": "路灯不亮。"})
    client.post("/report/place", {"nowhere": "on"})
    client.post("/report/person", {"filer": "ANONYMOUS"})
    assert client.get("/application/").headers["Location"] == "/follow"
    assert client.get("/case/").status_code == 200


def test_what_people_type_is_text_never_code(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    staff(served, application_id, until="granted")
    send(client, "not_right", text="<b>粗体</b>")
    assert "<b>粗体" not in mine(client)


def test_acts_nobody_offers_do_not_exist(client: Client, served: County) -> None:
    applied(client)
    assert client.post("/application/grant", {}).status_code == 404
    assert client.get("/application/urge").status_code == 405


def test_a_rating_is_not_shown_to_the_next_at_this_screen(client: Client, served: County) -> None:
    done = filed(at=days_ago(3))
    staff(served, done.loop_id, until="denied", at=days_ago(2))
    rate(application_id=done.loop_id, grade=Grade.BAD, text="等太久。", by=RESIDENT, at=days_ago(1))
    client.post("/follow", {"number": done.number, "code": done.code})
    assert "不满意" in mine(client)
    client.post("/case/leave")
    assert client.get("/application/").status_code == 302


def test_name_and_telephone_are_erased_once_the_application_has_ended(client: Client, served: County) -> None:
    application_id = applied(client, papers={"photo-id-card": upload(), "how-bank-card": "HELD"})
    assert "/application/forget" not in mine(client)
    staff(served, application_id, until="granted")
    send(client, "received")
    page = mine(client)
    assert "删除我的姓名和电话" in page
    for _click in range(2):
        sent = client.post("/application/forget", {"once": once_of(page, "forget")})
        assert sent.headers["Location"] == "/application/"
    assert kinds(application_id).count("people.identity_erased") == 1
    page = mine(client)
    assert "您的姓名和联系方式已删除。" in page
    assert "/application/forget" not in page
