"""Pages of topics and forecasts: who opens them, what they say when there is nothing, and what people say of topics."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import COUNTY, POSTS, TOWN, VILLAGE, WEST, County

from gongzhi.insight.models import (
    CountAlarm,
    Forecast,
    ForecastRun,
    HypothesisCard,
    PlacedMessage,
    Topic,
)
from gongzhi.kernel.ids import new_id
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

READERS = {"dispatcher", "leader", "supervisor", "housing-head", "town-head", "township-head"}


def topic(number: int = 3, *, division: str = WEST) -> UUID:
    at = timezone.now()
    made = Topic.objects.create(
        kind="ONE_PLACE", division=division, matter="city.waste.street", size=number, first_at=at, last_at=at
    )
    for index in range(number):
        PlacedMessage.objects.create(
            case_id=staff.filed(text=f"西街口的垃圾桶满了，第{index}天了。"),
            at=at - timedelta(hours=3),
            division=division,
            grid=f"{division}001",
            keys=[1, 2],
            topic=made,
        )
    return made.id


def forecast(division: str = COUNTY, *, wape: float = 0.3, mean: float = 0.4) -> None:
    today = timezone.localdate()
    figures = {
        "wape": wape, "mase": 0.8, "seasonal_naive": {"wape": 0.5}, "mean_28": {"wape": mean},
        "coverage_80": None, "coverage_95": 0.94,
    }  # fmt: skip
    levels = [{"level": "all", "series": 2, "judged": 30, "horizons": {"7": figures, "14": figures}}]
    run, _new = ForecastRun.objects.get_or_create(
        begins_on=today, defaults={"made_at": timezone.now() - timedelta(minutes=1), "levels": levels}
    )
    for matter in ("", "water"):
        Forecast.objects.create(
            run=run, level="all", matter=matter, division=division, mean_e2=[200] * 28, likely=[2] * 28,
            ends=[[1] * 28, [4] * 28, [0] * 28, [6] * 28], carried=[{"smoothing": 100}] * 28,
        )  # fmt: skip


def alarm(division: str = WEST) -> UUID:
    made = CountAlarm.objects.create(
        kind="BURST", matter="water", division=division, grid="", on=timezone.localdate() - timedelta(days=1),
        days=7, count=12, expected_e2=420,
    )  # fmt: skip
    return made.id


def test_who_opens_which_page(county: County) -> None:
    made = topic()
    for login in (*POSTS, ""):
        client = client_of(login) if login else Client()
        reads = 200 if login in READERS else 403 if login else 302
        expected = dict.fromkeys(
            ("/topics/", "/forecasts/", "/forecasts/season/", "/forecasts/alarms/"), reads
        )
        expected[f"/topics/{made}/"] = 404 if login == "township-head" else reads
        assert {path: client.get(path).status_code for path in expected} == expected, login


def test_empty_pages_say_what_would_be_there(county: County) -> None:
    leader = client_of("leader")
    for path, words in {
        "/topics/": "No topic here now",
        "/forecasts/": "There is no forecast here yet",
        "/forecasts/season/": "No week stands out yet",
        "/forecasts/alarms/": "Nothing came beyond chance",
    }.items():
        assert words in leader.get(path).content.decode(), path
    assert leader.get(f"/topics/{new_id()}/").status_code == 404


def test_a_list_shows_the_own_area_only(county: County) -> None:
    made = topic()
    topic(division=VILLAGE)
    leader, head = client_of("leader"), client_of("town-head")
    assert leader.get("/topics/").content.decode().count("data-row") == 2
    assert head.get("/topics/").content.decode().count("data-row") == 1
    assert head.get("/topics/", {"area": VILLAGE}).content.decode().count("data-row") == 1, (
        "not its own: ignored"
    )
    assert leader.get("/topics/", {"area": TOWN}).content.decode().count("data-row") == 1
    page = leader.get(f"/topics/{made}/").content.decode()
    assert 'action="/topics/' not in page, "leaders read; the desk keeps topics"
    assert page.count('href="/loop/') == 3


def test_the_desk_names_merges_and_splits(county: County) -> None:
    one, other, desk = topic(4), topic(3), client_of("dispatcher")
    assert client_of("leader").post(f"/topics/{one}/name/", {"name-name": "x"}).status_code == 409
    assert desk.post(f"/topics/{one}/name/", {"name-name": "字" * 61}).status_code == 422
    assert desk.post(f"/topics/{one}/name/", {"name-name": "西街垃圾桶"}).status_code == 302
    assert "西街垃圾桶" in desk.get("/topics/").content.decode()
    assert desk.post(f"/topics/{one}/merge/", {"merge-other": ""}).status_code == 422
    for _time in range(2):
        assert desk.post(f"/topics/{one}/merge/", {"merge-other": str(other)}).status_code == 302
    assert desk.get(f"/topics/{other}/").headers["Location"] == f"/topics/{one}/"
    cases = [
        str(each) for each in PlacedMessage.objects.filter(topic=one).values_list("case_id", flat=True)[:3]
    ]
    sent = {"split-topic": str(new_id()), "split-cases": cases}
    assert desk.post(f"/topics/{one}/split/", {"split-topic": str(new_id())}).status_code == 422
    wrong = desk.post(f"/topics/{one}/split/", sent | {"split-cases": ["nothing"]})
    assert wrong.status_code == 422
    for _time in range(2):
        assert desk.post(f"/topics/{one}/split/", sent).status_code == 302
    assert PlacedMessage.objects.filter(topic=one).count() == 4
    assert desk.post(f"/topics/{one}/nothing/", {}).status_code == 404


def test_a_forecast_stands_beside_how_good_it_was(county: County) -> None:
    forecast(wape=0.45)
    forecast(TOWN)
    page = client_of("leader").get("/forecasts/", {"matter": "water"}).content.decode()
    assert "For 7, 14 days ahead a plain way was better than ours" in page
    assert page.count("<figure data-chart=") == 2, "the county, and the town below on a small curve"
    assert "exponential smoothing 100 %" in page
    assert "echarts.common.min" in page
    head = client_of("town-head").get("/forecasts/", {"place": COUNTY}).content.decode()
    assert "Bridgehead town" in head.lower() or "Bridgehead Town" in head
    assert f'value="{COUNTY}"' not in head


def test_where_ours_is_better_nothing_is_warned_of(county: County) -> None:
    forecast()
    assert "a plain way was better" not in client_of("leader").get("/forecasts/").content.decode()


def test_a_card_is_made_of_a_burst_with_its_figures(county: County) -> None:
    made, leader = alarm(), client_of("leader")
    assert f"from=alarm/{made}" in leader.get("/forecasts/alarms/").content.decode()
    form = leader.get("/cards/new/", {"from": f"alarm/{made}"}).content.decode()
    assert f'value="alarm/{made}"' in form
    sent = {
        "card": str(new_id()), "key": f"alarm/{made}", "matter": "water", "division": WEST, "grid": "",
        "unit_id": str(county.unit("water")), "check_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "expected": "还会爆管", "why": "上周十二件", "true_if": "三件以上", "false_if": "不到三件",
    }  # fmt: skip
    assert leader.post("/cards/new/", sent).status_code == 302
    card = HypothesisCard.objects.get()
    assert (card.ground, card.figures["seen"]) == ("BURST", "12")
    assert leader.post("/cards/new/", sent | {"card": str(new_id())}).status_code == 409, "it has its card"
    assert f'href="/cards/{card.id}/"' in leader.get("/forecasts/alarms/").content.decode()
    other = sent | {"card": str(new_id()), "key": f"alarm/{alarm(VILLAGE)}"}
    assert leader.post("/cards/new/", other).status_code == 302
    assert HypothesisCard.objects.get(id=other["card"]).ground == "OWN", "it says nothing of another place"


def test_no_page_of_residents_loads_the_drawing(county: County) -> None:
    for path in ("/", "/foreseen/", "/report", "/answers/"):
        page = Client().get(path).content.decode()
        assert "echarts" not in page, path
        assert "charts.js" not in page, path
    assert len(Client().get("/foreseen/").content) < 60_000
