"""A resident files, follows, takes the proof home, and checks it without a network; then somebody alters it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from tests.journeys.test_resident import work
from tests.small_county import County

from gongzhi.cases.public import case_by_code
from gongzhi.channels.portal import queries
from gongzhi.ledger.public import key_digits, sequence
from gongzhi.ledger.standalone import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE, DESK = 360, 1280
TEXT = "西街口的垃圾桶满了三天没人收，晚上有老鼠。"


@pytest.fixture(autouse=True)
def _fresh(transactional_db: None, county: County, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    queries.forget()
    settings.GONGZHI_KEYS = tmp_path / "keys"
    settings.GONGZHI_KEYS.mkdir(mode=0o700)
    sequence()  # the log of a county has long begun: it has a key


def report(page: Page) -> tuple[str, str]:
    """Report something by the pages, and return number and code."""
    page.goto("/report")
    page.get_by_label("您要反映什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("没有具体地点").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("我匿名反映").check()
    page.get_by_role("button", name="提交", exact=True).click()
    number, code = (each.replace(" ", "") for each in page.locator(".receipt__code").all_inner_texts())
    return number, code


def saved(page: Page, name: str, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    target = path / download.value.suggested_filename
    download.value.save_as(target)
    return target


def offline(browser: Browser, html: Path, width: int, key: str = "") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="zh-CN")
    context.set_offline(True)
    page = context.new_page()
    page.goto(html.as_uri() + (f"#k={key}" if key else ""))
    return page


def by_program(path: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", verify.__file__, str(path), "--lang=zh", *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_resident_checks_the_proof_at_home(
    county: County,
    page_at: Any,
    browser: Browser,
    check_axe: Any,
    screenshot: Any,
    tmp_path: Path,
    width: int,
) -> None:
    page: Page = page_at(width)
    number, code = report(page)
    # What paper says: the key's digits and a picture. Neither says anything of the case.
    expect(page.locator(".paperkey__digits")).to_have_text(key_digits())
    check_axe(page)
    screenshot(page, f"proof-receipt-{width}")
    page.emulate_media(media="print")
    screenshot(page, f"proof-receipt-print-{width}")
    page.emulate_media(media="screen")
    key = page.locator(".paperkey__digits").inner_text().replace(" ", "")

    case = case_by_code(number, code)
    assert case
    work(county, case.loop.id, until="asked")
    sequence()
    page.goto("/case/")
    expect(page.get_by_role("heading", name="存证证明")).to_be_visible()
    check_axe(page)
    screenshot(page, f"proof-case-{width}")
    proof = saved(page, "下载存证证明", tmp_path)
    assert proof.name == f"诉求-{number}.proof.json"
    assert urlsplit(page.url).path == "/case/"

    # The page is taken home as a file as well, and everything from here on happens without a network.
    html = tmp_path / "check.html"
    html.write_bytes(page.request.get("/evidence/check.html").body())
    home = offline(browser, html, width, key)
    home.set_input_files("#file", proof)
    expect(home.get_by_role("status")).to_contain_text("证明成立")
    expect(home.get_by_role("status")).to_contain_text(number)
    expect(home.locator("#detail")).to_contain_text(TEXT)
    expect(home.locator("#detail")).to_contain_text("是菜场门口的，还是公交站旁边的？")
    check_axe(home)
    screenshot(home, f"proof-home-{width}")
    assert by_program(proof, f"--key={key}").returncode == 0

    alter(home, proof)
    check_axe(home)
    home.context.close()


def alter(home: Page, proof: Path) -> None:
    """Alter a word, then a record: page and program name the same thing."""
    altered = proof.with_name("altered.proof.json")
    altered.write_text(proof.read_text().replace("三天没人收", "一天没人收", 1))
    home.set_input_files("#file", altered)
    expect(home.get_by_role("status")).to_contain_text("不能采信")
    expect(home.get_by_role("status")).to_contain_text("所附文字不是当时写下的文字")
    said = by_program(altered)
    assert said.returncode == 1
    assert "所附文字不是当时写下的文字" in said.stdout

    value = json.loads(proof.read_text())
    entry = value["facts"][0]["entry"]
    value["facts"][0]["entry"] = re.sub(
        r'"at":"20(\d\d)', lambda found: f'"at":"20{int(found[1]) - 1}', entry, count=1
    )
    altered.write_text(json.dumps(value))
    home.set_input_files("#file", altered)
    expect(home.get_by_role("status")).to_contain_text("第 1 条")
    expect(home.get_by_role("status")).to_contain_text("内容被改动过")
    assert "第 1 条" in by_program(altered).stdout


def test_the_picture_leads_to_the_page_with_the_key(county: County, page_at: Any) -> None:
    """What a phone does with the picture: it opens the address, and the page has the key in it."""
    page: Page = page_at(PHONE)
    report(page)
    key = key_digits()
    page.goto(f"/evidence/check#k={key.replace(' ', '')}")
    expect(page.get_by_label("回执上的 30 位核对码")).to_have_value(key)


def test_without_script_the_proof_is_downloaded_and_the_page_says_what_to_do(
    county: County, page_at: Any, tmp_path: Path
) -> None:
    page: Page = page_at(PHONE, java_script_enabled=False)
    report(page)
    sequence()
    page.goto("/case/")
    proof = saved(page, "下载存证证明", tmp_path)
    assert by_program(proof).returncode == 0
    page.get_by_role("link", name="核对存证证明").click()
    expect(page.locator("main")).to_contain_text("python verify.py")
    expect(page.get_by_label("选择文件")).to_be_hidden()
