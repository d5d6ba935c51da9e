"""A burst pipe in the browser: forty callers, one parent, one answer to all; one of them says it is not solved."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, act, county, enter  # noqa: F401 - the ground of the story
from tests.small_county import COUNTY, IN_WEST

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Filed, Person, Place, file_case
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CALLERS = 40


def burst(number: int) -> Filed:
    """One more household calls about the same pipe."""
    return file_case(
        text=f"{number}号楼没水了，街上水往外冒。",
        place=Place(
            division=COUNTY,
            longitude=IN_WEST[0] + number / 100_000,
            latitude=IN_WEST[1],
            address=f"西街{number}号",
        ),
        channel=Channel.HOTLINE,
        matter="water.burst",
        person=Person(filer=Filer.NAMED, name=f"住户{number}", phone=f"1380002{number:04d}"),
        by=RESIDENT,
        at=staff.long_ago(3 - number / 60),
    )


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def follow(page: Page, filed: Filed) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/follow")
    page.get_by_label("编号").fill(filed.number)
    page.get_by_label("查询码").fill(filed.code or "")
    page.locator("main form button").first.click()
    page.wait_for_url("**/case/")


def answers(page: Page, first: Filed, width: int, check_axe, screenshot) -> None:  # type: ignore[no-untyped-def]
    """The unit in charge sees how many reported it, and nothing of who, signs and answers once."""
    enter(page, "water-handler")
    expect(page.locator(".rows__row").first).to_contain_text(f"+{CALLERS - 1}")
    page.goto(f"/loop/{first.loop_id}/")
    expect(page.locator(".sheet__story")).to_contain_text(f"{CALLERS} 人反映此事")
    assert "住户2" not in page.content()
    assert "2号楼没水" not in page.content()
    check_axe(page)
    screenshot(page, f"together-sheet-{width}")
    act(page, "签收", width)
    form = page.locator("#acts details", has=page.locator("summary", has_text="答复")).first
    form.locator("summary").click()
    form.get_by_label("已解决").check()
    form.locator("textarea").first.fill("管道已换新，昨晚十一点恢复供水。")
    form.locator("form button").click()
    expect(page.get_by_role("status").first).to_contain_text("等待居民评价")


def disputes(page: Page, last: Filed, first: Filed, width: int, check_axe, screenshot) -> None:  # type: ignore[no-untyped-def]
    """One of them reads the common answer beside the own words, and says that it is not solved."""
    follow(page, last)
    expect(page.locator("main")).to_contain_text("管道已换新")
    expect(page.locator("main")).to_contain_text("40号楼没水")
    for other in ("1号楼没水了", "住户1", first.number):
        assert other not in page.content()
    check_axe(page)
    screenshot(page, f"together-resident-{width}")
    page.get_by_label("没有解决").check()
    page.get_by_role("button", name="提交").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_forty_callers_one_answer_and_one_who_disputes(county, page_at, check_axe, screenshot, width):  # noqa: F811
    calls = [burst(each) for each in range(1, CALLERS + 1)]
    first, last = calls[0], calls[-1]
    page = page_at(width)
    enter(page, "dispatcher")
    page.goto(f"/desk/{first.loop_id}/")
    expect(page.locator("#alike h2")).to_have_text(f"{CALLERS} 人反映，同一问题？")
    check_axe(page)
    screenshot(page, f"together-desk-{width}")
    page.get_by_role("button", name=f"将这 {CALLERS} 件并为一件").click()
    expect(page.get_by_role("status").first).to_contain_text("已并为一件")
    assert {state(each.loop_id) for each in calls[1:]} == {"joined"}
    check_axe(page)
    expect(page.get_by_role("button", name="派给水务局")).to_be_visible()
    if width == DESK:
        page.keyboard.press("d")
    else:
        page.get_by_role("button", name="派给水务局").click()
    expect(page.get_by_role("status").first).to_contain_text("已派给承办单位")
    page.goto("/desk/")
    expect(page.locator("main")).to_contain_text("没有待派工单")

    answers(page, first, width, check_axe, screenshot)
    assert {state(each.loop_id) for each in calls} == {"answered"}
    disputes(page, last, first, width, check_axe, screenshot)
    assert state(last.loop_id) == "working"
    assert Case.objects.get(loop=last.loop_id).parent_id is None
    assert {state(each.loop_id) for each in calls[:-1]} == {"answered"}
    enter(page, "water-handler")
    expect(page.locator("main")).to_contain_text(last.number)
    fire_due(at=staff.long_ago(0))


def test_the_desk_by_keys_and_without_script(county, page_at, check_axe):  # noqa: F811
    calls = [burst(each) for each in range(1, 4)]
    page = page_at(DESK)
    enter(page, "dispatcher")
    page.goto("/desk/")
    expect(page.locator(".queue__item[aria-current]")).to_contain_text(calls[0].number)
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/desk/{calls[1].loop_id}/")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("按建议派单")
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("details[open] summary", has_text="另选单位")).to_be_visible()
    # Keys are letters while one types.
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.get_by_label("查找事项").focus()
    page.keyboard.type("dtr")
    expect(page.get_by_label("查找事项")).to_have_value("dtr")
    assert state(calls[1].loop_id) == "registered"

    plain = page_at(DESK, java_script_enabled=False)
    enter(plain, "dispatcher")
    plain.goto(f"/desk/{calls[2].loop_id}/")
    plain.get_by_role("button", name="将这 3 件并为一件").click()
    assert [state(each.loop_id) for each in calls] == ["registered", "joined", "joined"]
