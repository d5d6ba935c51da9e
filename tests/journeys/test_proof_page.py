"""The page that checks proofs in the browser, from a file and without a network: the same table, the same answers."""

import hashlib
import os
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gongzhi.ledger import sm2
from gongzhi.ledger.proof_file import fingerprint
from gongzhi.ledger.standalone import verify
from gongzhi.ledger.static_verifier import page as static_page
from gongzhi.ledger.tests import proofs, tampering
from gongzhi.ledger.tests.mutations import mutations
from gongzhi.ledger.tests.test_second_signature import second_file

pytestmark = [pytest.mark.journey]

PHONE, DESK = 360, 1280
KEY = fingerprint(proofs.LOG.verifier.vkey())
# Older browsers, and pages from a plain http address, have no `crypto.subtle`: then the vendored code does it.
NO_CRYPTO = "Object.defineProperty(globalThis, 'crypto', {value: {}, configurable: true})"
CHECK = """async ([content, given, now]) => {
    const raw = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    try {
        const found = await proof.check(raw, {given, now});
        return {code: "", facts: found.facts.length, seen: found.head.witnessedAt, matched: found.matched};
    } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong;
        return {code: wrong.code, at: wrong.at};
    }
}"""


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Any:
    """Give ``open_file(width, fragment, …)``: the page from a file, in a browser without a network."""
    path = tmp_path / "check.html"
    path.write_text(static_page(), encoding="utf-8")
    contexts, asked = [], []

    def open_page(width: int = DESK, *, key: str = "", crypto: bool = True, language: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 740}, locale=language)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        if not crypto:
            page.add_init_script(NO_CRYPTO)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(path.as_uri() + (f"#k={key}" if key else ""))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {url.partition("#")[0] for url in asked} <= {path.as_uri(), "data:,"}, asked


def check(page: Page, content: bytes, given: str = "", now: int = proofs.NOW) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(CHECK, [b64encode(content).decode(), given, now])
    return found


@pytest.mark.parametrize("crypto", [True, False], ids=["of the browser", "vendored"])
def test_whatever_was_tampered_with_is_named(open_file: Any, crypto: bool) -> None:
    page = open_file(crypto=crypto)
    assert page.evaluate("globalThis.crypto.subtle !== undefined") is crypto
    good = check(page, proofs.good_file(), KEY)
    assert good == {"code": "", "facts": 3, "seen": proofs.WITNESSED, "matched": True}
    assert check(page, proofs.rotated_file(), KEY)["facts"] == 2
    wrong = []
    for each in tampering.tampered():
        found = check(page, each.content, each.given)
        if found != {"code": each.code, "at": each.at}:
            wrong.append((each.name, each.code, each.at, found))
    assert not wrong


def test_page_and_program_judge_every_file_alike(open_file: Any) -> None:
    page, apart, codes = open_file(), [], set()
    for number, content in enumerate(mutations(600, seed=11)):
        by_page = check(page, content)
        try:
            report = verify.Check([], None, proofs.NOW).run(content)
            by_program = ("", None, len(report.facts), report.head.witnessed_at)
        except verify.Wrong as wrong:
            by_program = (wrong.code, wrong.at, None, None)
        codes.add(by_program[0])
        found = (by_page["code"], by_page.get("at"), by_page.get("facts"), by_page.get("seen"))
        if found != by_program:
            apart.append((number, by_program, found))
    assert not apart
    assert len(codes) > 15


def test_own_hashes_are_those_of_the_standard(open_file: Any) -> None:
    page = open_file()
    digest = "([name, text]) => Array.from(hashes[name](Uint8Array.from(atob(text), (c) => c.charCodeAt(0))))"
    for size in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000, 65_535):
        message = os.urandom(size)
        for name in ("sha256", "sha512"):
            found = bytes(page.evaluate(digest, [name, b64encode(message).decode()]))
            assert found == hashlib.new(name, message).digest(), (name, size)


def give(page: Page, content: bytes) -> None:
    page.set_input_files(
        "#file", {"name": "诉求-1.proof.json", "mimeType": "application/json", "buffer": content}
    )


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_person_sees_what_is_proven_and_what_is_wrong(
    open_file: Any, check_axe: Any, screenshot: Any, width: int, language: str
) -> None:
    page, chinese = open_file(width, language=language), language == "zh-CN"
    name = f"proof-{language[:2]}-{width}"
    check_axe(page)
    screenshot(page, f"{name}-start")
    give(page, proofs.good_file())
    result = page.get_by_role("status")
    expect(result).to_contain_text("还差一步：核对密钥" if chinese else "One step is left: compare the key")
    expect(result).to_contain_text(KEY)
    expect(page.locator("#detail")).to_contain_text("西街口的垃圾桶满了三天没人收。")
    expect(page.locator("#detail")).to_contain_text("有没有遗漏" if chinese else "nothing was left out")
    check_axe(page)
    screenshot(page, f"{name}-good")
    give(page, tampering.in_fact(1, "entry", '"WEB"', '"WEC"'))
    expect(result).to_contain_text("第 2 条" if chinese else "record 2")
    expect(result).to_contain_text("内容被改动过" if chinese else "it was altered")
    check_axe(page)
    screenshot(page, f"{name}-bad")
    give(page, b"%PDF-1.7 another file")
    expect(result).to_contain_text("这不是存证证明文件" if chinese else "This is no proof file")
    expect(result).not_to_contain_text("不能采信" if chinese else "Do not rely")
    give(page, proofs.good_file(waiting=4))
    expect(result).to_contain_text("等下一个存证点" if chinese else "wait for the next checkpoint")
    page.locator("#larger").click()
    check_axe(page)
    page.locator("#speak-en" if chinese else "#speak-zh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Does this proof hold?" if chinese else "这份证明对不对？", use_inner_text=True
    )
    check_axe(page)


def test_the_key_of_the_qr_code_is_compared(open_file: Any, check_axe: Any) -> None:
    page = open_file(PHONE, key=KEY.replace(" ", ""))
    expect(page.get_by_role("status")).to_contain_text("核对码来自您扫的二维码")
    give(page, proofs.good_file())
    expect(page.get_by_role("status")).to_contain_text("证明成立")
    expect(page.get_by_role("status")).to_contain_text("密钥与您回执上的一致")
    expect(page.get_by_role("status")).not_to_contain_text("还差一步")
    page.locator("#key").fill("12345")
    expect(page.get_by_role("status")).to_contain_text("现在有 5 位")
    page.locator("#key").fill("１２３４５ " * 6)
    expect(page.get_by_role("status")).to_contain_text("不是您给出的那一把")
    check_axe(page)


def test_a_file_can_be_dropped_and_chosen_by_keyboard(open_file: Any) -> None:
    page = open_file()
    transfer = page.evaluate_handle(
        """(text) => { const all = new DataTransfer(); all.items.add(new File([text], "a.json")); return all; }""",
        proofs.good_file().decode(),
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("status")).to_contain_text("对得上")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "file":
            break
    with page.expect_file_chooser() as chooser:
        page.locator("#file").press("Enter")
    chooser.value.set_files(
        {
            "name": "a.json",
            "mimeType": "application/json",
            "buffer": tampering.changed(lambda v: v.update(facts=[])),
        }
    )
    expect(page.get_by_role("status")).to_contain_text("还没有证明")


def test_a_gap_in_the_numbers_of_uses_is_named(open_file: Any, check_axe: Any) -> None:
    page = open_file(PHONE)
    give(page, proofs.file_of_uses(1, 2))
    expect(page.locator("#detail")).to_contain_text("2 条记录编号相连")
    give(page, proofs.file_of_uses(2, whole=False))
    expect(page.get_by_role("status")).not_to_contain_text("缺号")
    expect(page.locator("#detail")).to_contain_text("文件开头的编号")
    expect(page.get_by_role("status")).to_contain_text("2 条记录都对得上")
    expect(page.get_by_role("status")).not_to_contain_text("编号 202611")
    give(page, proofs.file_of_uses(1, 3, 4, 4))
    expect(page.get_by_role("status")).to_contain_text("缺号或重号：2, 4")
    give(page, proofs.file_of_uses(1, 2, stated=4))
    expect(page.get_by_role("status")).to_contain_text("缺号或重号：3, 4")
    check_axe(page)


@pytest.mark.skipif(not sm2.installed(), reason="needs the package for SM2 (make sm)")
def test_a_second_signature_is_not_passed_over_in_silence(open_file: Any) -> None:
    page = open_file()
    give(page, second_file(spoilt=True))
    expect(page.locator("#detail")).to_contain_text("第二个签名（国密 SM2）：这里没有核对")
    give(page, proofs.good_file())
    expect(page.locator("#detail")).not_to_contain_text("SM2")


def test_words_of_a_file_are_never_markup(open_file: Any) -> None:
    log, story = proofs.Log(), []
    story.append(log.add(proofs.Opened("202611-0000012")))
    story.append(log.add(proofs.Moved("x", proofs.Private("<img src=x onerror=document.title='gone'>"))))
    page = open_file()
    give(page, proofs.good_file(log=log, story=story, waiting=0))
    expect(page.locator("#detail")).to_contain_text("<img src=x")
    assert page.locator("#detail img").count() == 0


@pytest.mark.parametrize("crypto", [True, False], ids=["of the browser", "vendored"])
def test_it_is_quick(open_file: Any, crypto: bool) -> None:
    """What a case of twelve records takes is printed; the limit is held where nothing else runs (make bench)."""
    log, story = proofs.small_log()
    story += [log.add(proofs.Moved("step", proofs.Private("第几步"))) for _ in range(8)]
    page = open_file(crypto=crypto)
    give(page, proofs.good_file(log=log, story=story, waiting=0))
    expect(page.get_by_role("status")).to_contain_text("对得上")
    print(f"checked in {page.evaluate('document.documentElement.dataset.milliseconds')} ms, crypto={crypto}")  # noqa: T201


def test_the_page_has_no_address_in_it() -> None:
    html = re.sub(r"/\*!.*?\*/", "", static_page())
    assert not re.search(
        r"https?://|\bimport\b[^;]*\bfrom\b|fetch\(|XMLHttpRequest|WebSocket|sendBeacon", html
    )
    assert "default-src 'none'" in html
