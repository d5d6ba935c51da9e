"""Who reported it, in the browser: asked for, agreed to, seen for a while with a mark across the page, and gone."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import county as county  # the same demo county, by the same fixture
from tests.journeys.test_case_story import enter
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, dispatch, file_case, handle
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280
NUMBER = "13912345678"


def at_work(county: County, *, confidential: bool) -> Filed:
    """A case of somebody with a telephone, signed in the town."""
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="欧阳小满", phone=NUMBER),
        confidential=confidential,
        by=RESIDENT,
        at=staff.long_ago(3),
    )
    town, desk = county.unit("town"), county.actor("dispatcher")
    handler, at = county.actor("town-handler"), staff.long_ago(2)
    dispatch(case_id=filed.loop_id, event="dispatch", unit_id=town, by=desk, at=at)
    handle(case_id=filed.loop_id, event="sign", by=handler, at=at)
    return filed


def ask(page: Page, case_id: object) -> None:
    """Open the sheet and ask who reported it, to arrange a visit."""
    page.goto(f"/loop/{case_id}/")
    form = page.locator("#act-reveal")
    form.locator("summary").click()
    expect(form).to_contain_text("可以通过平台")  # the ways without a number are named first
    form.get_by_label("约时间上门或到现场").check()
    form.locator("textarea").fill("约下午到现场查看")
    form.locator("form button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_seen_for_a_while_marked_and_closed(county, page_at, check_axe, screenshot, width):
    filed = at_work(county, confidential=False)
    page = page_at(width)
    enter(page, "town-handler")
    page.goto(f"/loop/{filed.loop_id}/")
    assert NUMBER not in page.content()
    check_axe(page)
    ask(page, filed.loop_id)
    page.wait_for_url("**/reveals/**")
    expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
    mark = page.locator(".watermark")
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("town-handler · ")
    expect(mark).to_contain_text(filed.number)
    # It lies across the whole window and takes no tap from what is under it.
    box = mark.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"]) == (0, 0, width)
    assert box["height"] == 740
    check_axe(page)
    screenshot(page, f"reveal-{width}")
    page.emulate_media(media="print")
    expect(mark).to_be_visible()
    page.emulate_media(media="screen")
    address = page.url
    page.get_by_role("button", name="立即关闭").click()
    page.wait_for_url(f"**/loop/{filed.loop_id}/")
    assert NUMBER not in page.content()
    page.goto(address)
    expect(page.get_by_text("查看时间已到，或者已关闭")).to_be_visible()
    assert NUMBER not in page.content()
    check_axe(page)
    # Whoever reported it reads who looked, what for and until when.
    page.goto("/follow")
    page.locator("[name=number]").fill(filed.number)
    page.locator("[name=code]").fill(str(filed.code))
    page.locator("main form").first.locator("button").first.click()
    page.wait_for_url("**/case/")
    expect(page.locator("main")).to_contain_text(
        "桥头镇政府查看了您的姓名和联系方式，用途：约时间上门或到现场"
    )
    check_axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_of_a_confidential_case_two_have_to_agree(county, page_at, check_axe, screenshot, width):
    filed = at_work(county, confidential=True)
    page = page_at(width)
    enter(page, "town-handler")
    ask(page, filed.loop_id)
    expect(page.get_by_text("须由第二人核准").first).to_be_visible()
    assert NUMBER not in page.content()
    check_axe(page)

    enter(page, "leader")
    page.goto("/reveals/")
    expect(page.locator("article")).to_contain_text("约下午到现场查看")
    assert NUMBER not in page.content()
    check_axe(page)
    screenshot(page, f"reveal-second-{width}")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("从现在起计时")
    check_axe(page)

    enter(page, "town-handler")
    page.goto(f"/loop/{filed.loop_id}/")
    page.get_by_role("link", name="身份信息已开放").click()
    expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_callback_desk_calls_without_seeing_the_number(
    county, page_at, check_axe, screenshot, settings, tmp_path, width
):
    settings.GONGZHI_RELAY_FILE = tmp_path / "calls.jsonl"
    case_id = staff.calling(county)
    page = page_at(width)
    enter(page, "caller")
    page.goto(f"/callback/{case_id}/")
    check_axe(page)
    page.get_by_label("您座位上的电话").fill("0571-88001234")
    page.get_by_role("button", name="电话转接联系").click()
    expect(page.get_by_role("status").first).to_contain_text("对方号码不显示")
    assert "13800000001" not in page.content()
    assert "13800000001" in settings.GONGZHI_RELAY_FILE.read_text()
    check_axe(page)
    screenshot(page, f"reveal-callback-{width}")
    # Seeing it takes two taps: purpose and reason are filled in.
    page.locator("summary", has_text="查看号码").click()
    page.locator("details.act form button", has_text="查看号码").click()
    page.wait_for_url("**/reveals/**")
    expect(page.get_by_role("link", name="13800000001")).to_be_visible()
