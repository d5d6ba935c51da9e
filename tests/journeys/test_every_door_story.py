"""In the browser: a helper files and the person objects; a clerk types a form; a text message is judged by 1."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.cases.facts import Finding
from gongzhi.cases.public import answer, classify, dispatch, handle, resident_case
from gongzhi.channels.paper.actions.print_forms import print_forms
from gongzhi.channels.sms.jobs import take_in_sms
from gongzhi.loops.public import loop_by_number
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def filed_as(page) -> tuple[str, str]:
    """Return number and code of the page that shows both once."""
    number, code = page.locator(".receipt__code").all_inner_texts()
    return number.strip(), code.strip()


def follow(page, number: str, code: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/follow")
    page.locator("[name=number]").fill(number)
    page.locator("[name=code]").fill(code)
    page.locator("main form button").first.click()
    page.wait_for_url("**/case/")


def test_a_helper_files_and_the_person_objects(county, page_at, check_axe, screenshot):  # noqa: F811
    page = page_at(PHONE)
    enter(page, "grid-worker")
    page.goto("/file/")
    page.locator("[name=text]").fill("楼道的灯坏了三天，老人晚上不敢下楼。")
    page.locator("[name=name]").fill("王桂芳")
    page.locator("[name=phone]").fill("13900000002")
    page.locator("summary", has_text="本人怎样请您代办").click()
    page.get_by_label("有见证人听到本人这样说").check()
    page.get_by_label("见证人、录音或短信").fill("邻居李梅在场")
    check_axe(page)
    screenshot(page, "help-file-360")
    page.get_by_role("button", name="登记").last.click()
    page.wait_for_load_state()
    number, code = filed_as(page)
    follow(page, number, code)
    expect(page.locator("main")).to_contain_text("代您录入了这件诉求")
    page.get_by_role("link", name="别人代我办的").click()
    check_axe(page)
    screenshot(page, "helped-360")
    page.get_by_role("button", name=re.compile("这不是我的意思")).click()
    expect(page.get_by_role("status").first).to_contain_text("已经撤销")
    check_axe(page)
    row = loop_by_number(number)
    assert row
    assert row.state == "withdrawal_check"
    page.goto("/matters/")
    check_axe(page)
    screenshot(page, "matters-360")


def test_a_clerk_types_a_form_with_its_number(county, page_at, check_axe, screenshot):  # noqa: F811
    [form] = print_forms(
        matter="city", count=1, twice=True, by=county.actor("operator"), at=staff.long_ago(1)
    )
    page = page_at(DESK)
    page.goto("/forms/")
    check_axe(page)
    enter(page, "operator")
    page.goto("/paper/")
    check_axe(page)
    screenshot(page, "paper-1280")
    page.get_by_role("link", name="录入表格或信件").click()
    check_axe(page)
    page.locator("[name=number]").fill(form.number)
    page.locator("[name=received_on]").fill("2026-03-02")
    page.locator("[name=text]").fill("西街口的垃圾桶满了三天没人收。")
    page.locator("[name=phone]").fill("13800000001")
    screenshot(page, "paper-enter-1280")
    page.locator("main form button").last.click()
    assert filed_as(page) == (form.number, form.code)
    enter(page, "dispatcher")
    page.goto("/paper/")
    page.get_by_role("link", name=form.number).click()
    check_axe(page)
    page.locator("[name=text]").fill("西街口的垃圾桶满了八天没人收。")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("三天")
    check_axe(page)
    screenshot(page, "paper-again-1280")
    page.locator("[name=right_text][value='1']").check()
    for each in page.locator("fieldset input[type=radio][value='1']").all():
        each.check()
    page.locator("main form button").last.click()
    expect(page.get_by_role("status").first).to_contain_text("两次录入都已存档")
    page.goto("/bulk/")
    check_axe(page)


def test_a_text_message_becomes_a_case_and_is_judged_by_one(
    county,  # noqa: F811
    page_at,
    check_axe,
    screenshot,
    tmp_path,
    settings,
):
    settings.GONGZHI_SMS_FOLDER, settings.GONGZHI_SMS_GATEWAY = tmp_path, ""
    (tmp_path / "in").mkdir()

    def send(name: str, text: str, hours: float) -> str:
        line = {"sender": "13800000001", "text": text, "at": "2026-03-02T09:00:00+08:00"}
        (tmp_path / "in" / f"{name}.json").write_text(json.dumps(line), encoding="utf-8")
        before = set(tmp_path.glob("out/*.json"))
        take_in_sms(at=staff.long_ago(hours))
        [new] = set(tmp_path.glob("out/*.json")) - before
        return str(json.loads(new.read_text(encoding="utf-8"))["text"])

    told = re.search(r"编号 (\S+)，查询码 (\w+)", send("a1", "西街口的水管爆了，水流了一街", 3))
    assert told
    row = loop_by_number(told[1])
    assert row
    desk, handler = county.actor("dispatcher"), county.actor("water-handler")
    classify(case_id=row.id, matter="water.burst", by=desk, at=staff.long_ago(2.9))
    unit = county.unit("water")
    dispatch(case_id=row.id, event="dispatch", unit_id=unit, by=desk, at=staff.long_ago(2.8))
    handle(case_id=row.id, event="sign", by=handler, at=staff.long_ago(2.5))
    answer(case_id=row.id, finding=Finding.SOLVED, text="已修好。", by=handler, at=staff.long_ago(2))
    assert "您的评价已记录" in send("a2", "1", 1)
    page = page_at(PHONE)
    follow(page, told[1], told[2])
    expect(page.locator("main")).to_contain_text("您通过短信反映了此事")
    view = resident_case(row.id)
    assert view
    assert (view.solved, view.judged_via) == (True, "SMS")
    assert "工作人员会查看" in send("a3", "嗯", 0)
    enter(page, "operator")
    page.goto("/sms/")
    expect(page.locator("main")).to_contain_text("系统未能识别")
    check_axe(page)
    screenshot(page, "sms-360")
