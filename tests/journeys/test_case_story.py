"""A case in the browser: dispatched, worked on, answered; on a telephone and at a desk, axe on every page."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.small_county import POSTS, import_county

from gongzhi.cases.facts import Satisfaction
from gongzhi.cases.public import judge
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.views import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280


@pytest.fixture
def county(settings, monkeypatch, transactional_db):
    """The small county as a demo: each post signs in by one click."""
    settings.GONGZHI_DEMO = True
    roles = [
        {
            "role": login,
            "login": login,
            "title": login,
            "title_en": login,
            "sentence": "试一试。",
            "sentence_en": "Try.",
        }
        for login in POSTS
    ]
    monkeypatch.setattr(sign_in, "_roles", lambda: roles)
    return import_county(at=staff.long_ago(24 * 30))


def enter(page: Page, role: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/as/{role}/"] button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_case_goes_round(county, page_at, check_axe, screenshot, width):
    case_id = staff.filed()
    page = page_at(width)
    page.goto("/sign-in/")
    check_axe(page)
    enter(page, "dispatcher")
    check_axe(page)
    if width == PHONE:
        page.locator("[data-row]").first.click()
    page.get_by_role("button", name="派给桥头镇政府").click()
    expect(page.get_by_role("status").first).to_contain_text("已派给承办单位")
    check_axe(page)

    enter(page, "town-handler")
    check_axe(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/loop/**")
    check_axe(page)
    screenshot(page, f"story-sheet-{width}")
    act(page, "签收", width)
    check_axe(page)
    act(page, "记录联系情况", width, "约下午到现场。")
    assert "13800000001" not in page.content()
    act(page, "答复", width, "已清运，并增加一次晚间收运。")
    expect(page.get_by_role("status").first).to_contain_text("等待居民评价")
    check_axe(page)

    judge(
        case_id=case_id,
        solved=True,
        satisfied=Satisfaction.SATISFIED,
        by=RESIDENT,
        at=staff.long_ago(0),
        drawn=999,
    )
    row = loop_row(case_id)
    assert row
    assert row.end_kind == "fulfilled"
    page.reload()
    expect(page.locator(".sheet__head")).to_contain_text("已解决")
    enter(page, "leader")
    check_axe(page)
    screenshot(page, f"story-board-{width}")


def act(page: Page, verb: str, width: int, text: str = "") -> None:
    """Take a step from the bar of the sheet, with words where it asks for some."""
    bar = page.locator("#acts")
    if not text:
        with page.expect_navigation():  # what is clicked next stands on the page that comes
            bar.get_by_role("button", name=re.compile(verb)).click()
        return
    form = bar.locator("details", has=page.locator("summary", has_text=verb)).first
    form.locator("summary").click()
    form.locator("textarea").first.fill(text)
    if (finding := form.locator("[name=finding][value=SOLVED]")).count():
        finding.check()
    form.locator("form button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("language", "elder", "width"),
    [
        ("zh-CN", True, PHONE),
        ("en", False, DESK),
        pytest.param("zh-CN", True, DESK, marks=pytest.mark.slow),
        pytest.param("en", False, PHONE, marks=pytest.mark.slow),
    ],
)
def test_every_page_of_staff_passes_axe(county, page_at, check_axe, screenshot, width, language, elder):
    staff.filed()
    staff.filed("housing.leak", text="屋顶漏水，" + "每逢下雨就接一盆。" * 220)
    case_id = staff.working(county)
    staff.answered(county)
    page = page_at(width, language=language)
    pages = {
        "dispatcher": ["/desk/", "/work/", "/file/"],
        "town-handler": ["/work/", f"/loop/{case_id}/", "/work/?view=waiting"],
        "leader": ["/board/", "/list/", "/list/?state=unconfirmed"],
        "admin": ["/accounts/", "/post/", "/organization/"],
        "water-handler": ["/work/", "/desk/"],
    }
    for role, paths in pages.items():
        enter(page, role)
        if elder and page.get_by_role("button", name="长辈版").count():
            page.get_by_role("button", name="长辈版").click()
        for path in paths:
            page.goto(path)
            check_axe(page)
            name = re.sub(r"[^a-z]+", "-", path.split("0")[0]).strip("-")
            screenshot(page, f"staff-{role}-{name}-{language[:2].lower()}-{width}")


def test_the_duty_table_refuses_and_shows_the_way_out_without_script(county, page_at):
    case_id = staff.filed("housing.leak")
    page = page_at(DESK, java_script_enabled=False)
    enter(page, "dispatcher")
    page.goto(f"/desk/{case_id}/")
    page.locator("summary", has_text="另选单位").click()
    form = page.locator("details", has=page.locator("summary", has_text="另选单位")).first
    form.get_by_label("其他单位").select_option(label="桥头镇政府")
    form.locator("form button").click()
    expect(page.get_by_role("alert").first).to_contain_text("履职清单收回第4项")
    page.get_by_role("button", name="派给住建局").first.click()
    row = loop_row(case_id)
    assert row
    assert row.state == "dispatched"


def test_finding_a_matter_as_one_types(county, page_at):
    case_id = staff.filed("")
    page = page_at(DESK)
    enter(page, "dispatcher")
    page.goto(f"/desk/{case_id}/")
    with page.expect_response("**/desk/matters/**"):
        page.get_by_label("查找事项").press_sequentially("leak")
    options = page.get_by_label("事项", exact=True).locator("option")
    expect(options).to_have_count(1)
    expect(options.first).to_contain_text("房屋漏水")
