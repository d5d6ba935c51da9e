"""Water rises: sensors send over HTTP, the desk finds one event, reads what they said, and people close it."""

import json
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.kernel.instants import now
from gongzhi.loops.models import Loop
from gongzhi.patrol.public import make_sensor_key
from gongzhi.patrol.tests.sensing import registered, row
from gongzhi.people.facts import SYSTEM

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def send(url: str, key: str, sensor: str, *values: float, begin: datetime) -> Any:
    """Send what a sensor said, a reading a minute, as a gateway does."""
    readings = [
        {"sensor": sensor, "at": (begin + timedelta(minutes=minute)).isoformat(), "value": str(value)}
        for minute, value in enumerate(values)
    ]
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{url}/patrol/readings",
        data=json.dumps({"readings": readings}).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_two_sensors_of_an_underpass_make_one_event(
    county,  # noqa: F811
    live_server,
    page_at,
    check_axe,
    screenshot,
    width,
):
    registered(row("1"), row("2"))
    key = make_sensor_key(name="gateway", unit_code="water", by=SYSTEM, at=now())
    begin = now() - timedelta(minutes=30)
    assert send(live_server.url, key, "1", 3, 16.5, 17, begin=begin)["taken"] == 3
    send(live_server.url, key, "2", 18, 19.25, begin=begin + timedelta(minutes=4))
    send(live_server.url, key, "1", 12, 8, begin=begin + timedelta(minutes=10))
    (event,) = Loop.objects.filter(subject_kind="patrol")

    page = page_at(width)
    enter(page, "dispatcher")
    page.goto("/work/")
    expect(page.get_by_text(event.number).first).to_be_attached()
    page.goto(f"/loop/{event.id}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("西街下穿通道1：积水 17 厘米，达到界限 15 厘米（点位 underpass）")
    expect(main).to_contain_text("西街下穿通道2：积水 19.25 厘米")
    expect(main).to_contain_text("西街下穿通道1：积水 8 厘米")
    expect(main).to_contain_text("事件不会自动办结")
    check_axe(page)
    screenshot(page, f"sensor-event-{width}")

    enter(page, "admin")
    page.goto("/sensors/")
    expect(page.get_by_role("row").nth(1)).to_contain_text("西街下穿通道2")
    expect(page.get_by_role("row").nth(1)).to_contain_text("超限")
    expect(page.get_by_role("row").nth(2)).to_contain_text("正常")
    check_axe(page)
    screenshot(page, f"sensors-{width}")
