"""Being told, in the browser: a resident ticks SMS, gets messages; the desk deals with one that did not arrive."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import enter
from tests.small_county import POSTS, import_county

from gongzhi.channels.portal import queries
from gongzhi.channels.portal.tests.resident import staff
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import follow, sequence
from gongzhi.notices.facts import MessageState, Way
from gongzhi.notices.models import Message, ToldBy
from gongzhi.notices.sending import send_due
from gongzhi.notices.stopping import stop_token
from gongzhi.web.reactions import react
from gongzhi.web.tests.staff import long_ago
from gongzhi.web.views import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280


@pytest.fixture
def county(settings, monkeypatch, transactional_db, tmp_path):
    """The small county as a demo, with a folder of text messages of its own and no quiet hours."""
    settings.GONGZHI_DEMO = True
    settings.GONGZHI_MAIL_HOST = "mail.example"
    settings.GONGZHI_SMS_FOLDER = tmp_path / "sms"
    settings.GONGZHI_NOTICES_FOLDER = tmp_path / "notices"
    texts = dict.fromkeys(("title", "title_en"), "x") | dict.fromkeys(("sentence", "sentence_en"), "试一试。")
    roles = [{"role": login, "login": login} | texts for login in POSTS]
    monkeypatch.setattr(sign_in, "_roles", lambda: roles)
    queries.forget()
    own = settings.GONGZHI_KEYS.parent / "telling.yaml"
    own.write_text('versions: [{jurisdiction: "", valid_from: 2020-01-01, quiet: ["00:00", "00:00"]}]')
    yield import_county(at=long_ago(24 * 30))
    own.unlink()


def rounds(tmp_path: Path) -> list[str]:
    """Let the worker do its rounds; return what the gateway got."""
    for _ in range(3):
        sequence()
        follow("reactions", react)
    send_due(at=now(), clock=now)
    found = [json.loads(path.read_text()) for path in tmp_path.glob("sms/out/*.json")]
    return [each["text"] for each in sorted(found, key=lambda each: each["at"])]


def report(page: Page) -> None:
    page.goto("/report")
    page.locator("#id_text").fill("西街口的垃圾桶满了三天没人收。")
    page.locator("form.form button.button--primary").click()
    page.locator("#id_address").fill("西街12号")
    page.locator("form.form button.button--primary").click()
    page.locator('[name="filer"][value="NAMED"]').check()
    page.locator("#id_phone").fill("13800000001")
    page.get_by_label("用短信告诉我办理进展").check()


def test_a_resident_is_told_by_sms_and_changes_it(county, page_at, check_axe, screenshot, tmp_path):
    page = page_at(PHONE)
    report(page)
    check_axe(page)
    page.locator("details", has_text="用邮件或信件通知我").last.locator("summary").first.click()
    screenshot(page, "told-filing-360")
    check_axe(page)
    page.locator("form.form button.button--primary").click()
    page.wait_for_url("**/report/receipt")
    assert "已登记" in rounds(tmp_path)[0]
    case_id = ToldBy.objects.get().subject
    staff(county, case_id, until="answered")
    texts = rounds(tmp_path)
    assert "已答复" in texts[-1]
    assert not any("垃圾" in text for text in texts)
    page.goto("/case/")
    page.locator("summary", has_text="怎样通知我").click()
    check_axe(page)
    screenshot(page, "told-case-360")
    page.locator("#id_ways_email").fill("lin@example.org")
    page.locator('form[action="/case/ways"] button').click()
    expect(page.get_by_role("status").first).to_contain_text("按您的选择")
    page.goto(f"/notices/stop/{stop_token(case_id, Way.EMAIL)}")
    check_axe(page)
    page.get_by_role("button", name="停止就此事发送邮件").click()
    check_axe(page)


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_the_desk_deals_with_what_did_not_arrive(county, page_at, check_axe, screenshot, tmp_path, width):
    page = page_at(width)
    report(page)
    page.locator("details", has_text="用邮件或信件通知我").last.locator("summary").first.click()
    page.locator("#id_postal").fill("西街12号")
    page.locator("form.form button.button--primary").click()
    page.wait_for_url("**/report/receipt")
    rounds(tmp_path)
    Message.objects.filter(way=Way.SMS).update(state=MessageState.FAILED, failure="gateway_failed")
    enter(page, "dispatcher")
    page.goto("/notices/undelivered/")
    check_axe(page)
    screenshot(page, f"told-undelivered-{width}")
    page.get_by_role("button", name="已打电话告知").click()
    expect(page.get_by_role("status").first).to_contain_text("您打过电话")
    page.get_by_role("link", name="待寄信件").click()
    check_axe(page)
    screenshot(page, f"told-letters-{width}")
    Message.objects.filter(way=Way.LETTER).update(state=MessageState.SENDING)
    page.reload()
    page.get_by_role("button", name="已寄出").click()
    expect(page.get_by_role("status").first).to_contain_text("寄出")
    check_axe(page)
    for login, path, name in (
        ("leader", "/notices/costs/", "costs"),
        ("steward", "/notices/texts/", "texts"),
        ("town-head", "/notices/unit/", "unit"),
    ):
        enter(page, login)
        page.goto(path)
        check_axe(page)
        screenshot(page, f"told-{name}-{width}")
