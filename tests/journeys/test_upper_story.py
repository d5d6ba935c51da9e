"""An order of the city's hotline: at the desk with both clocks, on the page of links, and as the resident sees it."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.channels.upper import turns
from gongzhi.channels.upper.queries import forget
from gongzhi.channels.upper.tests.at_work import KEY, Clock, Work, write_key
from gongzhi.channels.upper.tests.simulator import Above, Server
from gongzhi.kernel.instants import now

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_order_of_the_platform_above_at_the_desk(
    county: Any,  # noqa: F811
    tmp_path: Any,
    settings: Any,
    page_at: Any,
    check_axe: Any,
    screenshot: Any,
    width: int,
) -> None:
    settings.GONGZHI_LINKS = tmp_path / "links"
    write_key(tmp_path / "links")
    forget()
    clock = Clock(now())
    above = Above(bytes.fromhex(KEY), clock)
    with Server(above) as server:
        work = Work(county, clock, above)
        work.load(f"{{kind: http, address: '{server.address}'}}")
        above.give("20260302-001", due_at=(clock() + timedelta(days=2)).isoformat(), deadline_class="urgent")
        above.give("20260302-002", category="9999")
        work.turn()
        loop = work.loop("20260302-001")
        del above.orders["20260302-002"]
        clock.on(days=1)
        turns.reconcile_all(clock)

        page = page_at(width)
        enter(page, "dispatcher")
        page.goto(f"/desk/{loop.id}/")
        expect(page.get_by_role("main")).to_contain_text("20260302-001，上级时限")
        screenshot(page, f"upper-desk-{width}")
        page.goto(f"/loop/{loop.id}/")
        main = page.get_by_role("main")
        for words in ("上级计时起点", "本级计时起点", "紧急", "上级平台转来"):
            expect(main).to_contain_text(words)
        check_axe(page)
        screenshot(page, f"upper-sheet-{width}")
        page.goto("/upper/")
        expect(main).to_contain_text("分类 9999")
        check_axe(page)
        screenshot(page, f"upper-page-{width}")
        page.get_by_label("为什么可以这样").fill("对方已撤单。")
        page.get_by_role("button", name="两边都保留").click()
        expect(main).to_contain_text("两级一致。")
    forget()
