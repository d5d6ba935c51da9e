"""The board by hand and without script, and the pages of those who keep the rules and the organization."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture
from tests.small_county import UNITS

import gongzhi.loops
from gongzhi.loops.models import LoopDefinition, TimeProfile
from gongzhi.loops.tests.test_board import all_sorts
from gongzhi.organization.models import Unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LIMITS = (Path(gongzhi.loops.__file__).parent / "profiles/by_urgency.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-CN"), (DESK, "en")])
def test_the_board_counts_anew_and_draws_its_map_in_place(
    county,  # noqa: F811
    page_at,
    check_axe,
    screenshot,
    width,
    language,
):
    all_sorts(county)
    page = page_at(width, language=language)
    enter(page, "leader")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/board/")
    assert not [url for url in asked if "map" in url or "leaflet" in url]
    check_axe(page)
    page.locator("#weeks summary").click()
    page.locator("h1").click()
    with page.expect_response("**/board/numbers/"):
        page.evaluate("htmx.ajax('GET', '/board/numbers/', '#numbers')")
    expect(page.locator("#weeks")).to_have_attribute("open", "")
    page.locator("#grid-map a.button").click()
    expect(page.locator(".atlas .atlas__grid")).to_have_count(6)
    page.locator("#grid-map nav a").nth(1).click()
    expect(page.locator(".atlas .atlas__grid")).to_have_count(4)
    check_axe(page)
    screenshot(page, f"board-whole-{language[:2].lower()}-{width}")


def test_numbers_that_cannot_be_counted_anew_say_so_and_a_map_that_fails_has_a_page(county, page_at):  # noqa: F811
    all_sorts(county)
    page = page_at(DESK, language="en")
    enter(page, "leader")
    page.goto("/board/")
    page.route("**/board/numbers/", lambda route: route.abort())
    page.route("**/board/map/", lambda route: route.abort())
    expect(page.locator("[data-stale]")).to_be_hidden()
    expect(page.locator("[data-stale]")).to_be_visible(timeout=45_000)
    page.locator("#grid-map a.button").click()
    expect(page.locator("[data-map-failed] a")).to_be_visible()


def test_without_script_the_board_has_all_its_numbers_and_its_map(county, page_at):  # noqa: F811
    all_sorts(county)
    page = page_at(PHONE, language="en", java_script_enabled=False)
    enter(page, "leader")
    page.goto("/board/")
    page.get_by_role("link", name="Count again").click()
    page.get_by_role("link", name="Show the map").click()
    page.wait_for_url("**/board/map/")
    expect(page.locator(".atlas .atlas__grid")).to_have_count(6)
    page.locator("td a").first.click()
    expect(page.locator("[data-row]")).to_have_count(7)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "zh-CN")])
def test_a_steward_checks_and_publishes(county, page_at, check_axe, screenshot, width, language):  # noqa: F811
    newest = LoopDefinition.objects.filter(name="case").latest("version")
    text = newest.text.replace(f"\nversion: {newest.version}\n", f"\nversion: {newest.version + 1}\n", 1)
    page = page_at(width, language=language)
    enter(page, "steward")
    page.goto("/rules/procedures/case/")
    check_axe(page)
    page.goto("/rules/new/?from=case")
    page.locator("#id_text").fill(text.replace("due: sign, ", "", 1))
    page.locator("button[value=check]").click()
    expect(page.locator(".problems")).to_be_focused()
    page.wait_for_load_state()
    expect(page.locator("button[value=publish]")).to_have_count(0)
    check_axe(page)
    page.locator("#id_text").fill(text)
    page.locator("button[value=check]").click()
    expect(page.locator("button[value=publish]")).to_have_count(1)
    page.wait_for_load_state()
    check_axe(page)
    screenshot(page, f"rules-checked-{language[:2].lower()}-{width}")
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/rules/procedures/case/")
    assert LoopDefinition.objects.filter(name="case").latest("version").text == text
    page.goto("/rules/limits/new/")
    page.locator("#id_text").fill(LIMITS)
    page.locator("#id_valid_from").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    page.locator("button[value=check]").click()
    expect(page.locator("table")).to_contain_text("limits.general")
    page.wait_for_load_state()
    check_axe(page)
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/rules/limits/")
    check_axe(page)
    assert TimeProfile.objects.count() == 2
    page.goto("/rules/calendar/")
    check_axe(page)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-CN"), (DESK, "en")])
def test_an_administrator_looks_up_tries_and_imports(county, page_at, check_axe, screenshot, width, language):  # noqa: F811
    page = page_at(width, language=language)
    enter(page, "admin")
    page.goto("/organization/posts?q=handler")
    page.locator("th a").first.click()
    check_axe(page)
    for path in ("", "grids", "desks", "duties", "matters/city.waste/", "units/town/"):
        page.goto(f"/organization/{path}")
        check_axe(page)
    page.goto("/organization/files")
    page.locator("#id_table").select_option("units")
    data = (
        UNITS.replace("Housing bureau,1", "Housing bureau,0") + "odd,NONE,999901000000,怪,Odd,0,2020-01-01\n"
    )
    page.locator("#id_file").set_input_files(
        {"name": "units.csv", "mimeType": "text/csv", "buffer": data.encode()}
    )
    page.locator("button[value=try]").click()
    expect(page.locator("[role=status]")).to_contain_text("approves_answers: 1 → 0")
    page.wait_for_load_state()
    check_axe(page)
    screenshot(page, f"organization-trial-{language[:2].lower()}-{width}")
    assert Unit.objects.get(code="housing").approves_answers
    page.locator("button[value=import]").click()
    expect(page.locator("button[value=import]")).to_have_count(0)
    assert not Unit.objects.get(code="housing").approves_answers
