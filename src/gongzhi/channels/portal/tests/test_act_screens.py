"""What a resident does with the own case: each act, each refusal, once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.facts import Channel, Satisfaction
from gongzhi.cases.models import Case
from gongzhi.cases.public import Place, confirm_withdrawal, file_case, judge, resident_case
from gongzhi.channels.portal.tests.resident import TEXT, filed, follow, kinds, once_of, send, staff
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import identity_stands

pytestmark = pytest.mark.django_db


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
    at = now() - timedelta(days=100)
    old = file_case(text=TEXT, place=Place(division=WEST), channel=Channel.PORTAL, by=RESIDENT, at=at)
    staff(county, old.loop_id, until="answered", at=at)
    judge(case_id=old.loop_id, solved=True, satisfied=Satisfaction.BASICALLY, by=RESIDENT, at=at, drawn=999)
    follow(client, old.number, old.code or "")
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


def test_name_and_telephone_are_erased_once_the_case_has_ended(client: Client, county: County) -> None:
    who = {"filer": "NAMED", "name": "王小满", "phone": "13800000001"}
    case_id = filed(client, who=who)
    assert "/case/forget" not in client.get("/case/").content.decode(), "the office still needs them"
    page = client.post("/case/forget", {"once": str(uuid4())}).content.decode()
    assert "事项还没有办结" in page
    staff(county, case_id, until="answered")
    send(client, "judge", solved="yes", satisfied="SATISFIED")
    page = client.get("/case/").content.decode()
    assert "删除我的姓名和电话" in page
    assert "《个人信息保护法》第四十七条" in page, "what stays, and why"
    fields = {"once": once_of(page, "forget")}
    for _click in range(2):
        assert client.post("/case/forget", fields).headers["Location"] == "/case/"
    assert kinds(case_id).count("people.identity_erased") == 1
    page = client.get("/case/").content.decode()
    assert "您的姓名和联系方式已删除。" in page
    assert "/case/forget" not in page
    assert TEXT in page, "what was written stays for its own time"
    assert not identity_stands(contact_of(case_id))


def contact_of(case_id: UUID) -> UUID | None:
    return Case.objects.values_list("contact_id", flat=True).get(loop=case_id)


def test_who_left_nothing_is_not_asked_to_have_it_erased(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="answered")
    send(client, "judge", solved="yes", satisfied="SATISFIED")
    assert "/case/forget" not in client.get("/case/").content.decode()
