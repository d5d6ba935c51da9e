"""The page of sensors: for whoever manages the organization, what needs a look first."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.small_county import VILLAGE, County

from gongzhi.kernel.instants import now
from gongzhi.loops.models import Loop
from gongzhi.organization.public import import_file
from gongzhi.patrol.models import Sensor
from gongzhi.patrol.public import sensors
from gongzhi.patrol.tests.sensing import key_of, registered, row, say
from gongzhi.people.facts import SYSTEM
from gongzhi.people.models import Account

DISPATCH = "office,division,unit,valid_from,valid_to\nDISPATCH,999901000000,centre,2020-01-01,"


def signed_in(login: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Account.objects.get(login=login))
    return client


def test_who_manages_the_organization_sees_how_the_sensors_stand(county: County) -> None:
    registered(row("a"), row("b", "yard"), row("c", "brook"), row("d", in_use="0"))
    begin = now() - timedelta(minutes=10)
    key = key_of()
    say(key, "a", 3, begin=begin)
    say(key, "b", 16.5, 17, begin=begin)
    Sensor.objects.filter(code="c").update(registered_at=begin - timedelta(days=1))
    page = signed_in("admin").get("/sensors/").content.decode()
    order = [page.index(f"西街下穿通道{code}") for code in "cba"]
    assert order == sorted(order)
    assert "西街下穿通道d" not in page
    for words in (
        "silent",
        "beyond its limit",
        "within its limit",
        "17 cm",
        "3 cm",
        Loop.objects.get().number,
    ):
        assert words in page
    # An administrator reads no events, so no link leads to one.
    assert f"/loop/{Loop.objects.get().id}/" not in page
    assert "失联" in signed_in("admin", "zh-CN").get("/sensors/").content.decode()


def test_an_event_that_could_not_be_opened_is_said_with_its_reason(county: County) -> None:
    registered(row("a"))
    assert import_file(table="desks", data=f"{DISPATCH}2021-01-01\n".encode(), by=SYSTEM, at=now()).changed
    say(key_of(), "a", 16, 17, begin=now() - timedelta(minutes=5))
    page = signed_in("admin").get("/sensors/").content.decode()
    assert "No event could be opened at underpass. No desk DISPATCH serves this place." in page


def test_the_page_is_for_the_own_tree_and_nobody_else(county: County) -> None:
    registered(row("a"), row("v", "slope", longitude="", latitude="", grid=f"{VILLAGE}001"))
    page = signed_in("admin").get("/sensors/").content.decode()
    assert "西街下穿通道a" in page
    assert "西街下穿通道v" in page
    assert Client().get("/sensors/").status_code == 302
    for login in ("grid-worker", "water-handler", "dispatcher"):
        assert signed_in(login).get("/sensors/").status_code == 403
    assert signed_in("admin").post("/sensors/").status_code == 405


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No sensor is registered yet"), ("zh-CN", "还没有登记传感器")]
)
def test_without_sensors_the_page_says_how_they_come(county: County, language: str, words: str) -> None:
    assert words in signed_in("admin", language).get("/sensors/").content.decode()


def test_a_tree_sees_its_own_sensors_only(county: County) -> None:
    registered(row("a"), row("v", "slope", longitude="", latitude="", grid=f"{VILLAGE}001"))
    at = now()
    assert [view.code for view in sensors(at=at, scope="999901200000")] == ["v"]
    assert [view.code for view in sensors(at=at, scope="999901000000")] == ["a", "v"]
    assert sensors(at=at, scope="999902000000") == []
