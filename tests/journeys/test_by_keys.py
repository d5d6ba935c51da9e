"""By keys alone: a resident reports, and the office signs and answers; the focus is seen at each stop."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import probes
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.probes import tab_to
from tests.journeys.test_case_story import county, enter  # noqa: F401 - a fixture

from gongzhi.cases.facts import Finding
from gongzhi.loops.public import loop_by_number, loop_row
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def on(page: Page, address: str) -> None:
    """Go on by the button of the page: reached by Tab, pressed by Space."""
    tab_to(page, page.locator("main form.form .button--primary"))
    page.keyboard.press("Space")
    page.wait_for_url(address)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_resident_reports_from_the_first_page_to_the_last(county, page_at, width):  # noqa: F811
    page = page_at(width)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, page.locator("#id_text"), at_most=3)  # what stands before the content was skipped
    page.keyboard.insert_text("西街口的垃圾桶满了三天没人收。")
    on(page, "**/report/place")
    tab_to(page, page.locator("#id_address"))
    page.keyboard.insert_text("西街12号菜场门口")
    tab_to(page, page.locator("#id_division"))
    page.keyboard.press("ArrowDown")
    on(page, "**/report/person")
    tab_to(page, page.locator("[name=filer]:checked, [name=filer]").first)
    page.keyboard.press("Space")
    last = page.locator("[name=filer]").last
    while not last.is_checked():
        page.keyboard.press("ArrowDown")
    anonymous = page.locator("[name=filer][value=ANONYMOUS]")
    while not anonymous.is_checked():
        page.keyboard.press("ArrowUp")
    on(page, "**/report/receipt")
    number = page.locator(".receipt__code").first.inner_text().strip()
    assert loop_by_number(number)
    tab_to(page, page.locator(".receipt ~ .buttons a.button--primary"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/")
    tab_to(page, page.locator("footer a[href^='tel:'], footer a").last, at_most=80)  # and out at the end


def test_the_place_is_told_without_the_map(county, page_at):  # noqa: F811
    page = page_at(PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/report")
    page.locator("#id_text").fill("楼道的灯坏了。")
    page.locator("main form.form .button--primary").click()
    order = page.locator("#id_address, #id_division, [data-map-open]").evaluate_all(
        "all => all.map(each => each.id || 'map')"
    )
    assert order == ["id_address", "id_division", "map"]
    expect(page.locator("[data-map-canvas]")).to_be_hidden()
    assert page.locator("label[for=id_address], label[for=id_division]").count() == 2
    page.locator("#id_division").select_option(label="西街社区")
    page.locator("main form.form .button--primary").click()
    page.wait_for_url("**/report/person")
    expect(page.locator("main")).to_contain_text("西街社区")
    assert not [url for url in asked if "leaflet" in url or "grids" in url]


def test_the_map_says_in_words_what_it_shows(county, page_at):  # noqa: F811
    page = page_at(DESK)
    page.goto("/report")
    page.locator("#id_text").fill("楼道的灯坏了。")
    page.locator("main form.form .button--primary").click()
    tab_to(page, page.locator("[data-map-open]"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-map-canvas]")).to_have_attribute("aria-label", "网格地图")
    tab_to(page, page.locator("[data-map-here]"), at_most=90)  # the map lets go of the focus
    page.keyboard.press("Enter")
    expect(page.locator("[data-point-said]")).not_to_be_empty()


def test_an_office_signs_and_answers(county, page_at):  # noqa: F811
    case_id = staff.dispatched(county)
    page = page_at(DESK)
    page.goto("/sign-in/")
    tab_to(page, page.locator('form[action="/sign-in/as/town-handler/"] button'))
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/loop/**")
    tab_to(page, page.locator("#acts button", has_text="签收"), at_most=90)
    page.keyboard.press("Enter")
    expect(page.locator("#act-answer summary, #acts summary", has_text="答复").first).to_be_visible()
    row = loop_row(case_id)
    assert row
    assert row.state == "working"
    answer = page.locator("#act-answer")
    tab_to(page, answer.locator("summary"), at_most=90)
    page.keyboard.press("Enter")
    tab_to(page, answer.locator(f"[name=finding][value={Finding.SOLVED}]"))
    page.keyboard.press("Space")
    tab_to(page, answer.locator("textarea").first)
    page.keyboard.insert_text("已清运，并增加一次晚间收运。")
    tab_to(page, answer.locator("button[type=submit], button:not([type])").last)
    page.keyboard.press("Space")
    expect(page.get_by_role("status").first).to_contain_text("等待居民评价")


def test_what_is_looked_for_is_found(county, page_at):  # noqa: F811
    """The probes themselves: a page made worse on purpose is reported."""
    page = page_at(PHONE)
    page.emulate_media(forced_colors="active")
    page.goto("/")
    assert not probes.cut_off(page) + probes.hidden_focus(page) + probes.lost_in_forced_colours(page)
    worse = (
        ".button { outline: none !important; border: 0 !important; white-space: nowrap;"
        " width: 3em !important; padding: 0; overflow: hidden }"
        " textarea { position: relative; left: 400px }"
        " .foot { position: fixed; inset: 0; z-index: 30; background: Canvas }"
        " p { font-size: 12px; line-height: 1.1 }"
    )
    probes.lay_over(page, worse)
    cut = probes.cut_off(page)
    assert any("wider than the screen" in each for each in cut)
    assert any("cut off: button" in each for each in cut)
    hidden = probes.hidden_focus(page)
    assert any("no ring: button" in each for each in hidden)
    assert any("hidden while focused" in each for each in hidden)
    assert any("no border: button" in each for each in probes.lost_in_forced_colours(page))
    small = probes.too_small(page)
    assert any("12 px" in each for each in small)
    assert any("lines of" in each for each in small)
    assert any("px high" in each for each in small)
    page.goto("/how/case/?step=working")
    assert not probes.lost_in_forced_colours(page)
    probes.lay_over(page, "main * { outline: none !important }")
    assert any("no mark: li" in each for each in probes.lost_in_forced_colours(page))
