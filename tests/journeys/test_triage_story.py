"""What an algorithm proposes, in the browser: at the desk by one key, taken back in one step, read by the resident."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - the ground of the story
from tests.small_county import COUNTY, IN_WEST

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case, propose_about
from gongzhi.diagnosis.tests.readers import in_force, offered, reads, warns
from gongzhi.kernel.instants import now
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def file(text: str) -> tuple[str, str, object]:
    """File a report without a matter, and have it read; return its number, its code and its id."""
    at = now() - timedelta(minutes=20)
    place = Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address="西街口菜场门前")
    filed = file_case(text=text, place=place, channel=Channel.PORTAL, by=RESIDENT, at=at)
    with transaction.atomic(durable=True):
        propose_about(case_id=filed.loop_id, at=at + timedelta(minutes=1))
    return filed.number, filed.code or "", filed.loop_id


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_a_proposal_is_accepted_by_one_key_or_corrected(county, page_at, check_axe, screenshot, width):  # noqa: F811
    with offered({"triage.model": reads, "safety.words": warns}):
        in_force(at=now() - timedelta(hours=1))
        number, code, case_id = file("菜场门前的垃圾堆了三天没人收，请打13800138000。晚上有老鼠。")
        _other, _code, cover = file("学校门口的井盖没了，孩子差点掉下去。")
    page: Page = page_at(width)
    enter(page, "dispatcher")
    page.goto("/work/")
    expect(page.get_by_text("可能危及生命").first).to_be_visible()
    page.goto("/desk/")
    expect(page.locator("[data-row]").first).to_contain_text("井盖")
    page.goto(f"/desk/{cover}/")
    expect(page.locator(".note--overdue")).to_contain_text("可能危及生命")
    screenshot(page, f"triage-danger-{width}")
    page.goto(f"/desk/{case_id}/")
    expect(page.locator("#triage")).to_contain_text("街面垃圾")
    expect(page.locator("main")).not_to_contain_text("13800138000")
    page.get_by_text("为什么程序没有自动派出").click()
    check_axe(page)
    screenshot(page, f"triage-desk-{width}")
    if width == DESK:
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("p")
    else:
        page.get_by_role("button", name="采纳：派给桥头镇政府").click()
    expect(page.get_by_role("status").first).to_contain_text("已派给承办单位")
    row = loop_row(case_id)  # type: ignore[arg-type]
    assert row is not None
    assert (row.state, row.matter) == ("dispatched", "city.waste.street")
    page.context.clear_cookies()
    page.goto("/follow")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查看进度").click()
    expect(page.get_by_text("您的诉求是怎样分派的")).to_be_visible()
    check_axe(page)
    screenshot(page, f"triage-resident-{width}")
