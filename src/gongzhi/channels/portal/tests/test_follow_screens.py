"""Following a case by number and code; what leaks nowhere."""

import logging
from uuid import uuid4

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.cases.public import resident_case
from gongzhi.channels.portal.tests.resident import (
    PHONE,
    TEXT,
    filed,
    follow,
    report,
    send,
    staff,
)
from gongzhi.channels.portal.tries import TRIES

pytestmark = pytest.mark.django_db


def test_number_and_code_open_the_case_however_they_are_typed(client: Client, county: County) -> None:
    filed(client)
    kept = client.session["portal.receipt"]
    for number in (kept["number"], kept["number"].replace("-", ""), kept["number"].replace("-", "－")):
        other = Client()
        code = f"{kept['code'][:5].lower()} {kept['code'][5:]}"
        assert follow(other, number, code).headers["Location"] == "/case/"
        assert TEXT in other.get("/case/").content.decode()


def test_wrong_ones_get_one_answer_and_then_a_pause(client: Client, county: County) -> None:
    filed(client)
    kept = client.session["portal.receipt"]
    other = Client()
    wrong_code = follow(other, kept["number"], "AAAAAAAAAA").content.decode()
    wrong_number = follow(other, "260302-9999999", kept["code"]).content.decode()
    sentence = "没有找到与这个编号和查询码相符的案件"
    assert sentence in wrong_code
    assert sentence in wrong_number
    for _try in range(TRIES - 2):
        assert follow(other, kept["number"], "BBBBBBBBBB").status_code == 200
    stopped = follow(other, kept["number"], kept["code"])
    assert stopped.status_code == 429
    assert "15 分钟" in stopped.content.decode()
    # Somebody elsewhere is not held up, and the one held up can still report.
    assert Client(REMOTE_ADDR="198.51.100.7").post("/follow", kept).status_code == 302
    assert other.get("/report").status_code == 200


def test_tries_are_counted_without_the_address(client: Client, county: County) -> None:
    from django.db import connection

    follow(client, "260302-9999999", "AAAAAAAAAA")
    with connection.cursor() as cursor:
        cursor.execute("select cache_key, value from gongzhi_cache")
        rows = str(cursor.fetchall())
    assert "tries" in rows
    assert "127.0.0.1" not in rows


def test_without_number_and_code_no_case(client: Client, county: County) -> None:
    case_id = filed(client)
    stranger = Client()
    assert stranger.get("/case/").headers["Location"] == "/follow"
    assert stranger.get("/report/receipt").headers["Location"] == "/follow"
    response = stranger.post("/case/withdraw", {"text": "", "case": str(case_id), "once": str(uuid4())})
    assert response.headers["Location"] == "/case/"
    case = resident_case(case_id)
    assert case
    assert case.loop.state == "registered"
    assert stranger.get(f"/case/{case_id}").status_code in (404, 405)


def test_leaving_closes_the_case_on_this_screen(client: Client, county: County) -> None:
    filed(client)
    client.post("/case/leave")
    assert client.get("/case/").headers["Location"] == "/follow"
    assert client.get("/report/receipt").headers["Location"] == "/follow"


def test_following_another_case_forgets_the_receipt_of_the_first(client: Client, county: County) -> None:
    other = Client()
    filed(other, text="另一件事：路灯不亮。")
    kept = other.session["portal.receipt"]
    filed(client)
    follow(client, kept["number"], kept["code"])
    assert "路灯不亮" in client.get("/case/").content.decode()
    assert client.get("/report/receipt").headers["Location"] == "/follow"


def test_no_word_number_or_code_in_addresses_and_logs(
    client: Client, county: County, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        where = [report(client, who={"filer": "NAMED", "phone": PHONE, "name": "王小满"}).headers["Location"]]
        kept = client.session["portal.receipt"]
        where.append(follow(client, kept["number"], kept["code"]).headers["Location"])
        where.append(send(client, "add", text="今天又多了一车。").headers["Location"])
        follow(client, kept["number"], "WRONGWRONG")
    told = caplog.text + " ".join(where)
    for secret in (PHONE, "王小满", kept["code"], "WRONGWRONG", "又多了一车", "西街口"):
        assert secret not in told
    assert kept["number"] not in " ".join(where)


def test_a_case_is_not_kept_by_caches(client: Client, county: County) -> None:
    filed(client)
    for address in ("/case/", "/report/receipt", "/follow"):
        assert "no-store" in client.get(address).headers["Cache-Control"]
    assert client.cookies["sessionid"]["expires"] == ""  # ends with the browser


def test_what_people_type_is_text_never_code(client: Client, county: County) -> None:
    case_id = filed(client, text="<script>alert(1)</script>路灯坏了。")
    assert "<script>alert" not in client.get("/case/").content.decode()
    staff(county, case_id, until="working")
    send(client, "add", text="<b>粗体</b>")
    assert "<b>粗体" not in client.get("/case/").content.decode()
