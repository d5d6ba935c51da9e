"""A call at the hotline, by keyboard alone: it rings, the operator types, sees what is known, and files or answers."""

import json
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture
from tests.small_county import WEST

from gongzhi.cases.models import Case
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.ids import new_id
from gongzhi.knowledge.facts import ArticleText, OutageTold
from gongzhi.knowledge.public import note_outage, publish_article, version_by_id, versions_of, write_article
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import contacts_by_phone
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CALLER = "13900000007"


def known_things(county: Any) -> int:  # noqa: F811
    """An article about no water, an outage in West Street, and a case somebody else filed there."""
    by, water, at, article = county.actor("dispatcher"), county.unit("water"), timezone.now(), new_id()
    text = ArticleText(
        title="家里停水怎么办", body="先看停水公告，再看邻居家有没有水。", sources="《城市供水条例》第二十二条",
        matters=("water",), public=True, review_on=timezone.localdate() + timedelta(days=300),
    )  # fmt: skip
    write_article(article_id=article, unit_id=water, text=text, by=by, at=at)
    publish_article(article_id=article, by=by, at=at)
    outage = OutageTold("water.burst", WEST, True, at, at + timedelta(hours=4), "更换阀门，停水到傍晚", water)
    note_outage(outage_id=new_id(), told=outage, by=by, at=at)
    staff.filed("water.burst", text="西街口水管爆了，家里没水。")
    staff.filed(text="垃圾桶满了。", phone=CALLER)
    return versions_of(article)[0].id


class Exchange:
    """A telephony system: it tells the running server of a call, with a real key."""

    def __init__(self, server: str, unit: Any) -> None:
        issued = issue_key(
            name="话务平台", unit_id=unit, scopes=[Scope.TELEPHONY], by=SYSTEM, at=staff.long_ago(1)
        )
        self.server, self.key = server, issued.text

    def tell(self, event: str, **more: str) -> None:
        said = {"call": "c-1", "event": event, "at": datetime.now(UTC).isoformat(), "queue": "12345", **more}
        request = urllib.request.Request(  # noqa: S310 - the live server
            f"{self.server}/hotline/calls",
            json.dumps(said).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            assert answer.status == 200


def press(page: Page, key: str) -> None:
    """Press Alt and a key as a keyboard does: Playwright's own press leaves out what access keys are matched by."""
    session = page.context.new_cdp_session(page)
    one = {"modifiers": 1, "key": key, "windowsVirtualKeyCode": ord(key.upper())}
    session.send("Input.dispatchKeyEvent", one | {"type": "keyDown", "text": "", "unmodifiedText": key})
    session.send("Input.dispatchKeyEvent", one | {"type": "keyUp"})
    session.detach()


def typed(page: Page, key: str, text: str) -> None:
    press(page, key)
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_a_call_is_taken_down_by_keyboard_alone(
    county,  # noqa: F811
    page_at,
    live_server,
    check_axe,
    screenshot,
    width,
):
    known_things(county)
    exchange = Exchange(live_server.url, county.unit("hotline"))
    page: Page = page_at(width)
    enter(page, "operator")
    assert page.url.endswith("/hotline/")
    line = page.locator(".hotline__line")
    expect(line).to_contain_text("话机上没有来电")
    exchange.tell("ringing", agent="operator", caller=CALLER)
    expect(line).to_contain_text("正在振铃", timeout=8000)
    exchange.tell("answered", agent="operator")
    expect(line).to_contain_text("通话中", timeout=8000)
    expect(line).to_contain_text("尾号 0007")

    press(page, "c")  # who calls has reported something before
    expect(page.get_by_role("link", name=re.compile("垃圾桶满了"))).to_be_visible()

    typed(page, "t", "楼道里有人说水管又爆了，我们这里没有水")
    typed(page, "w", "西街社区3号楼")
    press(page, "m")
    page.keyboard.press("End")  # a list is chosen from by the arrows
    while page.locator("#id_matter").input_value() != "water.burst":
        page.keyboard.press("ArrowUp")
    known = page.locator("#known")
    expect(known).to_contain_text("更换阀门，停水到傍晚")
    expect(known).to_contain_text("西街口水管爆了")
    expect(known).to_contain_text("家里停水怎么办")
    check_axe(page)
    screenshot(page, f"hotline-{width}")

    it_is_filed_confidentially(page, check_axe, screenshot, width)
    exchange.tell("ended")
    page.goto("/hotline/service/")
    expect(page.locator("main")).to_contain_text("15 秒内接听")
    expect(page.locator("main")).to_contain_text("1 / 1")
    check_axe(page)
    screenshot(page, f"hotline-service-{width}")


def it_is_filed_confidentially(page: Page, check_axe: Any, screenshot: Any, width: int) -> None:
    """After a reload nothing is lost; one key makes it confidential, one files it with the number of the call."""
    page.reload()
    expect(page.locator("#id_text")).to_have_value("楼道里有人说水管又爆了，我们这里没有水")
    press(page, "k")
    expect(page.locator("#id_confidential")).to_be_checked()
    typed(page, "n", "赵小雨")
    press(page, "s")
    expect(page.locator(".receipt")).to_be_visible()
    check_axe(page)
    screenshot(page, f"hotline-filed-{width}")
    number = page.locator(".receipt__code").first.inner_text()
    assert CALLER not in page.content()

    case = Case.objects.select_related("loop").get(loop__number=number)
    assert (case.channel, case.confidential, case.loop.division) == ("HOTLINE", True, WEST)
    assert case.contact_id in contacts_by_phone(CALLER), "the number of the call went into the case"
    assert case.loop.due_at is not None


def test_an_article_answers_on_the_spot_by_one_key(county, page_at, check_axe, screenshot):  # noqa: F811
    version = known_things(county)
    page: Page = page_at(DESK)
    enter(page, "operator")
    typed(page, "t", "家里停水了怎么办")
    summary = page.locator("#known summary").first
    expect(summary).to_contain_text("家里停水怎么办")
    press(page, "1")
    expect(page.locator("#known details")).to_have_attribute("open", "")
    expect(page.locator("#known")).to_contain_text("再看邻居家有没有水")
    press(page, "4")
    expect(page.locator(".receipt")).to_be_visible()
    number = page.locator(".receipt__code").first.inner_text()
    case = Case.objects.select_related("loop").get(loop__number=number)
    assert (case.loop.state, case.filer) == ("answered", "ANONYMOUS")
    view = version_by_id(version)
    assert view
    assert (view.yes, view.no) == (1, 0)
    press(page, "t")
    expect(page.locator("#id_text")).to_have_value("")
    enter(page, "dispatcher")
    for path in (
        "/knowledge/",
        f"/knowledge/{view.article_id}/",
        f"/knowledge/{view.article_id}/edit/",
        "/outages/",
    ):
        page.goto(path)
        check_axe(page)
        screenshot(page, f"knowledge{re.sub('[^a-z]+', '-', path.removeprefix('/knowledge'))}".strip("-"))


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_residents_find_an_answer(county, page_at, check_axe, screenshot, width):  # noqa: F811
    known_things(county)
    page: Page = page_at(width)
    page.goto("/answers/")
    expect(page.locator("main")).to_contain_text("更换阀门，停水到傍晚")
    page.get_by_label("您的问题").fill("没有水了")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers/?q=*")
    check_axe(page)
    screenshot(page, f"answers-{width}")
    page.get_by_label("您的问题").fill("停水")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="家里停水怎么办").click()
    page.wait_for_url("**/answers/*-*/")
    expect(page.locator("main")).to_contain_text("《城市供水条例》第二十二条")
    check_axe(page)
