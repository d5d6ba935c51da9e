"""Who used my data: an office opens a case and asks who reported it, supervision looks under seal; the resident reads.

On a telephone and at a desk, without script and in large text, axe on every page.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from tests.journeys.test_case_story import county as county  # the same demo county, by the same fixture
from tests.journeys.test_case_story import enter
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, dispatch, file_case, handle
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import sequence
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import DataUse
from gongzhi.people.public import note_opening
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280
BASIS = "《监察法》第二十一条"


def at_work(county: County) -> Filed:
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, name="欧阳小满", phone="13912345678"),
        by=RESIDENT,
        at=staff.long_ago(3),
    )
    handler, at = county.actor("town-handler"), staff.long_ago(2)
    desk, town = county.actor("dispatcher"), county.unit("town")
    dispatch(case_id=filed.loop_id, event="dispatch", unit_id=town, by=desk, at=at)
    handle(case_id=filed.loop_id, event="sign", by=handler, at=at)
    return filed


def follow(page: Page, filed: Filed) -> None:
    """Open the case as its resident, by number and code, and who used its data."""
    page.context.clear_cookies(name="sessionid")
    page.goto("/follow")
    page.locator("[name=number]").fill(filed.number)
    page.locator("[name=code]").fill(str(filed.code))
    page.locator("main form").first.locator("button").first.click()
    page.wait_for_url("**/case/")
    page.get_by_role("link", name="谁用了我的信息").click()
    page.wait_for_url("**/case/uses")


def reveal(page: Page, filed: Filed) -> None:
    page.goto(f"/loop/{filed.loop_id}/")
    form = page.locator("#act-reveal")
    form.locator("summary").click()
    form.get_by_label("约时间上门或到现场").check()
    form.locator("textarea").fill("约下午到现场查看")
    form.locator("form button").click()
    page.wait_for_url("**/reveals/**")


def seal(page: Page, filed: Filed) -> None:
    page.goto("/uses/")
    page.get_by_label("事项编号").fill(filed.number)
    page.get_by_label("法律依据").fill(BASIS)
    end = timezone.localdate() + timedelta(days=30)
    page.get_by_label("截止日期").fill(end.isoformat())
    page.get_by_role("button", name="暂不告知并打开").click()
    page.wait_for_url(f"**/loop/{filed.loop_id}/")


def read_three(page: Page, lines: Locator) -> None:
    """Read what the resident reads while supervision's look is sealed."""
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("第 3 条")
    expect(lines.nth(0)).to_contain_text("县治理中心")
    expect(lines.nth(1)).to_contain_text("看了您的姓名和联系方式")
    expect(lines.nth(1)).to_contain_text("约时间上门或到现场")
    expect(lines.nth(2)).to_contain_text("打开办理页面")
    expect(lines.nth(2)).to_contain_text("桥头镇政府")
    expect(lines.nth(2)).to_contain_text("《个人信息保护法》第十三条第一款第三项、第三十四条")
    assert "town-handler" not in page.content()
    assert BASIS not in page.content()
    expect(page.locator("main")).to_contain_text("目前共有 1 条推迟告知")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_resident_reads_who_used_what_and_supervision_may_be_kept_back(
    county, page_at, check_axe, screenshot, width
):
    filed = at_work(county)
    page = page_at(width, accept_downloads=True)
    follow(page, filed)
    expect(page.locator("main")).to_contain_text("还没有人打开过")
    check_axe(page)

    enter(page, "town-handler")
    reveal(page, filed)
    enter(page, "supervisor")
    seal(page, filed)
    expect(page.get_by_role("status").first).to_contain_text("暂不告知本人")
    page.goto("/uses/")
    check_axe(page)
    screenshot(page, f"uses-all-{width}")
    page.get_by_role("link", name=filed.number).click()
    expect(page.locator("table")).to_contain_text("town-handler")
    expect(page.locator("table")).to_contain_text(BASIS)
    check_axe(page)
    screenshot(page, f"uses-of-a-case-{width}")
    enter(page, "dispatcher")
    page.goto(f"/loop/{filed.loop_id}/")

    follow(page, filed)
    lines = page.locator(".uses__line")
    read_three(page, lines)
    check_axe(page)
    screenshot(page, f"uses-{width}")
    page.get_by_role("button", name="长辈版").click()
    check_axe(page)
    screenshot(page, f"uses-elder-{width}")
    sequence()
    with page.expect_download() as download:
        lines.nth(1).get_by_role("link", name="下载证明").click()
    proof = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert json.loads(proof["facts"][0]["entry"])["data"]["what"] == "IDENTITY"

    # Its day has come: the line stands here by itself, with its ground.
    DataUse.objects.filter(sealed_until__isnull=False).update(sealed_until=now() - timedelta(minutes=1))
    page.reload()
    expect(page.locator(".uses__line")).to_have_count(4)
    expect(page.locator("main")).to_contain_text(BASIS)
    check_axe(page)
    page.get_by_role("button", name="我要投诉").click()
    page.wait_for_url("**/report")
    expect(page.locator("textarea")).to_have_value(
        f"我对事项 {filed.number} 的信息使用记录有疑问，记录序号："
    )


@pytest.mark.parametrize(("language", "elder"), [("zh-CN", True), ("en", False)])
def test_a_fault_is_said_without_script_and_in_large_text(
    county, page_at, check_axe, screenshot, language, elder
):
    filed = at_work(county)
    for day in range(30, 0, -1):
        by, at = county.actor("town-handler"), staff.long_ago(24 * day)
        note_opening(subject=filed.loop_id, what="SHEET", purpose="HANDLE", by=by, at=at)
    DataUse.objects.filter(seq=4).delete()
    page = page_at(PHONE, language=language, java_script_enabled=False)
    page.goto("/follow")
    if elder:
        page.get_by_role("button", name="长辈版").click()
    page.locator("[name=number]").fill(filed.number)
    page.locator("[name=code]").fill(str(filed.code))
    page.locator("main form").first.locator("button").first.click()
    page.goto("/case/uses")
    fault = "缺少第 4 条" if language == "zh-CN" else "Line 4 is missing"
    expect(page.get_by_role("alert")).to_contain_text(fault)
    screenshot(page, f"uses-fault-{language[:2].lower()}-{PHONE}")
    page.locator("a[rel=next]").click()
    expect(page.locator(".uses__line")).to_have_count(4)
    expect(page.get_by_role("alert")).to_contain_text(fault)
