"""The design system in a real browser: accessible, within the screen, usable by keys and without script."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280
PAGES = ["components", "report", "followup", "receipt", "inbox", "sheet", "dispatch", "board", "list"]


@pytest.fixture(autouse=True)
def _guide_is_open(settings):
    settings.GONGZHI_DEMO = True


@pytest.mark.parametrize("look", ["", "elder=1", "theme=dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_passes_axe_within_the_screen(page_at, check_axe, screenshot, width, look):
    page = page_at(width)
    for name in PAGES:
        page.goto(f"/ui/guide/{name}?state=error&{look}")
        check_axe(page)
        screenshot(page, f"{name}-{width}-{look.replace('=', '-') or 'light'}")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_english_fits_as_well(page_at, check_axe, width):
    page = page_at(width, language="en")
    for name in PAGES:
        page.goto(f"/ui/guide/{name}")
        check_axe(page)


def test_elder_mode_has_large_text_and_large_targets(page_at):
    page = page_at(PHONE)
    page.goto("/ui/guide/report")
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "")
    page.wait_for_load_state()  # the attribute is there before the style sheet is
    sizes = page.eval_on_selector_all(
        "p, li, label, dd, dt, a", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 18
    for button in page.locator("main .button:visible, header button:visible, header a.tool:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 60
    page.get_by_role("button", name="标准版").click()
    expect(page.locator("html")).not_to_have_attribute("data-elder", "")


def test_language_switch_works_without_script(page_at):
    page = page_at(PHONE, java_script_enabled=False)
    page.goto("/ui/guide/receipt")
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您反映的事项")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")


def test_the_map_loads_only_on_request_and_fills_the_point(page_at):
    page = page_at(DESK)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/ui/guide/report")
    assert not any("leaflet" in url for url in asked)
    page.get_by_role("button", name="打开地图").click()
    page.get_by_role("button", name="选用地图中心点").click()
    assert 110 < float(page.locator("#id_lon").input_value()) < 110.04
    assert 30 < float(page.locator("#id_lat").input_value()) < 30.03


def test_staff_go_from_row_to_sheet_to_action_by_keys(page_at):
    page = page_at(DESK)
    page.goto("/ui/guide/inbox")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheet")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#act-answer")).to_have_attribute("open", "")
    page.locator("#act-answer textarea").fill("jjku")
    assert page.url.endswith("/sheet")
    page.locator("#act-answer textarea").blur()
    page.keyboard.press("u")
    page.wait_for_url("**/inbox")


def test_on_a_phone_the_fixed_bar_opens_the_action(page_at):
    page = page_at(PHONE)
    page.goto("/ui/guide/sheet")
    page.locator(".bar").get_by_role("link", name="答复居民").click()
    expect(page.locator("#act-answer textarea")).to_be_focused()


def test_typed_text_survives_a_reload_until_the_receipt(page_at):
    page = page_at(PHONE)
    page.goto("/ui/guide/report")
    page.get_by_label("发生了什么").fill("楼道灯坏了")
    page.reload()
    expect(page.get_by_label("发生了什么")).to_have_value("楼道灯坏了")
    page.goto("/ui/guide/receipt")
    page.goto("/ui/guide/report")
    expect(page.get_by_label("发生了什么")).to_have_value("")


def test_print_says_exact_times_and_no_buttons(page_at):
    page = page_at(DESK)
    page.goto("/ui/guide/followup")
    page.emulate_media(media="print")
    content = page.locator("time").first.evaluate("one => getComputedStyle(one, '::after').content")
    assert content == '"2026-11-23 10:40:00"'
    expect(page.locator(".page .button").first).to_be_hidden()
