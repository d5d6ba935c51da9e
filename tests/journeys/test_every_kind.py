"""Every kind of loop in one look: board, list, search and inbox by keys, and how a matter moves, for anybody."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.loops.public import loop_row
from gongzhi.loops.tests.one_of_each import one_of_each

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_a_number_to_the_sheet_and_back_without_leaving_the_keys(county, page_at):  # noqa: F811
    each = one_of_each(county)
    number = loop_row(each["directive"]).number
    page = page_at(DESK, language="en")
    enter(page, "leader")
    page.goto("/board/")
    page.keyboard.press("/")
    expect(page.locator("[data-seek]")).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/loop/{each['directive']}/")
    page.keyboard.press("/")
    page.keyboard.type("垃圾桶")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/**")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/loop/**")
    page.goto("/list/")
    page.keyboard.press("f")
    expect(page.locator("#id_kind")).to_be_focused()
    page.locator("#id_kind").select_option("round")
    page.wait_for_url("**kind=round**")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_on_a_telephone_the_search_is_a_page_of_its_own(county, page_at):  # noqa: F811
    each = one_of_each(county)
    page = page_at(PHONE, language="en", java_script_enabled=False)
    enter(page, "town-head")
    page.get_by_role("link", name="Find").click()
    page.locator("#find").fill(loop_row(each["round"]).number)
    page.get_by_role("button", name="Find").click()
    page.wait_for_url(f"**/loop/{each['round']}/")
    page.get_by_role("link", name="How it moves").click()
    expect(page.locator("tr[aria-current=step]")).to_have_count(1)


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("zh-CN", PHONE),
        ("en", DESK),
        pytest.param("zh-CN", DESK, marks=pytest.mark.slow),
        pytest.param("en", PHONE, marks=pytest.mark.slow),
    ],
)
def test_the_pages_of_every_kind_pass_axe(county, page_at, check_axe, screenshot, width, language):  # noqa: F811
    each = one_of_each(county)
    page = page_at(width, language=language)
    pages = {
        "": ["/how/", "/how/case/?step=working", *(f"/how/{kind}/" for kind in each)],
        "leader": ["/board/", "/board/?kind=directive", "/list/", "/find/?q=垃圾", "/find/?q=无", "/find/"],
        "town-head": ["/work/", f"/loop/{each['case']}/how/", *(f"/how/{kind}/staff/" for kind in each)],
    }
    for role, paths in pages.items():
        if role:
            enter(page, role)
        for path in paths:
            page.goto(path)
            check_axe(page)
            name = re.sub(r"[^a-z]+", "-", re.sub(r"[0-9a-f-]{36}", "id", path)).strip("-")
            screenshot(page, f"kinds-{role or 'anybody'}-{name}-{language[:2].lower()}-{width}")
