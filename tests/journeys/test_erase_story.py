"""A resident has name and telephone erased once the case is over; an office that looks then finds that it was."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import county as county  # the same demo county, by the same fixture
from tests.journeys.test_case_story import enter
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel, Filer, Finding, Satisfaction
from gongzhi.cases.public import Filed, Person, Place, answer, dispatch, file_case, handle, judge
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff

PHONE, DESK = 360, 1280
PageAt = Callable[..., Page]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def ended(county: County) -> Filed:
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="欧阳小满", phone="13912345678"),
        by=RESIDENT,
        at=staff.long_ago(3),
    )
    handler, at, case_id = county.actor("town-handler"), staff.long_ago(2), filed.loop_id
    dispatch(
        case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=county.actor("dispatcher"), at=at
    )
    handle(case_id=case_id, event="sign", by=handler, at=at)
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=at)
    end = at + timedelta(hours=1)
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=end, drawn=999)
    return filed


def follow(page: Page, filed: Filed) -> None:
    page.goto("/follow")
    page.locator("[name=number]").fill(filed.number)
    page.locator("[name=code]").fill(str(filed.code))
    page.locator("main form").first.locator("button").first.click()
    page.wait_for_url("**/case/")


@pytest.mark.parametrize(("width", "script"), [(PHONE, False), (DESK, True)])
def test_name_and_telephone_are_erased_on_request(
    page_at: PageAt,
    check_axe: Callable[[Page], None],
    screenshot: Callable[[Page, str], Path],
    county: County,
    width: int,
    script: bool,
) -> None:
    filed = ended(county)
    page = page_at(width, java_script_enabled=script)
    follow(page, filed)
    page.get_by_text("删除我的姓名和电话").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("《个人信息保护法》第四十七条")).to_be_visible()
    screenshot(page, f"erase-{width}")
    if script:
        check_axe(page)
    page.get_by_role("button", name="现在删除").click()
    page.wait_for_url("**/case/")
    expect(page.get_by_text("您的姓名和联系方式已删除。").first).to_be_visible()
    expect(page.get_by_text("删除我的姓名和电话")).to_have_count(0)
    expect(page.get_by_text("西街口的垃圾桶满了三天没人收。")).to_be_visible()
    screenshot(page, f"erased-{width}")
    if script:
        check_axe(page)


def test_who_handled_it_reads_that_it_was_erased(page_at: PageAt, county: County) -> None:
    filed = ended(county)
    resident, office = page_at(PHONE), page_at(DESK)
    follow(resident, filed)
    resident.get_by_text("删除我的姓名和电话").click()
    resident.get_by_role("button", name="现在删除").click()
    resident.wait_for_url("**/case/")
    enter(office, "town-handler")
    office.goto(f"/loop/{filed.loop_id}/")
    expect(office.get_by_text("姓名和电话已连同密钥删除。")).to_be_visible()
