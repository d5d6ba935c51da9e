"""What many messages say, in the browser: a burst becomes a card that is missed in public; topics by keyboard."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.journeys.test_case_story import county as county  # the same demo county, by the same fixture
from tests.journeys.test_case_story import enter
from tests.small_county import COUNTY, IN_WEST, TOWN, WEST

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.insight.card_facts import Outcome
from gongzhi.insight.models import (
    CountAlarm,
    DayCount,
    Forecast,
    ForecastRun,
    HypothesisCard,
    PlacedMessage,
    Topic,
)
from gongzhi.insight.public import check_card, draft_cards
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1280
GRID = f"{WEST}001"


def topic(words: str, number: int, at: datetime) -> UUID:
    """Put some messages about one thing into a topic, as the worker does once the register lets it."""
    made = Topic.objects.create(
        kind="ONE_PLACE", division=WEST, matter="water.burst", size=number, first_at=at, last_at=at
    )
    for index in range(number):
        filed_at = at - timedelta(days=index)
        filed = file_case(
            text=f"{words}，这是第{index + 1}次了。",
            place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
            channel=Channel.PORTAL,
            matter="water.burst",
            person=Person(),
            by=RESIDENT,
            at=filed_at,
        )
        PlacedMessage.objects.create(
            case_id=filed.loop_id, at=filed_at, division=WEST, grid=GRID, keys=[1, 2], topic=made
        )
    return made.id


def counted(at: datetime) -> None:
    """Counts of eight weeks, and a forecast with ends that widen."""
    today = timezone.localdate(at)
    DayCount.objects.bulk_create(
        DayCount(
            matter="water.burst", division=WEST, grid=GRID, day=today - timedelta(days=day), count=1 + day % 4
        )
        for day in range(1, 57)
    )
    horizons = {
        str(ahead): {
            "wape": 0.31, "mase": 0.82, "seasonal_naive": {"wape": 0.44}, "mean_28": {"wape": 0.29 + ahead / 200},
            "coverage_80": 0.81, "coverage_95": 0.94,
        }
        for ahead in (7, 14, 28)
    }  # fmt: skip
    levels = [{"level": "all", "series": 3, "judged": 84, "horizons": horizons}]
    run = ForecastRun.objects.create(made_at=at, begins_on=today, levels=levels)
    days = range(28)
    ends = [
        [1 for _ in days],
        [4 + day // 7 for day in days],
        [0 for _ in days],
        [6 + day // 4 for day in days],
    ]
    for matter, division in (("", COUNTY), ("water.burst", COUNTY), ("water.burst", TOWN), ("", TOWN)):
        Forecast.objects.create(
            run=run, level="all", matter=matter, division=division, mean_e2=[230 + 10 * (day % 7) for day in days],
            likely=[2 for _ in days], ends=ends, carried=[{"smoothing": 70, "middle": 30}] * 28,
        )  # fmt: skip


def burst(at: datetime) -> None:
    on = timezone.localdate(at) - timedelta(days=1)
    CountAlarm.objects.create(
        kind="BURST", matter="water.burst", division=WEST, grid="", on=on, days=7, count=12, expected_e2=420
    )


def take_up(page: Page, tomorrow: date) -> None:
    """Say in words what is expected, whose it is, and who looks by when."""
    page.locator("#act-take-up summary").click()
    form = page.locator("#act-take-up form")
    form.get_by_label("预计会发生什么").fill("西街低处下周还会爆管")
    form.get_by_label("怎样算应验").fill("七天内再报三次以上")
    form.get_by_label("怎样算落空").fill("七天内不到三次")
    form.get_by_label("责任单位").select_option(label="水务局")
    form.get_by_label("核对日期").fill(tomorrow.isoformat())


def test_a_burst_becomes_a_card_that_comes_out_false(county, page_at, check_axe, screenshot):
    at, width = timezone.now(), PHONE
    put_in_force("bursts.counts", Tier.SEARCH, at=at)
    burst(at)
    assert draft_cards(by=SYSTEM, at=at) == 1
    page: Page = page_at(width)
    enter(page, "leader")
    page.goto("/forecasts/alarms/")
    check_axe(page)
    screenshot(page, f"alarms-{width}")
    page.get_by_role("link", name="查看研判卡").click()
    expect(page.locator("main")).to_contain_text("平时约 4.2 件")
    take_up(page, timezone.localdate(at) + timedelta(days=1))
    check_axe(page)
    screenshot(page, f"card-take-up-{width}")
    page.locator("#act-take-up form").get_by_role("button", name="采纳").click()
    expect(page.get_by_role("status").first).to_contain_text("已采纳")
    expect(page.locator("#acts")).to_contain_text("请由其他人核对")
    page.goto("/cards/")
    check_axe(page)
    screenshot(page, f"cards-{width}")
    card = HypothesisCard.objects.get()

    enter(page, "supervisor")
    page.goto(f"/cards/{card.id}/")
    page.locator("#act-check summary").click()
    page.get_by_label("落空").check()
    page.get_by_label("现场情况").fill("七天里只报了一次")
    page.locator("#act-check form button").click()
    expect(page.locator("#act-check")).to_contain_text("在此之前只能记为应验")
    expect(page.get_by_label("现场情况")).to_have_value("七天里只报了一次")
    check_axe(page)
    screenshot(page, f"card-too-early-{width}")
    # Its day comes.
    check_card(
        card_id=card.id,
        outcome=Outcome.FALSE,
        seen="七天里只报了一次",
        done="换了一段老管",
        by=county.actor("supervisor"),
        at=at + timedelta(days=1),
    )
    visitor: Page = page_at(DESK)
    visitor.goto("/foreseen/")
    for words in ("西街低处下周还会爆管", "七天里只报了一次", "换了一段老管", "太少，说明不了应验率", "落空"):
        expect(visitor.locator("main")).to_contain_text(words)
    check_axe(visitor)
    screenshot(visitor, f"foreseen-{DESK}")


def test_topics_are_put_together_by_keyboard_without_script(county, page_at, check_axe, screenshot):
    at = timezone.now()
    one = topic("西街路口水管漏水，路面都湿了", 4, at - timedelta(hours=3))
    other = topic("西街菜场前面水管一直冒水", 3, at - timedelta(hours=2))
    page: Page = page_at(DESK, java_script_enabled=False)
    enter(page, "dispatcher")
    page.goto(f"/topics/{one}/")
    expect(page.locator("figure table")).to_have_count(1)  # the table stands without script
    page.locator("#act-merge summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("两个话题已合并")
    expect(page.locator("main")).to_contain_text("西街菜场前面水管一直冒水")
    page.goto(f"/topics/{other}/")
    page.wait_for_url(f"**/topics/{one}/")
    assert PlacedMessage.objects.filter(topic=one).count() == 7


def test_curves_are_drawn_from_the_tables(county, page_at, check_axe, screenshot):
    at = timezone.now()
    made = topic("西街路口水管漏水，路面都湿了", 5, at - timedelta(hours=3))
    counted(at)
    page: Page = page_at(DESK)
    enter(page, "leader")
    for name, path, curves in (
        ("topics", "/topics/", 0),
        ("topic", f"/topics/{made}/", 1),
        ("forecasts", f"/forecasts/?matter=water.burst&place={COUNTY}", 2),
        ("season", "/forecasts/season/", 0),
        ("card-new", f"/cards/new/?from=topic/{made}/x", 0),
    ):
        page.goto(path)
        if curves:
            expect(page.locator(".chart canvas")).to_have_count(curves)
            expect(page.locator(".chart[role=img]").first).to_have_attribute("aria-label", re.compile("."))
        check_axe(page)
        screenshot(page, f"{name}-{DESK}")
        page.set_viewport_size({"width": PHONE, "height": 740})
        check_axe(page)
        screenshot(page, f"{name}-{PHONE}")
        page.set_viewport_size({"width": DESK, "height": 740})
    page.emulate_media(color_scheme="light", forced_colors="active")
    page.goto(f"/forecasts/?matter=water.burst&place={COUNTY}")
    expect(page.locator(".chart canvas").first).to_be_visible()
    screenshot(page, f"forecasts-forced-{DESK}")
