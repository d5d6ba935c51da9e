"""An application in the browser: asked for one paper once, decided, rated; another one denied by a second office."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture
from tests.journeys.test_resident import FIRST_LOAD, first_visit

from gongzhi.applications.facts import How
from gongzhi.applications.models import Decision
from gongzhi.applications.public import Given, deny, handle
from gongzhi.applications.public import supply as supply_papers
from gongzhi.applications.tests.steps import open_catalogue
from gongzhi.catalogue.queries import forget
from gongzhi.channels.portal import queries
from gongzhi.channels.services.tests.applicant import staff as work
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import loop_by_number
from gongzhi.organization.public import import_file
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

NAME = "王桂芳"
ITEM = "老年人高龄津贴申领"


@pytest.fixture
def served(county: Any) -> Any:  # noqa: F811
    """The small county as a demo, with services and with a telephone."""
    cache.clear()
    queries.forget()
    forget()
    rows = (
        "code,kind,division,name,name_en,approves_answers,public_phone,counter,valid_from\n"
        "hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,0999-12345,"
        "桥县政务服务中心一楼 3 号窗口,2020-01-01\n"
        "housing,HOUSING_BUREAU,999901000000,住建局,Housing bureau,1,0999-55555,"
        "桥县政务服务中心二楼 8 号窗口,2020-01-01\n"
    )
    import_file(table="units", data=rows.encode(), by=SYSTEM, at=now())
    open_catalogue(at=staff.long_ago(24 * 29))
    return county


def photo(name: str) -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (640, 400), "#cde").save(out, "JPEG")
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@dataclass
class Story:
    """Somebody who applies, in one browser, and how each screen on the way is looked at."""

    page: Page
    width: int
    script: bool
    check_axe: Any
    screenshot: Any

    def seen(self, name: str) -> None:
        if self.script:  # axe is a script itself; without it the pages are the same ones
            self.check_axe(self.page)
            self.screenshot(self.page, f"services-{name}-{self.width}")

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def on(self) -> None:
        self.page.get_by_role("button", name="下一步").click()

    def paper(self, name: str) -> Any:
        return self.page.get_by_role("group", name=name)

    def apply(self, *, bank_card: str) -> tuple[str, str]:
        """Apply from the start page to the receipt; return number and code."""
        page = self.page
        page.goto("/")
        page.get_by_role("link", name="申请办事").click()
        self.seen("list")
        page.get_by_role("link", name=ITEM).click()
        self.says("法定时限")
        self.seen("item")
        self.ask_and_answer(bank_card)
        self.seen("person")
        page.get_by_role("button", name="提交申请").dblclick()
        expect(page.get_by_role("heading", level=1)).to_have_text("已收到您的申请")
        self.seen("receipt")
        number, code = page.locator(".receipt__code").all_inner_texts()
        page.get_by_role("button", name="离开").click()
        return number, code

    def ask_and_answer(self, bank_card: str) -> None:
        """Go from the guide of the item to the last question."""
        page = self.page
        page.goto("/services/old-age-allowance/")
        page.get_by_role("link", name="在网上申请").first.click()
        self.on()
        expect(page.get_by_role("alert")).to_contain_text("还没有填写")
        self.seen("answers-error")
        page.get_by_label("老人姓名").fill(NAME)
        page.get_by_label("出生日期").fill("1944-05-02")
        page.get_by_label("自己家里").check()
        page.get_by_label("在哪个乡镇或社区").select_option(label="西街社区")
        self.on()
        self.seen("papers")
        self.paper("申请人身份证").get_by_label("在这里上传照片").check()
        page.get_by_label("照片：申请人身份证").set_input_files(photo("card"))
        self.on()
        expect(page.get_by_role("alert")).to_contain_text("请选一项")
        self.says("这张照片已经保存")
        self.seen("papers-kept")
        self.paper("申请人银行卡或社保卡").get_by_label(bank_card).check()
        self.on()
        self.says("带到窗口" if bank_card == "带到窗口" else "现在没有")
        page.get_by_label("联系电话").fill("138 0000 0001")
        page.get_by_label("申请人姓名").fill(NAME)

    def follow(self, number: str, code: str) -> None:
        page = self.page
        page.goto("/follow")
        page.get_by_label("编号").fill(number)
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查看进度").click()
        page.wait_for_url("**/application/")

    def saves_the_decision(self) -> None:
        """Save the document: a PDF with its font inside, so that it looks the same everywhere."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name="下载决定书（PDF）").click()
        content = saved.value.path().read_bytes()
        assert content.startswith(b"%PDF")
        assert b"NotoSansSC" in content

    def act(self, verb: str) -> Any:
        """Return the form of an act, opened."""
        form = self.page.locator(f"#act-{verb}")
        if not form.is_visible():
            self.page.locator("details", has=form).locator("summary").first.click()
        return form


@dataclass
class Office:
    """The offices, each signing in by one click at its desk."""

    page: Page
    number: str
    check_axe: Any
    screenshot: Any

    def open(self, role: str, name: str) -> None:
        enter(self.page, role)
        loop = loop_by_number(self.number)
        assert loop
        self.page.goto(f"/loop/{loop.id}/")
        self.check_axe(self.page)
        self.screenshot(self.page, f"application-{name}")

    def act(self, verb: str, fill: dict[str, str] | None = None) -> None:
        bar = self.page.locator("#acts")
        if fill is None:
            bar.get_by_role("button", name=re.compile(verb)).first.click()
        else:
            form = bar.locator(
                "details", has=self.page.locator("summary", has_text=re.compile(f"^\\s*{verb}"))
            )
            form.locator("summary").first.click()
            for name, text in fill.items():
                form.locator(f"[name='{name}']").fill(text)
            form.locator("form button").last.click()
        self.page.wait_for_load_state()
        expect(self.page.get_by_role("status").first).to_be_visible()


@pytest.fixture(params=[(PHONE, True), (PHONE, False), (DESK, True)], ids=str)
def story(
    request: pytest.FixtureRequest, page_at: Any, check_axe: Any, screenshot: Any, served: Any
) -> Story:
    width, script = request.param
    return Story(page_at(width, java_script_enabled=script), width, script, check_axe, screenshot)


def test_asked_once_decided_and_rated(story: Story, page_at: Any, check_axe: Any, screenshot: Any) -> None:
    number, code = story.apply(bank_card="现在没有")
    office = Office(page_at(DESK), number, check_axe, screenshot)
    office.open("dispatcher", "counter")
    office.act("交给单位审查", {})
    office.open("housing-handler", "examine")
    office.act("签收")
    office.act("一次告知补正", {"missing-bank-card": "没有银行卡照片，请补一张正面照片。"})
    story.follow(number, code)
    supply(story)
    office.open("housing-handler", "complete")
    expect(office.page.locator("#acts")).to_contain_text("补正只能要求一次")
    office.act("准予", {"reason": "年满80周岁，户籍在本县，自下月起每月发放50元。"})
    story.follow(number, code)
    take_and_rate(story)
    office.open("housing-handler", "handler-after")
    assert "没跑一趟" not in office.page.content()
    office.open("housing-head", "head-after")
    expect(office.page.locator("main")).to_contain_text("没跑一趟，很快。")
    loop = loop_by_number(number)
    assert loop
    kinds = [fact.kind for fact in story_of(loop.id)]
    # Each was sent by a double click.
    assert [kinds.count(f"applications.{kind}") for kind in ("filed", "resident_asked", "rated")] == [1, 1, 1]
    assert kinds.count("loops.clock_resumed") == 1
    assert loop.end_kind == "fulfilled"


def supply(story: Story) -> None:
    """Send the one paper that was asked for."""
    story.says("还缺材料")
    story.says("没有银行卡照片，请补一张正面照片。")
    story.seen("mine-asked")
    form = story.act("supply")
    form.get_by_role("group", name="申请人银行卡或社保卡").get_by_label("在这里上传照片").check()
    form.get_by_label("照片：申请人银行卡或社保卡").set_input_files(photo("bank"))
    story.seen("mine-supply")
    form.locator("button.button").dblclick()
    story.says("已提交，承办单位继续办理。")


def take_and_rate(story: Story) -> None:
    """Save the decision, say that it is right, rate."""
    story.says("已经批准，决定书在这里。")
    story.says("每月发放50元")
    story.seen("mine-granted")
    story.saves_the_decision()
    story.page.get_by_role("button", name="收到了，没有问题").dblclick()
    story.says("谢谢您，这件事已经办结。")
    story.act("rate").locator("button.button").click()
    expect(story.page.get_by_role("alert")).to_contain_text("请选一项")
    form = story.act("rate")
    form.get_by_label("非常满意").check()
    form.get_by_label("您想补充的情况").fill("没跑一趟，很快。")
    story.seen("mine-rate")
    form.locator("button.button").dblclick()
    story.says("谢谢您的评价，已经记录。")
    story.seen("mine-rated")


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_denied_by_a_second_office(
    width: int, served: Any, page_at: Any, check_axe: Any, screenshot: Any
) -> None:
    story = Story(page_at(width), width, True, check_axe, screenshot)
    number, code = story.apply(bank_card="带到窗口")
    office = Office(page_at(width), number, check_axe, screenshot)
    office.open("dispatcher", f"counter-{width}")
    office.act("交给单位审查", {})
    office.open("housing-handler", f"examine-{width}")
    office.act("签收")
    office.act("建议不予批准", {"reason": "户籍不在本县。"})
    office.open("arbiter", f"arbiter-{width}")
    office.act("不予批准", {"reason": "申请人户籍不在本县，不符合申领条件。"})

    story.follow(number, code)
    story.says("没有批准。")
    story.says("申请人户籍不在本县，不符合申领条件。")
    story.says("县政府办")  # not the office that examined it
    story.says("行政复议")
    story.says("行政诉讼")
    story.seen("mine-denied")
    assert Decision.objects.get().unit_id != served.unit("housing")
    story.saves_the_decision()


def test_the_first_load_is_small(served: Any, page_at: Any) -> None:
    for start in ("/services/", "/services/old-age-allowance/", "/services/old-age-allowance/first/"):
        assert sum(first_visit(page_at(PHONE), start).values()) <= FIRST_LOAD


@pytest.mark.parametrize("look", ["english", "elder"])
@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_other_looks(
    width: int, look: str, served: Any, page_at: Any, check_axe: Any, screenshot: Any
) -> None:
    page: Page = page_at(width)
    page.goto("/services/")
    page.get_by_role("button", name="English" if look == "english" else "长辈版").click()

    def seen(name: str) -> None:
        check_axe(page)
        screenshot(page, f"services-{name}-{look}-{width}")

    seen("list")
    page.goto("/services/old-age-allowance/")
    seen("item")
    page.goto("/services/old-age-allowance/first/")
    page.locator("[name=field-applicant-name]").fill(NAME)
    page.locator("[name=field-born-on]").fill("1944-05-02")
    page.locator("[name=field-living][value=family]").check()
    page.locator("[name=division]").select_option(value="999901100001")
    seen("answers")
    page.locator("form.form .button--primary").click()
    page.locator("[name=how-id-card][value=UPLOADED]").check()
    page.locator("[name=photo-id-card]").set_input_files(photo("card"))
    page.locator("[name=how-bank-card][value=HELD]").check()
    seen("papers")
    page.locator("form.form .button--primary").click()
    page.locator("[name=filer][value=HELPER]").check()
    page.locator("[name=helper_name]").fill("李梅")
    page.locator("[name=helper_phone]").fill("13900000002")
    page.locator("[name=name]").fill(NAME)
    seen("person")
    page.locator("form.form .button--primary").click()
    seen("receipt")
    number = page.locator(".receipt__code").first.inner_text()
    page.goto("/application/")
    seen("mine")
    loop = loop_by_number(number)
    assert loop
    at = work(served, loop.id, until="asked")
    page.reload()
    seen("mine-asked")
    examiner, common = served.actor("housing-handler"), {"application_id": loop.id, "at": at}
    supply_papers(materials={"bank-card": Given(How.COUNTER)}, by=RESIDENT, **common)
    handle(event="ask_up", reason="户籍不在本县。", by=examiner, **common)
    deny(reasons="户籍不在本县，不符合申领条件。" * 40, by=served.actor("arbiter"), **common)
    page.reload()
    seen("mine-denied")


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_window_files_for_somebody(
    width: int, language: str, served: Any, page_at: Any, check_axe: Any, screenshot: Any
) -> None:
    page: Page = page_at(width, language=language)
    enter(page, "dispatcher")

    def seen(name: str) -> None:
        check_axe(page)
        screenshot(page, f"application-{name}-{language[:2]}-{width}")

    page.goto("/applications/file/")
    seen("choose")
    page.locator('main a[href*="old-age-allowance"]').click()
    page.locator("[name=field-applicant-name]").fill(NAME)
    page.locator("main form.form .button--primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=field-applicant-name]")).to_have_value(NAME)
    seen("file-error")
    page.locator("[name=field-born-on]").fill("1944-05-02")
    page.locator("[name=field-living][value=home]").check()
    page.locator("[name=how-id-card][value=COUNTER]").check()
    page.locator("[name=phone]").fill("13800000001")
    page.locator("main form.form .button--primary").click()
    expect(page.locator(".receipt__code").first).to_be_visible()
    seen("filed")


def test_a_receipt_prints_on_one_sheet(served: Any, page_at: Any, tmp_path: Any) -> None:
    page: Page = page_at(DESK)
    Story(page, DESK, False, None, None).ask_and_answer("带到窗口")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    page.wait_for_load_state("networkidle")
    number, code = page.locator(".receipt__code").all_inner_texts()
    page.emulate_media(media="print")
    for said in (number, code, "住建局", "0999-55555", "最迟"):
        expect(page.locator("body")).to_contain_text(said)
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    margin = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
    paper = page.pdf(format="A4", margin=margin)
    assert paper.count(b"/Type /Page\n") == 1
