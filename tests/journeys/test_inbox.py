"""The inbox on a telephone: what a handler needs for a day's work, counted in taps."""

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.test_case_story import county, enter

from gongzhi.cases.facts import Finding
from gongzhi.cases.models import Case
from gongzhi.loops.public import loop_row
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

__all__ = ["county"]

PHONE = 360
FEW = 4


class Finger:
    """Taps and counts; words are typed and not counted."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Locator) -> None:
        self.taps += 1
        place.click()


def test_a_handler_signs_and_answers_in_four_taps(county, page_at, check_axe, screenshot):
    case_id = staff.dispatched(county)
    page: Page = page_at(PHONE)
    enter(page, "town-handler")
    page.goto("/work/")
    check_axe(page)
    screenshot(page, f"inbox-tap-{PHONE}")
    finger = Finger()
    finger.tap(page.locator(".rows__tap button").first)
    page.wait_for_url(f"**/loop/{case_id}/")
    answer = page.locator("#act-answer")
    finger.tap(answer.locator("summary"))
    answer.locator("textarea").first.fill("垃圾已清运，今晚起每天加一次收运，明天上午我们再来看一次。")
    finger.tap(answer.locator("input[name=finding]").first)
    finger.tap(answer.locator("form button").last)
    expect(page.get_by_role("status").first).to_contain_text("等待居民评价")
    assert finger.taps <= FEW
    row = loop_row(case_id)
    assert row is not None
    assert row.state == "answered"
    assert Case.objects.get(loop=case_id).finding == Finding.SOLVED


def test_the_tap_is_reached_by_keyboard_and_needs_no_script(county, page_at):
    case_id = staff.dispatched(county)
    page: Page = page_at(PHONE, java_script_enabled=False)
    page.goto("/sign-in/")
    page.locator('form[action="/sign-in/as/town-handler/"] button').click()
    page.goto("/work/")
    page.locator(".rows__tap button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/loop/{case_id}/")
    row = loop_row(case_id)
    assert row is not None
    assert row.state == "working"
