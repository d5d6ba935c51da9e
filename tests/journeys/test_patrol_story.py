"""Patrol in the browser: found on a phone, put right, verified by somebody else; and a round with things found."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import DESK, PHONE, act, county, enter  # noqa: F401 - a fixture
from tests.small_county import WEST

from gongzhi.cases.tests.pictures import photo_with_position
from gongzhi.loops.public import loop_row
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.queries import categories
from gongzhi.patrol.tests import steps
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

GRID, NEXT_GRID = f"{WEST}001", f"{WEST}002"


@pytest.fixture(autouse=True)
def photos_help(monkeypatch):
    line = {
        "grade": 4,
        "photo_why": "看得出垃圾多少，才好派车",
        "photo_why_en": "It says which truck to send",
    }
    monkeypatch.setitem(categories(), "city.waste", line)


def found_on_the_phone(page: Page, check_axe, screenshot, width: int) -> PatrolEvent:
    """A grid worker chooses the matter, forgets the words, and finds the photo kept."""
    enter(page, "grid-worker")
    page.get_by_role("navigation").get_by_role("link", name="上报事件").click()
    check_axe(page)
    page.get_by_label("查找事项").fill("垃圾")
    page.get_by_role("button", name="查找", exact=True).click()
    check_axe(page)
    page.get_by_role("link", name=re.compile("街面垃圾")).click()
    expect(page.get_by_text("看得出垃圾多少")).to_be_visible()
    check_axe(page)
    page.get_by_label("网格").select_option(GRID)
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo_with_position()}
    page.get_by_label("照片").set_input_files(photo)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请先写几句")
    expect(page.get_by_text("您的照片已保存")).to_be_visible()
    check_axe(page)
    page.get_by_label("什么情况").fill("西街口的垃圾桶满了，袋子堆在路边。")
    page.get_by_role("button", name="上报", exact=True).click()
    page.wait_for_url("**/loop/**")
    expect(page.get_by_role("status").first).to_contain_text("已上报，由县治理中心受理")
    expect(page.get_by_alt_text("事件照片")).to_be_visible()
    check_axe(page)
    screenshot(page, f"patrol-reported-{width}")
    return PatrolEvent.objects.get()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_found_put_right_and_verified_by_somebody_else(county, page_at, check_axe, screenshot, width):  # noqa: F811
    page = page_at(width)
    event = found_on_the_phone(page, check_axe, screenshot, width)
    sheet = f"/loop/{event.pk}/"

    enter(page, "dispatcher")
    page.goto("/work/")
    page.get_by_role("link", name=re.compile("西街口的垃圾桶满了")).click()
    page.locator("#act-file summary").click()
    expect(page.get_by_label("桥头镇政府（履职清单第12项）")).to_be_checked()
    check_axe(page)
    screenshot(page, f"patrol-dispatch-{width}")
    page.locator("#act-file form button").click()
    expect(page.get_by_role("status").first).to_contain_text("已派给承办单位")

    enter(page, "town-handler")
    page.goto(sheet)
    act(page, "签收", width)
    act(page, "报告处置完毕", width, "已清运，并冲洗了地面。")
    expect(page.get_by_role("status").first).to_contain_text("由其他单位核查")
    check_axe(page)
    assert page.locator("#act-verify_ok").count() == 0  # nobody verifies the own work

    enter(page, "verifier")
    page.goto(sheet)
    check_axe(page)
    act(page, "核查属实", width, "地面干净。")
    expect(page.locator(".sheet__head")).to_contain_text("核查结案")
    check_axe(page)
    screenshot(page, f"patrol-closed-{width}")
    row = loop_row(event.pk)
    assert row
    assert row.end_kind == "fulfilled"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_round_with_things_found_without_script(county, page_at, check_axe, screenshot, width):  # noqa: F811
    page = page_at(width)
    enter(page, "leader")
    page.goto("/rounds/new/")
    check_axe(page)
    page.get_by_label("事项").select_option("city.waste.street")
    page.get_by_label("看什么").fill("看垃圾桶是否满溢")
    page.get_by_label("谁去").select_option(label="桥头镇政府")
    page.get_by_text("西街社区").click()
    page.get_by_label("第1网格").check()
    page.get_by_label("第2网格").check()
    check_axe(page)
    screenshot(page, f"patrol-plan-{width}")
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已安排2次巡查")
    assert {row.grid for row in Round.objects.all()} == {GRID, NEXT_GRID}
    round_id = Round.objects.get(grid=GRID).pk

    walker = page_at(width, java_script_enabled=False)
    enter(walker, "grid-worker")
    walker.goto(f"/loop/{round_id}/")
    walker.locator("#acts").get_by_role("link", name="报告发现的问题").click()
    walker.locator("#id_f1-text").fill("北口两个桶满了")
    walker.get_by_role("button", name="再加几件").click()
    expect(walker.locator("#id_f1-text")).to_have_value("北口两个桶满了")
    walker.locator("#id_f3-text").fill("东门井盖没了")
    walker.locator("#id_f3-matter").select_option("safety.cover")
    walker.get_by_role("button", name="报告巡查").click()
    expect(walker.get_by_role("status").first).to_contain_text("已逐件上报")
    assert {event.grade for event in PatrolEvent.objects.all()} == {4}

    page.goto(f"/loop/{round_id}/")
    check_axe(page)
    screenshot(page, f"patrol-round-{width}")
    for title in ("北口两个桶满了", "东门井盖没了"):
        expect(page.get_by_role("link", name=title)).to_be_visible()
    act(page, "确认巡查", width)
    expect(page.get_by_role("status").first).to_contain_text("已确认巡查")
    page.get_by_role("link", name="东门井盖没了").click()
    expect(page.get_by_role("link", name="看垃圾桶是否满溢")).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize(
    ("language", "elder", "width"),
    [
        ("zh-CN", True, PHONE),
        ("en", False, DESK),
        pytest.param("zh-CN", True, DESK, marks=pytest.mark.slow),
        pytest.param("en", False, PHONE, marks=pytest.mark.slow),
    ],
)
def test_pages_of_patrol_pass_axe(county, page_at, check_axe, screenshot, width, language, elder):  # noqa: F811
    start = staff.long_ago(3)
    event_id = steps.reported(
        county, at=start, text="路面上有一大片油。" + "一直流到菜场门口。" * 200
    ).loop_id
    urgent_id = steps.reported(county, at=start, matter="safety.cover").loop_id
    (round_id,) = steps.planned(county, login="leader", at=start)
    pages = {
        "grid-worker": [
            "/patrol/report/",
            "/patrol/report/?matter=city.waste.street",
            "/patrol/report/?matter=safety.cover",
            f"/loop/{round_id}/",
            f"/rounds/{round_id}/report/",
            "/work/",
        ],
        "dispatcher": [f"/loop/{event_id}/", f"/loop/{urgent_id}/", "/desk/", "/rounds/new/"],
        "leader": [f"/loop/{event_id}/", "/list/?kind=patrol", "/list/?kind=round"],
    }
    page = page_at(width, language=language)
    for role, paths in pages.items():
        enter(page, role)
        if elder and page.get_by_role("button", name="长辈版").count():
            page.get_by_role("button", name="长辈版").click()
        for number, path in enumerate(paths):
            response = page.goto(path)
            assert response
            assert response.status == 200, path
            check_axe(page)
            screenshot(page, f"patrol-{role}-{number}-{language[:2].lower()}-{width}")
