"""Bends in the browser: a case bounced, extended, disputed and reopened; a lift that waits; scores by two people.

Time is moved in the tables: what was opened lies days back, and what is due becomes due.
"""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.small_county import POSTS, import_county

from gongzhi.cases.facts import Filer
from gongzhi.cases.models import Exclusion
from gongzhi.cases.public import Person, Place, file_case, handle, judge, resident_story
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.views import sign_in
from gongzhi.web.worker_ticks import place_facts, run_reactions

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280


@pytest.fixture
def county(settings, monkeypatch, transactional_db):
    """The small county as a demo: each post signs in by one click."""
    settings.GONGZHI_DEMO = True
    told = {"title": "", "title_en": "", "sentence": "试一试。", "sentence_en": "Try."}
    roles = [{**told, "role": login, "login": login, "title": login} for login in POSTS]
    monkeypatch.setattr(sign_in, "_roles", lambda: roles)
    return import_county(at=staff.long_ago(24 * 30))


def enter(page: Page, role: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/as/{role}/"] button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def act(page: Page, case_id: UUID, verb: str, **fields: str) -> None:
    """Take a step from the bar of the sheet: fill what is named, choose what is a choice, send it."""
    page.goto(f"/loop/{case_id}/")
    bar = page.locator("#acts")
    if not fields:
        with page.expect_navigation():
            bar.get_by_role("button", name=re.compile(rf"^\s*{verb}\s*$")).click()
        return
    opened = bar.locator(
        "details", has=page.locator("summary", has_text=re.compile(rf"^\s*{verb}\s*$"))
    ).first
    if not opened.get_attribute("open"):
        opened.locator("summary").click()
    fill(opened.locator("form"), fields)
    opened.locator("form button").last.click()
    page.wait_for_load_state()


def fill(form, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)


def file_online(page: Page) -> tuple[str, str, UUID]:
    """Return number, code and id of a case somebody filed just now."""
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division="999901000000", longitude=110.005, latitude=30.005),
        channel="PORTAL",
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=RESIDENT,
        at=timezone.now() - timedelta(hours=3),
    )
    assert filed.code
    return filed.number, filed.code, filed.loop_id


def follow(page: Page, number: str, code: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/follow")
    page.locator('[name="number"]').fill(number)
    page.locator('[name="code"]').fill(code)
    page.locator("main form button").first.click()
    page.wait_for_url("**/case/")


def say(page: Page, verb: str, **fields: str) -> None:
    """Let the resident do something on the own page."""
    form = page.locator(f"#act-{verb}")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    fill(form, fields)
    form.locator("button").last.click()
    page.wait_for_load_state()


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def bounced_to_the_arbiter(page: Page, county, case_id: UUID) -> None:
    """Two returns and a return that is not accepted: nobody wants it, so somebody above decides."""
    desk = f"/desk/{case_id}/"
    enter(page, "dispatcher")
    page.goto(desk)
    page.get_by_role("button", name="派给桥头镇政府").click()
    page.wait_for_load_state()
    for turn in range(2):
        enter(page, "town-handler")
        act(page, case_id, "退回派单台", reason=f"第{turn + 1}次：这一段归国道管。")
        if turn == 0:
            enter(page, "dispatcher")
            page.goto(desk)
            page.get_by_role("button", name="派给桥头镇政府").first.click()
            page.wait_for_load_state()
    desk_says_no = {"event": "deny_return", "reason": "履职清单第12项。", "by": county.actor("dispatcher")}
    if state(case_id) == "return_review":
        handle(case_id=case_id, **desk_says_no, at=timezone.now())
    if state(case_id) == "dispatched":
        enter(page, "town-handler")
        act(page, case_id, "退回派单台", reason="仍不归我们。")
    assert state(case_id) == "arbitration"


def disputed_and_reopened(page: Page, case_id: UUID, number: str, code: str) -> None:
    """The resident says no, gets another answer, and opens the case again when it is as before."""
    say(page, "judge", solved="no", satisfied="DISSATISFIED", text="还有一半。")
    assert state(case_id) == "working"
    enter(page, "town-handler")
    act(page, case_id, "答复", text="全部清运，早晚各收一次。", finding="SOLVED")
    lots = {"drawn": 999, "drawn_later": 999}
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=timezone.now(), **lots)
    follow(page, number, code)
    say(page, "reopen", text="今天又满了。")
    assert state(case_id) == "arbitration"  # a second time somebody above decides


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_bounced_arbitrated_extended_disputed_reopened_solved(county, page_at, check_axe, screenshot, width):
    page = page_at(width)
    number, code, case_id = file_online(page)
    town = str(county.unit("town"))
    bounced_to_the_arbiter(page, county, case_id)
    enter(page, "arbiter")
    check_axe(page)
    act(page, case_id, "裁决承办单位", unit=town, reason="按清单归镇里。")
    enter(page, "town-handler")
    act(page, case_id, "签收")
    act(page, case_id, "延期", reason="压缩车周五修好，修好当天清运。")
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("压缩车周五修好")
    check_axe(page)
    enter(page, "town-handler")
    act(page, case_id, "答复", text="已清运一半。", finding="PARTLY")
    follow(page, number, code)
    expect(page.locator("main")).to_contain_text("部分解决")
    screenshot(page, f"fair-answer-{width}")
    check_axe(page)
    disputed_and_reopened(page, case_id, number, code)
    enter(page, "arbiter")
    act(page, case_id, "裁决承办单位", unit=town, reason="再清一次，加桶。")
    enter(page, "town-handler")
    act(page, case_id, "签收")
    act(page, case_id, "答复", text="加了两个桶。", finding="SOLVED")
    follow(page, number, code)
    say(page, "judge", solved="yes", satisfied="SATISFIED")
    assert state(case_id) in ("closed", "rechecking")


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_a_lift_is_parked_and_its_day_comes_round(county, page_at, check_axe, screenshot, width):
    page = page_at(width)
    number, code, case_id = file_online(page)
    staff_until_working(county, case_id)
    enter(page, "town-handler")
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    said = {"words": "加装电梯要一楼同意。", "solvable": "三分之二业主签字。", "review_on": day}
    act(page, case_id, "挂账", reason_code="CONSENT", **said)
    assert state(case_id) == "parked"
    check_axe(page)
    screenshot(page, f"fair-parked-sheet-{width}")
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("需先取得业主或邻里同意")
    expect(page.locator(".story")).to_contain_text("三分之二业主签字。")
    check_axe(page)
    enter(page, "leader")
    page.goto("/parked/")
    expect(page.locator("main")).to_contain_text("桥头镇政府")
    check_axe(page)
    screenshot(page, f"fair-parked-list-{width}")

    comes_due(case_id)
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("复查日期已到")
    enter(page, "town-handler")
    page.goto("/work/")
    expect(page.locator("main")).to_contain_text("西街口的垃圾桶满了")
    later = (timezone.localdate() + timedelta(days=60)).isoformat()
    again = {**said, "words": "还差两户。", "review_on": later}
    act(page, case_id, "再次挂账", reason_code="CONSENT", **again)
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("还差两户。")
    assert [fact.kind for fact in resident_story(case_id)].count("cases.parked") == 2


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_left_out_by_two_and_the_resident_objects(county, page_at, check_axe, screenshot, width):
    page = page_at(width)
    number, code, case_id = file_online(page)
    staff_until_working(county, case_id)
    enter(page, "town-handler")
    act(page, case_id, "答复", text="已清运。", finding="SOLVED")
    lots = {"drawn": 999, "drawn_later": 999}
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=timezone.now(), **lots)
    act(page, case_id, "提出不计入考评", ground="NOTHING_NEW", evidence="同一地址三次反映。")
    for login in ("arbiter", "leader"):
        enter(page, login)
        act(page, case_id, "同意不计入考评", reason="核对了三次记录。")
        check_axe(page)
    assert Exclusion.objects.get(loop=case_id).state == "IN_FORCE"
    page.goto("/left-out/")
    check_axe(page)
    screenshot(page, f"fair-scores-{width}")
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("单位考评时不计入本案结果")
    say(page, "object", text="这次是新的垃圾点。")
    check_axe(page)
    enter(page, "leader")
    page.goto(f"/loop/{case_id}/")
    expect(page.locator("#acts")).to_contain_text("您参与过相关决定")
    enter(page, "other-arbiter")
    act(page, case_id, "居民有理，计入考评", reason="是新的地点。")
    follow(page, number, code)
    expect(page.locator(".story")).to_contain_text("您的异议成立")


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_the_callback_desk_by_keyboard_and_without_script(county, page_at, check_axe, screenshot, width):
    case_id = staff.calling(county)
    other = staff.working(county)
    from gongzhi.cases.public import withdraw

    withdraw(case_id=other, why="不想麻烦大家。", by=RESIDENT, at=staff.long_ago(1))
    Loop.objects.filter(id=case_id).update(entered_at=timezone.now() - timedelta(days=4))
    page = page_at(width)
    enter(page, "caller")
    page.goto("/callback/")
    check_axe(page)
    screenshot(page, f"fair-callback-{width}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/callback/.+/$"))
    page.goto(f"/callback/{case_id}/")
    check_axe(page)
    screenshot(page, f"fair-callback-case-{width}")
    plain = page_at(width, java_script_enabled=False)
    enter(plain, "caller")
    plain.goto(f"/callback/{case_id}/")
    fill(plain.locator("form.form").last, {"solved": "no", "text": "只清了一半", "pressed": "no"})
    plain.get_by_role("button", name="记录并继续下一个").click()
    assert state(case_id) == "working"
    expect(plain.get_by_role("status").first).to_contain_text("居民说的已留痕")


def staff_until_working(county, case_id: UUID) -> None:
    from gongzhi.cases.public import dispatch

    at, unit = timezone.now() - timedelta(hours=2), county.unit("town")
    dispatch(case_id=case_id, event="dispatch", unit_id=unit, by=county.actor("dispatcher"), at=at)
    handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=at)


def comes_due(case_id: UUID) -> None:
    """Let the review date be a minute ago, as the worker finds it."""
    back = timezone.now() - timedelta(minutes=1)
    Deadline.objects.filter(obligation__loop=case_id, what="parked", cancelled_at=None).update(
        amber_at=back, due_at=back, next_at=back
    )
    fire_due(at=timezone.now())
    while place_facts():
        pass
    while run_reactions():
        pass
