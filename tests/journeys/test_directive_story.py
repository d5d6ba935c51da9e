"""Safe stairwells before winter: a directive is answered, replied to, worked on, and assessed from three sides.

The county issues it and sees what the town has to do already. The town cannot without money and gets a reply.
Rounds and a resident's case move the progress by themselves. The addressee, a resident and an independent look
say what became of it, and the next version starts from what was learned.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture
from tests.small_county import IN_WEST, START, TOWN, WEST, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Filed, Place, file_case
from gongzhi.loops.public import links_of, loop_by_number, loop_row
from gongzhi.organization.public import import_files
from gongzhi.patrol.public import handle_round, report_round
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Seen = Callable[[str], None]
TITLE = "消除楼道安全隐患，确保安全过冬"
MATTERS = """code,parent,name,name_en,limit_class,valid_from
stairs,,楼道安全,Safe stairwells,general,2020-01-01
"""
DUTIES = """unit_kind,level,matter,role,taken_by,citation,valid_from
HOUSING_BUREAU,county,stairs,LEAD,,物业管理条例第46条,2020-01-01
TOWN_GOVERNMENT,town,stairs,COOPERATE,,履职清单配合第21项,2020-01-01
"""


@pytest.fixture
def stairs(county: County) -> County:  # noqa: F811
    """The small county with a duty for stairwells."""
    from gongzhi.organization.queries.memory import forget

    files = {"matters": MATTERS.encode(), "duties": DUTIES.encode()}
    reports = import_files(files=files, by=SYSTEM, at=START)
    assert not any(report.rejected for report in reports)
    forget()
    return county


def sheet(page: Page, role: str, node: UUID) -> None:
    enter(page, role)
    page.goto(f"/loop/{node}/")


def act(page: Page, verb: str, **fields: str | list[str]) -> None:
    """Take a step from the bar of the sheet: fill in what its form asks for, by the names of the fields."""
    bar = page.locator("#acts")
    form = bar.locator("details", has=page.locator("summary", has_text=re.compile(f"^{verb}$"))).first
    if form.count():
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        fill(form, fields)
        form.locator("form > button").click()
    else:
        bar.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_role("status").first).to_be_visible()


def fill(form, fields: dict[str, str | list[str]]) -> None:
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        kind = field.first.evaluate("field => field.type || field.tagName")
        for each in value if isinstance(value, list) else [value]:
            if kind in ("radio", "checkbox"):
                form.locator(f'[name="{name}"][value="{each}"]').check()
            elif kind.startswith("select"):
                field.select_option(value=each)
            else:
                field.fill(each)


def issue(page: Page, county: County) -> None:  # noqa: F811
    """Write the directive, look whom it reaches."""
    enter(page, "leader")
    page.goto("/directives/new/")
    form = page.locator("main form")
    fill(
        form,
        {
            "title": TITLE,
            "text": "入冬前查清每个网格的楼道，清走堆物，修好照明。看现场，不看台账。",
            "legal_basis": "消防法第28条",
            "matter": "stairs",
            "scope": TOWN,
            "due_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
            "lead": str(county.unit("housing")),
            "addressees": [str(county.unit("town"))],
            "measure": "open",
            "measure_kind": "case",
            "target_from": "0",
            "target_to": "1",
        },
    )
    page.get_by_role("button", name="查看下达对象").click()
    row = page.locator("tbody tr", has_text="桥头镇政府")
    expect(row).to_contain_text("履职清单配合第21项")
    expect(row.locator("td").nth(1)).to_have_text("1")  # what it has to do already


def resident_case() -> Filed:
    place = Place(division=TOWN, longitude=IN_WEST[0], latitude=IN_WEST[1])
    return file_case(
        text="三楼楼道堆满旧家具，灯也不亮。",
        place=place,
        channel=Channel.PORTAL,
        matter="stairs",
        by=RESIDENT,
        at=staff.long_ago(0),
    )


def progress(page: Page) -> list[int]:
    """Return done, at work and unknown as the page shows them."""
    rows = page.locator("section", has=page.get_by_role("heading", name="进度（自动计算）")).locator(
        "tbody tr"
    )
    return [int(rows.nth(index).locator("td").first.inner_text()) for index in range(3)]


def walk(county: County, part: UUID) -> None:  # noqa: F811
    """Let the rounds be made, and accepted by the desk above."""
    for link in links_of(part):
        if link.role == "work" and link.loop.subject_kind == "round":
            report_round(round_id=link.loop.id, by=county.actor("grid-worker"), at=staff.long_ago(0))
            dispatcher = county.actor("dispatcher")
            handle_round(
                round_id=link.loop.id, event="confirm", by=dispatcher, at=staff.long_ago(0), drawn=999
            )


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_safe_stairwells_before_winter(stairs, page_at, check_axe, screenshot, width):
    staff.working(stairs)
    page = page_at(width)

    def seen(name: str) -> None:
        check_axe(page)
        screenshot(page, f"directive-{name}-{width}")

    issue(page, stairs)
    seen("preview")
    page.get_by_role("button", name="下达", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已下达，共1项分解任务")
    seen("sheet")
    root = loop_by_number(page.locator(".sheet__number").inner_text()).id
    (part,) = [link.loop.id for link in links_of(root) if link.role == "part"]
    sheet(page, "housing-handler", root)
    act(page, "接受")
    objection_and_reply(page, part, seen)
    case = work(page, stairs, part, seen)
    looks = report(page, root, part)
    answer_as_resident(page, case, seen)
    look(page, root, seen)
    learn(page, root, looks, seen)


def objection_and_reply(page: Page, part: UUID, seen: Seen) -> None:
    """The town cannot without money; the county pays; the town accepts."""
    sheet(page, "town-head", part)
    act(page, "做不到", reason="没有清运和换灯的经费。")
    sheet(page, "leader", part)
    expect(page.locator(".story")).to_contain_text("没有清运和换灯的经费。")
    seen("objection")
    act(page, "修改后重新下达", text="清运和换灯经费由县财政列支，每个网格一千元。")
    sheet(page, "town-head", part)
    expect(page.locator("main")).to_contain_text("每个网格一千元")
    act(page, "接受")


def work(page: Page, county: County, part: UUID, seen: Seen) -> Filed:  # noqa: F811
    """Rounds and a resident's case move the progress: done, at work, unknown."""
    assert progress(page) == [0, 0, 4]
    act(page, "安排巡查网格", unit_id=str(county.unit("town")), grids=[f"{WEST}001", f"{WEST}002"])
    assert progress(page) == [0, 2, 2]
    seen("progress")
    walk(county, part)
    page.reload()
    assert progress(page) == [2, 0, 2]
    case = resident_case()  # done is done only where nothing is open
    page.reload()
    assert progress(page) == [1, 1, 2]
    return case


def report(page: Page, root: UUID, part: UUID) -> int:
    """The town says what it thinks of it and reports; so does the bureau; the county wants a look.

    Return how many nodes are looked at: the whole, and the part where the lot fell on it.
    """
    looks = 1
    act(page, "评估这项指令", clear="yes", feasible="no", hours="60", text="经费应当先到位。")
    act(page, "报告完成")
    sheet(page, "leader", part)
    act(page, "认可结果")
    if loop_row(part).state == "assessing":  # the lot fell on it
        look(page, part, lambda _name: None)
        looks += 1
    sheet(page, "housing-handler", root)
    act(page, "报告完成")
    sheet(page, "leader", root)
    act(page, "认可并转独立核查")
    return looks


def learn(page: Page, root: UUID, looks: int, seen: Seen) -> None:
    """Three assessments side by side, conclusions, and the next version."""
    sheet(page, "leader", root)
    said = page.locator("section", has=page.get_by_role("heading", name="各方评估"))
    for words in ("工时合计：60小时", "应评2个，已评1个", "应评1个，已评1个", "满3人作答后"):
        expect(said).to_contain_text(words)
    expect(said).to_contain_text(f"达到要求：{2 * looks}处")
    act(page, "写总结", text="先拨款，后下任务；照明和堆物分开要求。")
    act(page, "起草下一版")
    (second,) = [link.loop.id for link in links_of(root) if link.role == "next"]
    page.goto(f"/loop/{second}/")
    expect(page.locator("main")).to_contain_text("先拨款，后下任务")
    expect(page.locator("main")).to_contain_text("草稿，尚未下达")
    seen("next")


def look(page: Page, node: UUID, seen: Seen) -> None:
    """Draw places, look at each, and judge."""
    sheet(page, "verifier", node)
    act(page, "抽取核查地点")
    seen("look")
    form = page.locator("details", has=page.locator("summary", has_text="记录核查结果"))
    while form.count():
        grid = form.locator('select[name="grid"] option').first.get_attribute("value") or ""
        act(page, "记录核查结果", grid=grid, as_asked="yes", text="楼道已清空，灯亮。")
    act(page, "与报告相符")


def answer_as_resident(page: Page, case: Filed, seen: Seen) -> None:
    """Open the case by number and code, and answer the one question."""
    page.context.clear_cookies(name="sessionid")
    page.goto("/follow")
    page.get_by_label("编号").fill(case.number)
    page.get_by_label("查询码").fill(case.code or "")
    page.locator("main form button").click()
    seen("my-case")
    page.get_by_role("link", name="和以前相比，好些了吗？").click()
    seen("question")
    page.get_by_label("好些了").check()
    page.locator("main form button").first.click()
    expect(page.get_by_role("status").first).to_contain_text("已计入评价")
