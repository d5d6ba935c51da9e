"""The resident's pages by Django's client: each page, each act, each refusal; nothing typed is lost or leaks."""

import logging
import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.small_county import IN_WEST, WEST, County

from gongzhi.cases.facts import Satisfaction
from gongzhi.cases.public import (
    answer,
    ask,
    case_by_code,
    case_story,
    dispatch,
    handle,
    judge,
    resident_case,
)
from gongzhi.channels.portal import queries
from gongzhi.channels.portal.tries import TRIES
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT

pytestmark = pytest.mark.django_db
TEXT = "西街口的垃圾桶满了三天没人收。晚上有老鼠。"
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    queries.forget()
    cache.clear()


def report(
    client: Client, *, text: str = TEXT, place: dict | None = None, who: dict | None = None
) -> HttpResponse:
    client.post("/report", {"text": text})
    client.post("/report/place", place or {"address": "西街12号", "division": WEST})
    return client.post("/report/person", who or {"filer": "ANONYMOUS"})


def filed(client: Client, **more: dict) -> UUID:
    assert report(client, **more).headers["Location"] == "/report/receipt"
    return UUID(client.session["portal.case"])


def once_of(page: str, verb: str) -> str:
    found = re.search(rf'action="/case/{verb}".*?name="once" value="([^"]+)"', page, re.DOTALL)
    assert found, f"no form for {verb}"
    return found[1]


def staff(county: County, case_id: UUID, *, until: str, at: datetime | None = None) -> datetime:
    """Let the office work on a case until it is dispatched, working, asked or answered."""
    at = at or now()
    handler = county.actor("town-handler")
    from gongzhi.cases.public import classify

    dispatcher = county.actor("dispatcher")
    classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=at)
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=dispatcher, at=at)
    if until == "dispatched":
        return at
    handle(case_id=case_id, event="sign", by=handler, at=at)
    if until == "asked":
        ask(case_id=case_id, question="是哪一个垃圾桶？", by=handler, at=at)
    if until == "answered":
        answer(case_id=case_id, text="已清运，并增加一次晚间收运。", by=handler, at=at)
    return at


# -- the start page ---------------------------------------------------------------------------------


def test_the_start_page_says_what_can_be_done_and_how_to_reach_a_person(
    client: Client, county: County
) -> None:
    from gongzhi.organization.public import import_file
    from gongzhi.people.facts import SYSTEM

    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        "hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,0999-12345,桥县政务中心一楼,2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())
    page = client.get("/").content.decode()
    assert 'href="/report"' in page
    assert 'href="/follow"' in page
    assert page.count("0999-12345") >= 2
    assert "桥县政务中心一楼" in page
    english = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Report something" in english


def test_an_empty_installation_still_shows_the_start_page(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/report").status_code == 200


# -- reporting --------------------------------------------------------------------------------------


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


def test_a_county_without_desks_says_so_and_keeps_the_words(client: Client, county: County) -> None:
    from gongzhi.organization.models import Desk

    Desk.objects.all().delete()
    from gongzhi.organization.queries import matters

    matters._desks.cache_clear() if hasattr(matters._desks, "cache_clear") else None
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


# -- following --------------------------------------------------------------------------------------


def follow(client: Client, number: str, code: str) -> HttpResponse:
    return client.post("/follow", {"number": number, "code": code})


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


# -- acting -----------------------------------------------------------------------------------------


def test_the_page_of_a_case_says_state_next_step_clocks_and_story(client: Client, county: County) -> None:
    case_id = filed(client)
    page = client.get("/case/").content.decode()
    assert "正在确定承办单位" in page
    assert "县治理中心最迟" in page
    assert "承办单位还" in page or "还剩" in page or "办理" in page
    staff(county, case_id, until="answered")
    page = client.get("/case/").content.decode()
    assert "承办单位已经答复。" in page
    assert (
        page.index("桥头镇政府已答复") < page.index("案件已派给桥头镇政府") < page.index("您在网上反映了此事")
    )
    assert "依据：履职清单第12项" in page
    assert "town-handler" not in page


def send(client: Client, verb: str, **fields: str) -> HttpResponse:
    page = client.get("/case/").content.decode()
    return client.post(f"/case/{verb}", {"once": once_of(page, verb), **fields})


def kinds(case_id: UUID) -> list[str]:
    return [fact.kind for fact in case_story(case_id)]


def test_judging_asks_two_things_and_counts_once(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="answered")
    page = client.get("/case/").content.decode()
    fields = {"once": once_of(page, "judge"), "solved": "no", "satisfied": "SATISFIED", "text": "还是满的。"}
    for _click in range(2):
        assert client.post("/case/judge", fields).headers["Location"] == "/case/"
    case = resident_case(case_id)
    assert case
    assert (case.loop.state, case.solved, case.satisfied) == ("working", False, "SATISFIED")
    assert kinds(case_id).count("cases.judged") == 1
    assert "还是满的。" in client.get("/case/").content.decode()


def test_satisfaction_may_stay_open_but_solved_may_not(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="answered")
    page = send(client, "judge", text="谢谢你们。").content.decode()
    assert "请选择是否解决" in page
    assert "谢谢你们。" in page
    assert send(client, "judge", solved="yes", satisfied="").status_code == 302
    case = resident_case(case_id)
    assert case
    assert case.solved is True
    assert case.satisfied == ""


def test_adding_answering_urging(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="asked")
    page = client.get("/case/").content.decode()
    assert "是哪一个垃圾桶？" in page
    for verb, text in (("add", "今天又多了一车。"), ("reply", "菜场门口那个。"), ("urge", "")):
        fields = {"once": once_of(page, verb), "text": text}
        for _click in range(2):
            assert client.post(f"/case/{verb}", fields).headers["Location"] == "/case/"
    found = kinds(case_id)
    assert [found.count(kind) for kind in ("cases.added", "loops.clock_resumed", "loops.urged")] == [1, 1, 1]
    page = client.get("/case/").content.decode()
    assert "菜场门口那个。" in page
    assert 'action="/case/reply"' not in page


def test_withdrawing_and_opening_again(client: Client, county: County) -> None:
    case_id = filed(client)
    at = staff(county, case_id, until="answered")
    send(client, "withdraw", text="自己解决了。")
    page = client.get("/case/").content.decode()
    assert "正在向您核实" in page
    assert 'action="/case/withdraw"' not in page
    from gongzhi.cases.public import confirm_withdrawal

    confirm_withdrawal(case_id=case_id, meant=True, note="本人确认。", by=county.actor("caller"), at=at)
    page = client.get("/case/").content.decode()
    assert "您已撤回。" in page
    assert 'action="/case/add"' not in page
    fields = {"once": once_of(page, "reopen"), "text": "又堆起来了。"}
    for _click in range(2):
        assert client.post("/case/reopen", fields).headers["Location"] == "/case/"
    case = resident_case(case_id)
    assert case
    assert case.loop.ended_at is None


def test_what_the_rules_forbid_is_grey_and_refused_in_words(client: Client, county: County) -> None:
    case_id = filed(client)
    long_ago = now() - timedelta(days=100)
    from gongzhi.loops.models import Loop

    at = staff(county, case_id, until="answered")
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.BASICALLY, by=RESIDENT, at=at, drawn=999)
    Loop.objects.filter(id=case_id).update(ended_at=long_ago)
    page = client.get("/case/").content.decode()
    assert "重办期限已过" in page
    assert 'action="/case/reopen"' not in page
    refused = client.post("/case/reopen", {"text": "又堆起来了。", "once": str(uuid4())}).content.decode()
    assert "重办期限已过" in refused
    assert "又堆起来了。" in refused
    late = client.post("/case/add", {"text": "补充一句。", "once": str(uuid4())}).content.decode()
    assert "案件已经结束" in late
    assert "补充一句。" in late


@pytest.mark.parametrize("verb", ["add", "reply", "reopen"])
def test_empty_and_endless_words_are_refused_and_kept(client: Client, county: County, verb: str) -> None:
    filed(client)
    text = "长" * 20_001
    page = client.post(f"/case/{verb}", {"text": text, "once": str(uuid4())}).content.decode()
    assert "20001 字" in page
    assert text in page
    assert "还没有写内容" in client.post(f"/case/{verb}", {"text": " "}).content.decode()


def test_acts_nobody_offers_do_not_exist(client: Client, county: County) -> None:
    filed(client)
    assert client.post("/case/dispatch", {}).status_code == 404
    assert client.get("/case/add").status_code == 405


# -- nothing leaks ----------------------------------------------------------------------------------


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
