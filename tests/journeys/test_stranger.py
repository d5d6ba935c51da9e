"""Somebody who has never seen it reports something on a phone: screens and taps are counted, photos come along."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from tests.small_county import County

from gongzhi.cases.facts import CameWith
from gongzhi.cases.public import case_by_code, photos_of
from gongzhi.channels.portal import queries

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE, DESK = 360, 1280
SCREENS, TAPS = 3, 12
TEXT = "西街口的垃圾桶满了三天没人收，晚上有老鼠。"


@pytest.fixture(autouse=True)
def _fresh(transactional_db: None, county: County) -> None:
    cache.clear()
    queries.forget()


def photo(number: int) -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (400 + number, 300), (40 * number, 120, 90)).save(out, "JPEG")
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@dataclass
class Hand:
    """A hand on a phone: each tap counts, typing does not; each address that asks something is a screen."""

    page: Page
    taps: int = 0

    def __post_init__(self) -> None:
        self.screens: list[str] = []

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()
        self.look()

    def write(self, what: Locator, text: str) -> None:
        self.tap(what)
        what.fill(text)

    def take(self, what: Locator, *photos: dict[str, Any]) -> None:
        """One tap opens the camera roll, one chooses each photo, one confirms."""
        self.taps += 2 + len(photos)
        what.set_input_files(list(photos))  # type: ignore[arg-type]

    def look(self) -> None:
        asks = self.page.locator("main form .button--primary").first
        heading = self.page.get_by_role("heading", level=1).inner_text()
        if asks.is_visible() and (not self.screens or self.screens[-1] != heading):
            self.screens.append(heading)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def hand(request: pytest.FixtureRequest, page_at: Any) -> Hand:
    page: Page = page_at(PHONE, java_script_enabled=request.param, has_touch=True)
    page.goto("/")
    found = Hand(page)
    found.look()
    return found


def receipt(page: Page) -> tuple[str, str]:
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您反映的事项")
    number, code = (each.replace(" ", "") for each in page.locator(".receipt__code").all_inner_texts())
    return number, code


def test_a_stranger_reports_in_three_screens_and_twelve_taps(hand: Hand) -> None:
    page = hand.page
    hand.write(page.get_by_label("您要反映什么事"), TEXT)
    hand.tap(page.get_by_role("button", name="下一步"))
    hand.write(page.get_by_label("地址，或附近的标志"), "西街12号菜场门口")
    hand.take(page.get_by_label("照片"), photo(1))
    hand.tap(page.get_by_role("button", name="下一步"))
    hand.tap(page.get_by_label("可以，我留下联系方式"))
    hand.write(page.get_by_label("联系电话"), "13800000001")
    hand.tap(page.get_by_role("button", name="提交", exact=True))
    number, code = receipt(page)
    assert hand.taps <= TAPS
    assert len(hand.screens) <= SCREENS, hand.screens
    case = case_by_code(number, code)
    assert case
    assert case.text == TEXT
    assert case.has_contact
    assert len(photos_of(case.loop.id)) == 1


def test_the_shortest_way_is_half_of_that(hand: Hand) -> None:
    page = hand.page
    hand.write(page.get_by_label("您要反映什么事"), TEXT)
    hand.tap(page.get_by_role("button", name="下一步"))
    hand.tap(page.get_by_label("没有具体地点"))
    hand.tap(page.get_by_role("button", name="下一步"))
    hand.tap(page.get_by_label("我匿名反映"))
    hand.tap(page.get_by_role("button", name="提交", exact=True))
    receipt(page)
    assert hand.taps <= 6
    assert len(hand.screens) <= SCREENS


def test_photos_in_number_confidential_and_needs(
    hand: Hand, check_axe: Any, screenshot: Any, request: pytest.FixtureRequest
) -> None:
    page, script = hand.page, "no-script" not in request.node.callspec.id

    def seen(name: str) -> None:
        if script:
            check_axe(page)
            screenshot(page, f"stranger-{name}-360")

    page.get_by_label("您要反映什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    bad = {"name": "合同.pdf", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"}
    page.get_by_label("照片").set_input_files([photo(1), bad, photo(2), photo(3)])  # type: ignore[list-item]
    page.get_by_label("地址，或附近的标志").fill("西街12号菜场门口")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("第 2 张照片（合同.pdf）")
    expect(page.get_by_label("地址，或附近的标志")).to_have_value("西街12号菜场门口")
    expect(page.locator(".photos--kept img")).to_have_count(3)
    seen("photos")
    page.get_by_role("button", name="删除第 2 张照片").click()
    expect(page.locator(".photos--kept img")).to_have_count(2)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("怎样联系您？")
    page.get_by_label("我匿名反映").check()
    page.get_by_label("请保密办理").check()
    page.get_by_text("与您沟通有需要注意的地方吗？").click()
    page.get_by_label("听力不便").check()
    seen("person")
    page.get_by_role("button", name="提交", exact=True).click()
    number, code = receipt(page)
    case = case_by_code(number, code)
    assert case
    assert (case.confidential, case.needs) == (True, ("HEARING",))
    assert len(photos_of(case.loop.id, CameWith.FILING)) == 2
    seen("receipt")
    page.goto("/case/")
    seen("case")
    page.locator("summary", has_text="补充情况").click()
    page.locator("#act-add").get_by_label("照片").set_input_files([photo(4)])  # type: ignore[list-item]
    page.locator("#act-add").get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("附有一张照片")
    assert len(photos_of(case.loop.id, CameWith.ADDED)) == 1
    page.locator("summary", has_text="取消保密办理").click()
    page.locator("#act-lift").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("您取消了保密办理")
    seen("case-lifted")


def test_the_way_to_a_person_stands_on_each_page(hand: Hand) -> None:
    page = hand.page
    for address in ("/", "/report", "/report/place", "/follow", "/services/"):
        page.goto(address)
        expect(page.locator(".human")).to_have_count(1)
