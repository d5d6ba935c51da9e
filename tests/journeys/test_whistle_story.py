"""A whistle in the browser: three departments, one objects to its rating; a superior supervises meanwhile."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.small_county import POSTS, import_county

from gongzhi.loops.public import loop_row
from gongzhi.web.tests import staff
from gongzhi.web.views import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280


@pytest.fixture
def county(settings, monkeypatch, transactional_db):
    """The small county as a demo: each post signs in by one click."""
    settings.GONGZHI_DEMO = True
    words = {"title_en": "Try", "sentence": "试一试。", "sentence_en": "Try."}
    roles = [{"role": login, "login": login, "title": login, **words} for login in POSTS]
    monkeypatch.setattr(sign_in, "_roles", lambda: roles)
    return import_county(at=staff.long_ago(24 * 30))


def enter(page: Page, role: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/as/{role}/"] button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def step(page: Page, key: str, **fields: str) -> None:
    """Take a step from the bar of the sheet, filling in its fields by their names."""
    if not fields:
        with page.expect_navigation():
            page.locator(f"#acts form#act-{key} button").click()
    else:
        form = page.locator(f"#act-{key}")
        form.locator("summary").click()
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            elif field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        form.locator("form > button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_a_whistle_goes_round(county, page_at, check_axe, screenshot, width):
    case_id = staff.working(county)
    page = page_at(width)
    others_ask(page, case_id, check_axe)
    the_town_whistles(page, case_id, check_axe, screenshot, width)
    the_departments_come(page, case_id, check_axe)
    hotline_finishes(county, case_id)
    it_is_concluded_and_rated(page, case_id, check_axe)

    enter(page, "town-head")
    page.goto(f"/loop/{case_id}/")
    expect(page.locator(".sheet__story")).to_contain_text("异议成立，已撤销")
    screenshot(page, f"whistle-over-{width}")
    enter(page, "supervisor")
    page.goto("/work/")
    expect(page.locator("#inbox")).to_contain_text("您要的答复")
    page.goto(f"/loop/{case_id}/")
    step(page, "end_supervision", text="已看到答复。")
    check_axe(page)
    row = loop_row(case_id)
    assert row
    assert not row.supervised
    assert row.state == "working"


def others_ask(page: Page, case_id, check_axe) -> None:
    """A grid worker proposes a whistle, a supervisor asks how it stands."""
    enter(page, "grid-worker")
    page.goto(f"/loop/{case_id}/")
    step(page, "propose_whistle", text="井盖下面的管道塌了，镇里修不了。")
    check_axe(page)
    enter(page, "supervisor")
    page.goto(f"/loop/{case_id}/")
    step(page, "supervise", text="请说明何时能修好。")
    expect(page.locator(".sheet__head")).to_contain_text("督办")
    check_axe(page)


def the_town_whistles(page: Page, case_id, check_axe, screenshot, width) -> None:
    enter(page, "town-head")
    expect(page.locator("#inbox")).to_contain_text("吹哨，或说明不吹哨的理由")
    check_axe(page)
    page.goto(f"/loop/{case_id}/")
    step(page, "reply_supervision", text="已吹哨，今天处理。")
    page.get_by_role("link", name=re.compile("吹哨：召集部门到现场")).click()
    page.wait_for_url("**/whistle/")
    check_axe(page)
    page.get_by_label(re.compile("紧急情况")).check()
    page.get_by_label("是什么事，要一起做什么").fill("西街口管道塌陷，需要止水、加固和疏导。")
    tasks = {"水务局": "关阀止水，抢修管道。", "住建局": "看楼房是否安全。", "热线中心": "答复来电的居民。"}
    for index, (unit, task) in enumerate(tasks.items()):
        page.locator(f"[name=unit_{index}]").select_option(label=unit)
        page.locator(f"[name=task_{index}]").fill(task)
    screenshot(page, f"whistle-page-{width}")
    page.get_by_role("button", name="吹哨", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已吹哨召集")
    check_axe(page)
    screenshot(page, f"whistle-sheet-{width}")


def the_departments_come(page: Page, case_id, check_axe) -> None:
    for login in ("water-handler", "housing-handler"):
        enter(page, login)
        expect(page.locator("#inbox")).to_contain_text("到现场")
        check_axe(page)
        page.goto(f"/loop/{case_id}/")
        step(page, "arrive")
        expect(page.get_by_role("status").first).to_contain_text("已记录到场")
        step(page, "part_done", text="已处理完毕。")
        check_axe(page)


def it_is_concluded_and_rated(page: Page, case_id, check_axe) -> None:
    """The town concludes and rates; one department objects, and the arbiter upholds it."""
    enter(page, "town-head")
    page.goto(f"/loop/{case_id}/")
    expect(page.locator("#acts")).to_contain_text("请先写出处置结论")  # the answer waits for it
    step(page, "conclude_whistle", text="管道已修好，楼房安全。")
    step(page, "rate_department", unit_id="水务局", rating="GOOD")
    step(page, "rate_department", unit_id="住建局", rating="POOR", text="到得太晚。")
    check_axe(page)
    enter(page, "housing-handler")
    page.goto(f"/loop/{case_id}/")
    step(page, "object_rating", text="半小时内就到了，有报到记录。")
    check_axe(page)
    enter(page, "arbiter")
    expect(page.locator("#inbox")).to_contain_text("裁定对评价的异议")
    page.goto(f"/loop/{case_id}/")
    step(page, "decide_rating", unit_id="住建局", upheld="yes", reason="报到记录在时限内。")
    check_axe(page)


def hotline_finishes(county, case_id) -> None:
    """Nobody of the hotline centre handles cases here: its part is said by a post made for the day."""
    from dataclasses import replace

    from gongzhi.cases.public import refuse_part

    by = replace(county.actor("operator"), powers=frozenset({"case.handle"}))
    refuse_part(case_id=case_id, reason="来电由值班员统一答复。", by=by, at=staff.long_ago(0))
