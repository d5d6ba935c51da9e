"""“I have this as well” without JavaScript on a telephone; then desk and handler see what is likely the same."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import expect
from tests.journeys.test_case_story import county, enter  # noqa: F401 - the fixture
from tests.small_county import WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.facts import Channel
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, dispatch, file_case, handle
from gongzhi.diagnosis.facts import SIMILAR, SIMILAR_PURPOSE
from gongzhi.insight.public import place_message
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests.staff import long_ago

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 360, 1280
LAMPS = (
    "柳林路路灯不亮。从学校门口到加油站一段全黑，晚上走路看不见。",
    "柳林路一段没有路灯。孩子放学走柳林路，加油站那一段漆黑一片，路灯坏了很久。",
    "柳林路的路灯坏了。加油站到学校门口的路灯不亮，请来修。",
)


def filed(text: str) -> UUID:
    case_id = file_case(
        text=text, place=Place(division=WEST), channel=Channel.PORTAL, person=Person(), matter="city",
        by=RESIDENT, at=long_ago(30), once=new_id(),
    ).loop_id  # fmt: skip
    placed(case_id)
    return case_id


def placed(case_id: UUID) -> None:
    with transaction.atomic(durable=True):
        place_message(case_id=case_id, by=SYSTEM, at=long_ago(0))


def said(page: Any) -> Any:
    """Write what is the matter, and go on to where."""
    page.goto("/report")
    page.locator("textarea").fill("柳林路加油站到学校的路灯不亮，走路看不见")
    page.locator("form[action='/report'] button.button--primary").click()
    page.wait_for_url("**/report/place")
    return page


def test_a_resident_has_it_as_well_and_the_desk_sees_why(
    county: County,  # noqa: F811
    page_at: Any,
    check_axe: Any,
    screenshot: Any,
) -> None:
    for code, purpose in ((CLUSTER, CLUSTER_PURPOSE), (SIMILAR, SIMILAR_PURPOSE)):
        put_in_force(code, Tier.SEARCH, at=long_ago(48), purposes=(purpose,), level=1, limit_ms=60000)
    first, second, _third = (filed(text) for text in LAMPS)
    for width in (PHONE, DESK):
        looking = said(page_at(width))
        check_axe(looking)
        screenshot(looking, f"likely-resident-{width}")
    phone = said(page_at(PHONE, java_script_enabled=False))
    phone.get_by_role("button", name="我也有这个问题").click()
    phone.wait_for_url("**/report/receipt")
    mine = Case.objects.latest("loop__opened_at").loop
    expect(phone.locator("main")).to_contain_text(mine.number)
    placed(mine.id)

    page = page_at(DESK)
    enter(page, "dispatcher")
    the_desk_sees_why(page, mine.id, check_axe, screenshot)

    by = county.actor("dispatcher")
    for each in (first, second):
        dispatch(case_id=each, event="dispatch", unit_id=county.unit("town"), by=by, at=long_ago(0))
        handle(case_id=each, event="sign", by=county.actor("town-handler"), at=long_ago(0))
    enter(page, "town-handler")
    page.goto(f"/loop/{second}/")
    expect(page.locator("main")).to_contain_text("可能是同一个问题")
    check_axe(page)
    screenshot(page, "likely-sheet-360")


def the_desk_sees_why(page: Any, mine: UUID, check_axe: Any, screenshot: Any) -> None:
    """What the resident said and what the words say; it says no to one of each, and yes to one."""
    page.goto(f"/desk/{mine}/")
    expect(page.locator("#alike")).to_contain_text("居民自己说是")
    check_axe(page)
    screenshot(page, "likely-desk-said-1280")
    page.locator("#alike").get_by_role("button", name="不是同一个问题").first.click()
    expect(page.locator("#alike .alike")).to_have_count(2)
    other = filed("柳林路的路灯全灭了，加油站门口黑得很。")
    page.goto(f"/desk/{other}/")
    expect(page.locator("#likely")).to_contain_text("共同的说法")
    expect(page.locator("#likely li")).to_have_count(4)  # two at once, the rest opens
    check_axe(page)
    screenshot(page, "likely-desk-1280")
    page.keyboard.press("n")
    expect(page.locator("#likely li")).to_have_count(3)
    page.set_viewport_size({"width": PHONE, "height": 740})
    check_axe(page)
    screenshot(page, "likely-desk-360")
    page.locator("#likely").get_by_role("button", name="是同一个问题").first.click()
    expect(page.get_by_role("status").first).to_contain_text("并")
