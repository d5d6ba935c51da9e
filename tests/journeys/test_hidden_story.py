"""What is hidden in a case, in the browser: masked, covered, shown for a reason by one button, cleared by the desk."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.cases.facts import CameWith
from gongzhi.cases.photos import photos_of
from gongzhi.cases.public import add
from gongzhi.cases.tests.pictures import picture
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.photos import clean_photo
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TEXT = "邻居李建国的车浙A12345天天堵在单元门口，轮椅出不去，请打13800138000，我住3幢302室。已经三天了。"
PHOTO = clean_photo(picture(size=(640, 480)))


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("script", [True, False])
def test_hidden_until_somebody_says_why(county, page_at, check_axe, screenshot, width, script):  # noqa: F811
    case_id = staff.filed(text=TEXT)
    add(case_id=case_id, text="再附两张。", photos=[PHOTO, PHOTO], by=RESIDENT, at=staff.long_ago(1))
    page: Page = page_at(width, java_script_enabled=script)

    def looks_right(name: str) -> None:
        if script:  # axe is a script itself
            check_axe(page)
            screenshot(page, f"hidden-{name}-{width}")

    enter(page, "dispatcher")
    page.goto(f"/desk/{case_id}/")
    the_text_is_masked(page)
    looks_right("desk")
    one_button_shows_the_text(page)
    own_words_show_the_photos(page)
    looks_right("desk-open")
    the_desk_clears_one(page)

    enter(page, "operator")
    page.goto(f"/loop/{case_id}/")
    the_next_one_sees_the_cleared_photo_only(page)
    looks_right("sheet")
    first, second = photos_of(case_id, CameWith.ADDED)
    seen = [page.request.get(f"/case/{case_id}/photo/{photo}").body() == PHOTO for photo in (first, second)]
    assert seen == [True, False]
    page.goto(f"/case/{case_id}/look/texts/")
    page.get_by_role("button", name="显示原文").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择原因")
    looks_right("why")
    page.get_by_label(re.compile("其他原因")).check()
    page.get_by_label("简要说明").fill("回电核实")
    page.get_by_role("button", name="显示原文").click()
    page.wait_for_url(f"**/loop/{case_id}/")
    expect(page.locator("main")).to_contain_text("13800138000")


def the_text_is_masked(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text(
        "邻居〔姓名〕的车〔车牌〕天天堵在单元门口，轮椅出不去，请打〔手机号〕，我住〔房号〕"
    )
    for secret in ("李建国", "浙A12345", "13800138000", "3幢302室"):
        assert secret not in page.content()
    expect(main).to_contain_text("文字中已遮盖：手机号；车牌；房号；姓名")
    expect(main.locator(".photos__covered")).to_have_count(2)


def one_button_shows_the_text(page: Page) -> None:
    main = page.locator("main")
    main.get_by_role("group", name="显示原文").get_by_role("button", name="弄清指的是谁或什么").click()
    expect(main).to_contain_text("已留痕")
    expect(main).to_contain_text("13800138000")
    expect(main.locator(".photos__covered")).to_have_count(2)


def own_words_show_the_photos(page: Page) -> None:
    main = page.locator("main")
    main.locator("details", has_text="其他原因").last.locator("summary").click()
    main.get_by_label("简要说明").last.fill("看看积水有多深")
    main.get_by_role("button", name="显示照片").last.click()
    expect(main.locator(".photos__covered")).to_have_count(0)


def the_desk_clears_one(page: Page) -> None:
    main = page.locator("main")
    main.get_by_label("照片 1").check()
    main.get_by_role("button", name="对所有经办人取消遮盖").click()
    expect(page.get_by_role("status").first).to_contain_text("已取消遮盖")


def the_next_one_sees_the_cleared_photo_only(page: Page) -> None:
    main = page.locator("main")
    expect(main).to_contain_text("〔手机号〕")
    expect(main.locator(".photos__covered")).to_have_count(1)
    expect(main).to_contain_text("查看了未遮盖的原文")
