"""Every page and every step of staff, over HTTP: what works, what is refused, and that nothing typed is lost."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.small_county import WEST, County

from gongzhi.cases.public import case_for, note
from gongzhi.cases.queries import case_story as story_of
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, post

pytestmark = pytest.mark.django_db


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def step(login: str, case_id: UUID, key: str, *, status: int = 302, **data: object) -> str:
    """Do one step over HTTP, expect the status, and return the page."""
    response = post(client_of(login), f"/loop/{case_id}/{key}/", **data)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_render_for_those_who_work_on_them(county: County, language: str) -> None:
    case_id = staff.filed()
    pages = {
        "dispatcher": ("/work/", "/desk/", f"/desk/{case_id}/", "/desk/matters/?q=waste", "/file/"),
        "operator": ("/work/", "/file/", "/file/grids.geojson", "/list/", f"/loop/{case_id}/"),
        "leader": ("/board/", "/list/", f"/loop/{case_id}/", f"/loop/{case_id}/place.geojson"),
        "steward": ("/board/", "/board/numbers/", "/board/map/"),
        "admin": ("/accounts/", "/accounts/?q=town", "/organization/"),
        "town-handler": ("/work/", "/work/?view=waiting", "/post/"),
    }
    for login, paths in pages.items():
        client = client_of(login, language=language)
        for path in paths:
            assert client.get(path).status_code == 200, (login, path)


def test_the_straight_way_by_forms(county: County) -> None:
    case_id = staff.filed()
    desk = post(client_of("dispatcher"), f"/desk/{case_id}/dispatch/", unit=county.unit("town"))
    assert desk.status_code == 302
    assert state(case_id) == "dispatched"
    step("town-handler", case_id, "sign")
    step("town-handler", case_id, "contact", text="约下午到现场。")
    step("town-handler", case_id, "answer", finding="SOLVED", text="已清运。")
    assert state(case_id) == "answered"


def test_every_further_step_of_staff_by_its_form(county: County) -> None:
    case_id = staff.working(county)
    step("town-handler", case_id, "note", text="人手不够。")
    step("town-handler", case_id, "ask", text="是哪一个垃圾桶？")
    assert "clock paused" in client_of("town-handler").get(f"/loop/{case_id}/").content.decode()
    step("town-handler", case_id, "ask_up", reason="职责不清。")
    step("arbiter", case_id, "decide", unit=county.unit("town"), reason="属地先行处置。")
    assert state(case_id) == "dispatched"
    second = staff.arbitration(county)
    step("arbiter", second, "conclude", reason="已按标准清运。")
    assert state(second) == "concluded"
    third = staff.dispatched(county)
    step("town-handler", third, "return", reason="不在本镇职责内。", citation="履职清单第9项")
    page = client_of("dispatcher").get(f"/desk/{third}/").content.decode()
    assert "不在本镇职责内" in page
    assert "履职清单第9项" in page
    response = post(client_of("dispatcher"), f"/desk/{third}/deny_return/", reason="属本镇职责。")
    assert response.status_code == 302
    assert state(third) == "dispatched"


def test_the_desks_after_the_work_by_their_forms(county: County) -> None:
    first = staff.calling(county)
    step("caller", first, "not_reached")
    page = step("caller", first, "not_reached", status=409)
    assert "called" in page.lower()
    step("caller", first, "solved", satisfied="SATISFIED", text="已经清了。")
    view = case_for(SYSTEM, first)
    assert view
    assert (view.solved, view.satisfied, view.judged_via) == (True, "SATISFIED", "CALLBACK")
    second = staff.calling(county)
    step("caller", second, "not_solved", satisfied="")
    assert state(second) == "working"
    third, fourth = staff.rechecking(county), staff.rechecking(county)
    step("verifier", third, "recheck_ok", text="现场干净。")
    step("verifier", fourth, "recheck_bad", reason="现场仍有垃圾。")
    assert (state(third), state(fourth)) == ("closed", "working")


def test_the_head_approves_or_sends_back(county: County) -> None:
    case_id = staff.working(county, "housing", "housing.leak")
    step("housing-handler", case_id, "answer", finding="SOLVED", text="已修。")
    inbox = client_of("housing-head").get("/work/").content.decode()
    assert "For your approval" in inbox
    step("housing-head", case_id, "send_back", reason="写明谁修的。")
    step("housing-handler", case_id, "answer", finding="SOLVED", text="3月2日由维修队更换防水层。")
    step("housing-head", case_id, "approve")
    assert state(case_id) == "answered"


def test_refusing_says_where_to_go(county: County) -> None:
    case_id = staff.filed()
    client = client_of("dispatcher")
    ground = {"reason_code": "OTHER_PROCEDURE", "destination": "COURT"}
    said = {**ground, "reason": "已在诉讼中，法院正在审理。", "where_to_go": ""}
    missing = post(client, f"/desk/{case_id}/refuse/", **said)
    assert missing.status_code == 422
    assert "已在诉讼中，法院正在审理。" in missing.content.decode()
    said = {**ground, "reason": "已在诉讼中。", "where_to_go": "县法院 12368"}
    done = post(client, f"/desk/{case_id}/refuse/", **said)
    assert done.status_code == 302
    assert state(case_id) == "refused"


def test_the_duty_table_refuses_with_citation_and_the_way_out(county: County) -> None:
    case_id = staff.filed("housing.leak")
    client = client_of("dispatcher")
    response = post(client, f"/desk/{case_id}/dispatch/", other=county.unit("town"), note="请速办")
    page = response.content.decode()
    assert response.status_code == 409
    assert "履职清单收回第4项" in page
    assert "Send to Housing bureau" in page
    assert "Overrule the duty table" not in page
    assert "请速办" in page
    right = post(client, f"/desk/{case_id}/dispatch/", unit=county.unit("housing"), other="")
    assert right.status_code == 302
    assert state(case_id) == "dispatched"


def test_a_superior_designates_a_unit_against_the_duty_table(county: County) -> None:
    case_id, town = staff.filed("housing.leak"), county.unit("town")
    assert "Designate a unit" in client_of("leader").get(f"/loop/{case_id}/").content.decode()
    for login in ("supervisor", "dispatcher", "township-head"):
        assert "Designate a unit" not in client_of(login).get(f"/loop/{case_id}/").content.decode()
    again = step("leader", case_id, "designate", status=422, other=town, reason="")
    assert state(case_id) == "registered"
    assert "Why this unit" in again
    step("leader", case_id, "designate", other=town, reason="住户安置由镇里牵头。")
    named = story_of(case_id)[-1]
    assert named.data["overruled"] is True
    assert named.actor == county.actor("leader").name()
    assert state(case_id) == "dispatched"


def test_correcting_the_matter_changes_the_proposal(county: County) -> None:
    case_id = staff.filed("")
    client = client_of("dispatcher")
    assert "No matter is set yet" in client.get(f"/desk/{case_id}/").content.decode()
    found = client.get(f"/desk/{case_id}/?q=漏水").content.decode()
    assert 'value="housing.leak"' in found
    assert 'value="city.waste.street"' not in found
    response = post(client, f"/desk/{case_id}/classify/", matter="housing.leak", follow=True)
    assert response.status_code == 302
    assert "Send to Housing bureau" in client.get(f"/desk/{case_id}/").content.decode()


def test_two_act_at_once_one_result_one_refusal_and_the_text_is_kept(county: County) -> None:
    case_id = staff.working(county)
    step("town-handler", case_id, "answer", finding="SOLVED", text="已清运。")
    page = step("town-head", case_id, "answer", status=409, finding="SOLVED", text="我也写了一段答复。")
    assert "我也写了一段答复。" in page
    assert "This is not possible now" in page
    moved = [fact for fact in story_of(case_id) if fact.data.get("event") == "answer"]
    assert len(moved) == 1


def test_a_double_click_does_nothing_twice(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    for key, data in {
        "note": {"text": "备注"},
        "contact": {"text": "已联系"},
        "answer": {"text": "已清运。", "finding": "SOLVED"},
    }.items():
        once = str(new_id())
        before = len(story_of(case_id))
        first = client.post(f"/loop/{case_id}/{key}/", {"once": once, **data})
        after = len(story_of(case_id))
        second = client.post(f"/loop/{case_id}/{key}/", {"once": once, **data})
        assert (first.status_code, second.status_code) == (302, 302), key
        assert before < after == len(story_of(case_id)), key


def test_what_may_not_be_done_is_grey_with_the_reason(county: County) -> None:
    case_id = staff.arbitration(county)
    step("arbiter", case_id, "decide", unit=county.unit("town"), reason="属地先行处置。")
    page = client_of("town-handler").get(f"/loop/{case_id}/").content.decode()
    button = re.search(r"<button[^>]*disabled[^>]*>Return to dispatcher</button>", page)
    assert button
    assert "cannot be returned" in page
    refused = step("town-handler", case_id, "return", status=409, reason="再退一次。")
    assert "再退一次。" in refused


def test_the_inbox_shows_what_is_owed_and_what_is_waited_for(county: County) -> None:
    first, second = staff.dispatched(county), staff.answered(county)
    page = client_of("town-handler").get("/work/").content.decode()
    assert f"/loop/{first}/" in page.split("Waiting for others</h2>")[0]
    waiting = client_of("town-handler").get("/work/?view=waiting").content.decode()
    assert f"/loop/{second}/" in waiting
    assert f"/loop/{first}/" not in waiting
    assert "Nothing to do now" in client_of("water-handler").get("/work/").content.decode()


def test_the_callback_desk_sees_only_those_drawn(county: County) -> None:
    drawn, left = staff.calling(county), staff.calling(county, wanted=False)
    page = client_of("caller").get("/work/").content.decode()
    assert f"/loop/{drawn}/" in page
    assert f"/loop/{left}/" not in page


def test_first_contact_stands_before_the_answer(county: County) -> None:
    staff.working(county)
    assert "contact the resident" in client_of("town-handler").get("/work/").content.decode()


def test_the_board_counts_and_each_number_leads_to_its_list(county: County) -> None:
    staff.filed()
    staff.working(county)
    client = client_of("leader")
    page = client.get("/board/").content.decode()
    links = set(re.findall(r'href="(/list/[^"]+)"', page))
    assert links
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    listed = client.get("/list/?state=open&matter=city").content.decode()
    assert listed.count("rows__row") >= 2
    assert "Nothing matches" in client.get("/list/?state=unconfirmed").content.decode()
    assert "· 2</title>" in client.get("/board/map/").content.decode()


def test_unchanged_numbers_are_not_sent_again(county: County) -> None:
    client = client_of("leader")
    first = client.get("/board/numbers/", headers={"HX-Request": "true"})
    again = client.get(
        "/board/numbers/", headers={"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)
    staff.filed()
    changed = client.get(
        "/board/numbers/", headers={"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    )
    assert changed.status_code == 200


def test_a_number_typed_into_the_list_opens_the_sheet(county: County) -> None:
    row = loop_row(staff.filed())
    assert row
    response = client_of("leader").get("/list/", {"q": row.number})
    assert response.headers["Location"] == f"/loop/{row.id}/"


@pytest.mark.parametrize("path", ["/work/", "/desk/", "/board/", "/list/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(county: County, path: str) -> None:
    login = "town-handler" if path == "/work/" else "dispatcher"

    def once() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    def queries() -> int:
        return min(once() for _ in range(3))  # a cache of rules may run out in between

    client = client_of(login)

    staff.dispatched(county)
    staff.filed()
    few = queries()
    for _ in range(4):
        staff.dispatched(county)
        staff.filed()
    assert queries() <= few <= 34


def test_filing_for_a_caller_and_answering_at_once(county: County) -> None:
    client, once = client_of("operator"), str(new_id())
    form = {
        "once": once,
        "channel": "HOTLINE",
        "text": "来电咨询：高龄津贴怎么申请？",
        "division": WEST,
        "matter": "consult",
        "filer": "NAMED",
        "name": "王小满",
        "phone": "13800000001",
        "answer": "请带身份证到社区申请。",
    }
    page = client.post("/file/", form).content.decode()
    assert "The case is filed" in page
    assert "Your answer is on record" in page
    again = client.post("/file/", form).content.decode()
    number, code = re.findall(r"receipt__code\">([^<]+)<", page)
    assert re.findall(r"receipt__code\">([^<]+)<", again) == [number, code]
    assert client.get("/list/").content.decode().count("rows__row") == 1


def test_filing_keeps_what_was_typed_when_something_is_missing(county: County) -> None:
    form = {
        "once": str(new_id()),
        "channel": "HOTLINE",
        "text": "路灯坏了，晚上很黑。",
        "division": WEST,
        "filer": "NAMED",
    }
    response = client_of("operator").post("/file/", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "路灯坏了，晚上很黑。" in page
    assert 'href="#id_phone"' in page
    too_long = client_of("operator").post("/file/", form | {"phone": "1380000", "text": "长" * 20_001})
    assert too_long.status_code == 409
    assert "长" * 20_001 in too_long.content.decode()


def test_closing_an_account_with_a_reason(county: County) -> None:
    account = account_by_login("town-handler")
    assert account
    client = client_of("admin")
    path = f"/accounts/{account.id}/close/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "已调离。"}).status_code == 302
    closed = account_by_login("town-handler")
    assert closed
    assert not closed.active
    own = account_by_login("admin")
    assert own
    refused = client.post(f"/accounts/{own.id}/close/", {"reason": "试试。"})
    assert refused.status_code == 409


def test_notes_are_not_for_visitors_of_the_case(county: County) -> None:
    case_id = staff.working(county)
    note(case_id=case_id, text="内部意见。", by=county.actor("town-handler"), at=staff.long_ago(1))
    assert "内部意见。" in client_of("town-handler").get(f"/loop/{case_id}/").content.decode()
    assert "内部意见。" not in Client().get(f"/loop/{case_id}/", follow=True).content.decode()
