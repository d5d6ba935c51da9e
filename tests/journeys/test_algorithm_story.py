"""An algorithm from its training to its switch: a candidate may do nothing, five reviewers let it speak, one stops it.

A resident types a message; the desk sees what is proposed and why, and corrects it; the public register counts that.
Then a reviewer switches it off, and the next message goes the way it went before there was any algorithm.
"""

import csv
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.small_county import POSTS, County, import_county

from gongzhi.algorithms.facts import Opinion, Seat, Stage, Tier
from gongzhi.algorithms.public import (
    answer_appeal,
    appeal,
    entry,
    figures_of,
    in_force,
    pass_gate,
    register,
    start_pilot,
    vote,
)
from gongzhi.algorithms.tests import in_force as gates
from gongzhi.cases.models import Case
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.ledger.public import follow, sequence
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react
from gongzhi.web.tests import staff
from gongzhi.web.tests.conftest import gongzhi
from gongzhi.web.views import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280
CODE = "triage.model"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "taidi_c" / "train.csv"
WHERE = ("西街口", "菜场门前", "东街二巷", "学校后面", "河边步道", "三号楼前")
SINCE = ("三天了", "从昨晚起", "一个星期了", "今天早上")
# What the candidate learns from: a label is a matter of the tree.
TOLD = {
    "water.burst": (
        "{w}水管爆了，{s}，水流到路上",
        "{w}自来水管破裂，{s}没有人修",
        "{w}爆管漏水，{s}，家里没水用",
    ),
    "housing.leak": (
        "{w}屋顶漏雨，{s}，墙都湿了",
        "{w}房子漏水，天花板滴水，{s}",
        "{w}楼顶防水坏了，{s}，下雨就漏",
    ),
    "city.waste.street": (
        "{w}垃圾没人清，{s}，臭",
        "{w}垃圾桶满了，{s}",
        "{w}路边堆着垃圾，{s}，有老鼠",
    ),
}


@pytest.fixture
def county(settings: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None, tmp_path: Path) -> County:
    """The small county as a demo, with who uses, tests and reviews algorithms; each post signs in by one click."""
    settings.GONGZHI_DEMO = True
    settings.MEDIA_ROOT = tmp_path / "files"
    roles = [
        {
            "role": login,
            "login": login,
            "title": login,
            "title_en": login,
            "sentence": "试一试。",
            "sentence_en": "Try.",
        }
        for login in (*POSTS, *gates.POSTS)
    ]
    monkeypatch.setattr(sign_in, "_roles", lambda: roles)
    found = import_county(at=staff.long_ago(24 * 60))
    gates.open_office(at=staff.long_ago(24 * 60))
    return found


def messages(path: Path) -> Path:
    """Write the messages the candidate learns from."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "text", "label"])
        for label, patterns in TOLD.items():
            for pattern in patterns:
                for where in WHERE:
                    writer.writerows(["", pattern.format(w=where, s=since), label] for since in SINCE)
    return path


def trained(folder: Path) -> str:
    """Train on the command line, keep the file where the gate finds it, and return its digest."""
    from gongzhi.diagnosis.classifier.artefact import keep

    out = folder / "model"
    gongzhi("diagnosis", "train", str(messages(folder / "messages.csv")), "--out", str(out))
    return keep(out.read_bytes())


def through_the_gates(digest: str) -> None:
    """Lead the candidate through every gate, a month ago by the clock; it may not speak before the last one."""
    at = timezone.now()
    start = at - timedelta(days=30)
    owner, board = gates.who("gate-owner", at=at), gates.who("gate-board-1", at=at)
    begun = register(code=CODE, title="学会分类的模型", tier=Tier.ACTS, digest=digest, by=owner, at=start)
    assert not in_force(CODE, at=at), "a candidate may do nothing"
    gates.to_review(begun.version, gates.sections(purposes=("triage",), on=start.date()), at=start)
    gates.approve(begun.version, at=start)
    assert not in_force(CODE, at=at), "in the shadow nobody is shown what it says"
    start_pilot(version_id=begun.version, share=20, by=owner, at=start + timedelta(days=8))
    pass_gate(
        version_id=begun.version,
        event="pilot_ok",
        by=board,
        at=start + timedelta(days=23),
        reason="逐件核对过。",
    )
    assert in_force(CODE, at=at)


def enter(page: Page, role: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/as/{role}/"] button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def report(page: Page, text: str) -> None:
    """Type a message as a resident, and let the worker come by."""
    page.context.clear_cookies(name="sessionid")
    page.goto("/")
    page.fill("textarea[name=text]", text)
    page.click("form .button--primary")
    page.fill("input[name=address]", "西街口菜场对面")
    page.click("form .button--primary")
    page.check("input[name=filer][value=ANONYMOUS]")
    page.click("form .button--primary")
    page.wait_for_url("**/report/receipt")
    while sequence(limit=1000):
        pass
    while follow("reactions", react, limit=1000):
        pass


def newest() -> Case:
    return Case.objects.select_related("loop").order_by("-loop__opened_at")[0]


def by_hand(page: Page, matter: str, verb: str) -> None:
    """Set the matter and send the case, as the desk does without any program."""
    form = page.locator("form[action$='/classify/']").first
    if not form.locator("[name=matter]").is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    form.locator("[name=matter]").select_option(matter)
    form.get_by_role("button", name=re.compile("事项")).last.click()
    page.get_by_role("button", name=verb).click()
    expect(page.get_by_role("status").first).to_contain_text("已派给承办单位")


def test_it_speaks_when_it_may_and_is_silent_when_it_may_not(
    county: County, page_at: Any, check_axe: Any, screenshot: Any, tmp_path: Path
) -> None:
    digest = trained(tmp_path)
    page = page_at(DESK)
    report(page, "东街二巷房子漏水，天花板滴水，三天了。")
    assert MatterProposal.objects.count() == 0, "nothing is in force yet"
    through_the_gates(digest)

    report(page, "西街口水管爆了，从昨晚起，水一直往外流。")
    enter(page, "dispatcher")
    page.goto(f"/desk/{newest().loop_id}/")
    proposal = page.locator("#triage")
    expect(proposal).to_contain_text("水管爆裂")
    expect(page.locator("mark.reason").first).to_be_visible()
    check_axe(page)
    screenshot(page, "algorithm-desk-1280")
    by_hand(page, "housing.leak", "派给住建局")
    view = entry(CODE)
    assert view
    assert view.running
    counted = figures_of(view.running.id, at=timezone.now())
    assert (counted.uses, counted.judged, counted.overridden) == (1, 1, 1)

    phone = page_at(PHONE)
    phone.goto("/")
    phone.get_by_role("link", name="帮我们办事的程序").click()
    check_axe(phone)
    screenshot(phone, "algorithm-register-360")
    phone.get_by_role("link", name="分派建议").click()
    overridden = phone.locator("#live dt", has_text="其中人没有照它说的办")
    expect(overridden.locator("xpath=following-sibling::dd[1]")).to_have_text("1")
    check_axe(phone)
    screenshot(phone, "algorithm-entry-360")

    switched_off(page_at(DESK), check_axe, screenshot)
    the_next_goes_by_hand(page_at(DESK), check_axe)


def switched_off(page: Page, check_axe: Any, screenshot: Any) -> None:
    """A member of the board for the residents trips the switch, without any script."""
    enter(page, "gate-resident-1")
    page.goto("/register/")
    check_axe(page)
    page.get_by_role("link", name="分派建议").click()
    check_axe(page)
    screenshot(page, "algorithm-staff-1280")
    page.get_by_role("link", name="关掉").click()
    check_axe(page)
    page.fill("textarea[name=reason]", "居民反映它分不清爆管和漏雨，先停下来看。")
    screenshot(page, "algorithm-switch-1280")
    page.get_by_role("button", name="立即关掉").click()
    expect(page.get_by_role("status").first).to_contain_text("已关掉，一切照常")
    assert not in_force(CODE, at=timezone.now())


def the_next_goes_by_hand(page: Page, check_axe: Any) -> None:
    """The next message has no proposal, and is dispatched as every one was before."""
    before = MatterProposal.objects.count()
    report(page, "学校后面爆管漏水，今天早上，家里没水用。")
    assert MatterProposal.objects.count() == before
    case = newest()
    enter(page, "dispatcher")
    page.goto(f"/desk/{case.loop_id}/")
    expect(page.locator("#triage")).to_have_count(0)
    check_axe(page)
    by_hand(page, "water.burst", "派给水务局")
    case.refresh_from_db()
    assert case.loop.state == "dispatched"
    page.goto(f"/algorithms/{CODE}/")
    expect(page.locator("main")).to_contain_text("居民反映它分不清爆管和漏雨")
    view = entry(CODE)
    assert view
    assert view.running
    assert view.running.stage is Stage.PRODUCTION, "switched off, not thrown away"


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the messages lie beside the checkout, at ../shared/data")
def test_a_candidate_of_real_messages_may_not_act(county: County, tmp_path: Path) -> None:
    from gongzhi.diagnosis.classifier.artefact import keep

    out = tmp_path / "model"
    gongzhi("diagnosis", "train", str(DATA), "--out", str(out))
    digest, at = keep(out.read_bytes()), timezone.now()
    owner = gates.who("gate-owner", at=at)
    register(code=CODE, title="七类", tier=Tier.ACTS, digest=digest, by=owner, at=at)
    assert not in_force(CODE, at=at)
    found = entry(CODE)
    assert found
    assert (found.newest.digest, found.newest.stage) == (digest, Stage.NEED)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-CN"), (DESK, "en")])
def test_every_page_of_the_register_passes_axe(
    county: County, page_at: Any, check_axe: Any, screenshot: Any, width: int, language: str
) -> None:
    at = timezone.now()
    gates.put_in_force("triage.words", Tier.RULES, at=at)
    gates.put_in_force("similar.text", Tier.SEARCH, at=at, until=Stage.SHADOW)
    made = appeal(code="triage.words", text="它把下水道当成了自来水。", by=RESIDENT, at=at)
    owner = gates.who("gate-owner", at=at)
    begun = register(code=CODE, title="学会分类的模型", tier=Tier.ACTS, by=owner, at=at)
    gates.to_review(begun.version, gates.sections(purposes=("triage",), on=at.date()), at=at)
    vote(
        version_id=begun.version,
        opinion=Opinion.NO,
        seat=Seat.AFFECTED,
        group="独居老人",
        text="看不懂它凭什么派。",
        by=gates.who("gate-resident-1", at=at),
        at=at,
    )
    page = page_at(width, language=language)
    looked(page, check_axe, "/algorithms/", "/algorithms/similar.text/", "/algorithms/triage.words/object/")
    looked(page, check_axe, "/algorithms/object/answer/")
    page.goto("/algorithms/triage.words/object/")
    page.fill("textarea[name=text]", "夜里也派错。")
    page.locator("main form .button--primary").click()
    check_axe(page)
    screenshot(page, f"algorithm-objected-{width}")
    enter(page, "gate-owner")
    looked(page, check_axe, "/register/", "/register/triage.words/", f"/register/objections/{made.id}/")
    screenshot(page, f"algorithm-objection-{width}")
    looked(page, check_axe, "/register/new/", "/register/triage.words/version/")
    looked(page, check_axe, f"/register/sections/{begun.version}/impact/")
    screenshot(page, f"algorithm-section-{width}")
    enter(page, "gate-board-1")
    looked(page, check_axe, "/work/", f"/loop/{begun.loop_id}/")
    screenshot(page, f"algorithm-sheet-{width}")
    answer_appeal(appeal_id=made.id, upheld=True, severe=True, answer="属实。", by=owner, at=timezone.now())
    looked(page, check_axe, "/register/triage.words/", "/register/triage.words/lift/")
    screenshot(page, f"algorithm-lift-{width}")
    looked(page, check_axe, "/algorithms/", "/algorithms/triage.words/")
    screenshot(page, f"algorithm-stopped-{width}")


def looked(page: Page, check_axe: Any, *paths: str) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        check_axe(page)
