"""A resident's story in a browser: report, follow, answer, judge; phone and desk, with and without script."""

import gzip
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from tests.small_county import County

from gongzhi.cases.facts import Finding
from gongzhi.cases.public import answer, ask, classify, dispatch, handle
from gongzhi.channels.portal import queries
from gongzhi.kernel.instants import now
from gongzhi.loops.public import loop_by_number
from gongzhi.organization.public import import_file
from gongzhi.people.facts import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE, DESK = 360, 1280
FIRST_LOAD = 60 * 1024  # bytes, compressed
FIRST_REQUESTS = 8
TEXT = "西街口的垃圾桶满了三天没人收，晚上有老鼠，孩子放学都要绕着走。希望每天收两次，夏天快到了。"


@pytest.fixture(autouse=True)
def _hotline(transactional_db: None, county: County) -> None:
    cache.clear()
    queries.forget()
    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        "hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,0999-12345,"
        "桥县政务服务中心一楼 3 号窗口,2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())


def work(county: County, case_id: UUID, *, until: str) -> None:
    """Let the office work on the case: signed and asked, or answered."""
    at = now()
    dispatcher, handler = county.actor("dispatcher"), county.actor("town-handler")
    if until == "asked":
        classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=at)
        dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=dispatcher, at=at)
        handle(case_id=case_id, event="sign", by=handler, at=at)
        ask(case_id=case_id, question="是菜场门口的，还是公交站旁边的？", by=handler, at=at)
    else:
        answer(
            case_id=case_id, finding=Finding.SOLVED, text="已清运，今起每天早晚各收一次。", by=handler, at=at
        )


@dataclass
class Story:
    """One resident's story in one browser: the page, and how each screen on the way is looked at."""

    page: Page
    width: int
    script: bool
    check_axe: Any
    screenshot: Any

    def seen(self, name: str) -> None:
        if self.script:  # axe is a script itself; without it the pages are the same ones
            self.check_axe(self.page)
            self.screenshot(self.page, f"portal-{name}-{self.width}")

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def warns(self, text: str) -> None:
        expect(self.page.get_by_role("alert")).to_contain_text(text)

    def on(self) -> None:
        self.page.get_by_role("button", name="下一步").click()


@pytest.fixture(params=[(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)], ids=str)
def story(request: pytest.FixtureRequest, page_at: Any, check_axe: Any, screenshot: Any) -> Story:
    width, script = request.param
    return Story(page_at(width, java_script_enabled=script), width, script, check_axe, screenshot)


def test_a_report_goes_round(story: Story, county: County) -> None:
    number, code = report(story)
    loop = loop_by_number(number)
    assert loop
    work(county, loop.id, until="asked")
    follow(story, number, code)
    reply_and_urge(story)
    work(county, loop.id, until="answered")
    judge(story)


def report(story: Story) -> tuple[str, str]:
    page = story.page
    page.goto("/")
    expect(page.get_by_role("link", name="0999-12345").first).to_be_visible()
    story.seen("start")
    story.on()  # the first question stands on the first page
    story.warns("还没有写内容")
    story.seen("words-error")
    page.get_by_label("您要反映什么事").fill(TEXT)
    story.on()
    story.seen("place")
    story.on()
    story.warns("请写明在哪里")
    page.get_by_label("地址，或附近的标志").fill("西街12号菜场门口")
    page.get_by_label("在哪个乡镇或社区").select_option(label="西街社区")
    story.on()
    story.seen("person")
    page.get_by_role("link", name="修改地点").click()
    expect(page.get_by_label("地址，或附近的标志")).to_have_value("西街12号菜场门口")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("地址，或附近的标志")).to_have_value("西街12号菜场门口")
    story.on()
    page.get_by_label("可以，我留下联系方式").check()
    page.get_by_label("联系电话").fill("138 0000 0001")
    story.seen("person-filled")
    page.get_by_role("button", name="提交", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您反映的事项")
    story.seen("receipt")
    number, code = page.locator(".receipt__code").all_inner_texts()
    page.get_by_role("button", name="离开").click()
    return number, code


def follow(story: Story, number: str, code: str) -> None:
    page = story.page
    page.get_by_role("link", name="查进度").click()
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill("WRONGWRONG")
    page.get_by_role("button", name="查看进度").click()
    story.warns("没有找到")
    expect(page.get_by_label("编号")).to_have_value(number)
    story.seen("follow-wrong")
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查看进度").click()
    assert page.url.endswith("/case/")


def reply_and_urge(story: Story) -> None:
    page = story.page
    story.says("是菜场门口的，还是公交站旁边的？")
    story.seen("case-asked")
    page.get_by_label("您的回答").fill("菜场门口那个。")
    page.locator("#act-reply").get_by_role("button").click()
    story.says("恢复计时")
    page.get_by_role("button", name="催办").click()
    story.says("已催办")


def judge(story: Story) -> None:
    page = story.page
    page.goto("/case/")
    story.seen("case-answered")
    page.get_by_label("基本满意").check()
    page.locator("#act-judge").get_by_role("button").click()
    story.warns("请选择是否解决")
    expect(page.get_by_label("基本满意")).to_be_checked()
    page.get_by_label("没有解决").check()
    page.locator("#act-judge").get_by_role("button").click()
    story.says("您表示问题没有解决，将继续办理。")
    story.seen("case-again")


def first_visit(page: Page, start: str) -> dict[str, int]:
    """Return what the first visit of a page loads: bytes, compressed, by address."""
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(start, wait_until="networkidle")
    assert len(sizes) >= 5
    assert not any("leaflet" in url or "htmx" in url for url in sizes)
    return sizes


def test_the_first_load_is_small(page_at: Any) -> None:
    for start in ("/", "/report"):
        loaded = first_visit(page_at(PHONE), start)
        assert sum(loaded.values()) <= FIRST_LOAD
        assert len(loaded) <= FIRST_REQUESTS, sorted(loaded)


def test_the_map_comes_on_request_and_fills_the_point(page_at: Any, check_axe: Any, screenshot: Any) -> None:
    page: Page = page_at(PHONE)
    page.goto("/report")
    page.get_by_label("您要反映什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="打开地图").click()
    page.get_by_role("button", name="选用地图中心点").click()
    expect(page.get_by_text("已选定地图上的位置。")).to_be_visible()
    check_axe(page)
    screenshot(page, "portal-map-360")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("怎样联系您？")


def test_the_phones_position_is_a_refinement(page_at: Any) -> None:
    page: Page = page_at(
        PHONE, geolocation={"longitude": 110.005, "latitude": 30.005}, permissions=["geolocation"]
    )
    page.goto("/report")
    page.get_by_label("您要反映什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="使用手机定位").click()
    expect(page.get_by_text("已选定地图上的位置。")).to_be_visible()
    assert page.locator("#id_lon").input_value() == "110.005000"
    page.get_by_role("button", name="取消选点").click()
    assert page.locator("#id_lon").input_value() == ""


@pytest.mark.parametrize("look", ["english", "elder"])
def test_other_looks(page_at: Any, check_axe: Any, screenshot: Any, look: str) -> None:
    page: Page = page_at(PHONE)
    page.goto("/")
    page.get_by_role("button", name="English" if look == "english" else "长辈版").click()
    names = {"english": ("Go on", "Send my report"), "elder": ("下一步", "提交")}[look]
    for step in ("start", "place", "person", "receipt", "case"):
        check_axe(page)
        screenshot(page, f"portal-{step}-{look}")
        match step:
            case "start":
                page.locator("#id_text").fill(TEXT * 3)
                page.get_by_role("button", name=names[0]).click()
            case "place":
                page.locator("#id_nowhere").check()
                page.get_by_role("button", name=names[0]).click()
            case "person":
                page.locator("[name=filer][value=HELPER]").check()
                page.locator("#id_helper_name").fill("李梅")
                check_axe(page)
                screenshot(page, f"portal-helper-{look}")
                page.get_by_role("button", name=names[1], exact=True).click()
            case "receipt":
                page.goto("/case/")
