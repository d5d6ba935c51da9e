"""A list and its file: from the filters to the rows of a spreadsheet, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.loops.tests.one_of_each import one_of_each
from gongzhi.loops.views import listing
from gongzhi.web.tests.staff import filed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESK, True)])
def test_a_leader_takes_a_list_away_for_a_purpose(county, page_at, width, scripts):  # noqa: F811
    one_of_each(county)
    filed(text="路口的灯不亮了。已经两周，晚上过马路很危险。")
    page = page_at(width, language="en", java_script_enabled=scripts)
    enter(page, "leader")
    page.goto("/list/?state=all&kind=case&q=过马路")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Export as CSV").click()
    page.get_by_role("button", name="Export as CSV").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the file is for.")
    page.get_by_label("What is the file for?").fill("Friday's meeting")
    with page.expect_download() as loaded:
        page.get_by_role("button", name="Export as CSV").click()
    assert re.fullmatch(r"list-\d{8}-\d{4}\.csv", loaded.value.suggested_filename)
    text = loaded.value.path().read_bytes().decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "路口的灯不亮了" in text


@pytest.mark.parametrize("scripts", [True, False])
def test_pages_of_a_list_go_forth_and_back(county, page_at, monkeypatch, scripts):  # noqa: F811
    for hours in (1, 2, 3, 4, 5):
        filed(hours=hours)
    monkeypatch.setattr(listing, "PAGE", 2)
    page = page_at(DESK, language="en", java_script_enabled=scripts)
    enter(page, "leader")
    page.goto("/list/?state=all")
    first = page.locator("[data-row]").first.get_attribute("id")
    for left in (2, 1):
        page.get_by_role("link", name="Next").click()
        page.wait_for_url("**after=**")
        expect(page.locator("[data-row]")).to_have_count(left)
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    for _turn in range(2):
        page.get_by_role("link", name="Previous").click()
        page.wait_for_url("**before=**")
        expect(page.locator("[data-row]")).to_have_count(2)
    assert page.locator("[data-row]").first.get_attribute("id") == first


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_list_and_its_export_pass_axe(county, page_at, check_axe, screenshot, width, language):  # noqa: F811
    one_of_each(county)
    page = page_at(width, language=language)
    enter(page, "leader")
    for name, path in {
        "list": "/list/?state=all&place=999901100000",
        "empty": "/list/?q=没有这样的事",
        "export": "/list/export/?state=all&kind=case&q=垃圾桶",
        "export-empty": "/list/export/?q=没有这样的事",
    }.items():
        page.goto(path)
        check_axe(page)
        screenshot(page, f"list-{name}-{language[:2].lower()}-{width}")
    page.goto("/list/export/?kind=case")
    page.locator("form.form button").click()
    check_axe(page)
    screenshot(page, f"list-export-wrong-{language[:2].lower()}-{width}")
